#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Gives a file new content in one step: whoever reads it, also after a loss of power, finds the old content or the new.
public enum ReplacedContent {
    /// Writes beside the file, waits for the disk, renames, and waits for the folder.
    public static func write(_ octets: [UInt8], to path: String) throws(StorageError) {
        let beside = "\(path).new"
        do throws(StorageError) {
            let file = try SystemFile(path: beside, .writing)
            try file.write(octets)
            try file.synchronise()
        } catch {
            unlink(beside)
            throw error
        }
        guard rename(beside, path) == 0 else { throw .system(errno) }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        // A folder that can not be opened or synchronised is none on a disk.
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// The octets of a small file; none where there is none.
    public static func read(_ path: String, maximumOctets: Int) throws(StorageError) -> [UInt8]? {
        let file: SystemFile
        do throws(StorageError) {
            file = try SystemFile(path: path, .reading)
        } catch {
            if error == .system(ENOENT) { return nil }
            throw error
        }
        var octets: [UInt8] = []
        while true {
            let more = try file.read(atMost: packedChunkOctets)
            if more.isEmpty { return octets }
            octets += more
            guard octets.count <= maximumOctets else { throw .tooLarge(maximumOctets: maximumOctets) }
        }
    }
}
