/// A file that grows in pieces, each whole in itself: what stands up to the end of a piece can be read, and gone on
/// from, whatever happened behind it.
///
/// A piece of a packed file is a gzip member or a zstd frame of its own; the common tools read them one after another.
public final class PartFile {
    private let file: SystemFile
    private let compression: Compression
    private var packer: (any Packer)?
    private var pending: [UInt8] = []
    /// On the disk, up to the last whole piece.
    public private(set) var octets: Int
    /// Taken since then, before packing.
    public private(set) var openOctets = 0

    /// - Parameter octets: What is kept of a file that is there; the rest of it is cut off.
    /// - Throws: `.damaged` where the file is shorter than that.
    public init(path: String, keeping octets: Int) throws(StorageError) {
        file = try SystemFile(path: path, .growing)
        compression = Compression(path: path)
        guard try file.size() >= octets else { throw .damaged(.none, unpackedOctets: octets) }
        try file.truncate(to: octets)
        self.octets = octets
    }

    public func write(_ more: [UInt8]) throws(StorageError) {
        guard !more.isEmpty else { return }
        openOctets += more.count
        try open().pack(more, .more, into: &pending)
        if pending.count >= packedChunkOctets { try drain() }
    }

    /// Ends the piece and brings it to the disk.
    public func endPiece() throws(StorageError) {
        if let packer {
            try packer.pack([], .finish, into: &pending)
            self.packer = nil
        }
        try drain()
        try file.synchronise()
        octets = try file.size()
        openOctets = 0
    }

    /// Takes back what came since the last whole piece, so that the file can be read to its end.
    public func discardPiece() {
        packer = nil
        pending = []
        openOctets = 0
        try? file.truncate(to: octets)
    }

    private func open() throws(StorageError) -> any Packer {
        if let packer { return packer }
        let new = try compression.packer()
        packer = new
        return new
    }

    private func drain() throws(StorageError) {
        try file.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
