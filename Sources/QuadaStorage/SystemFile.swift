#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// An open file, closed with its owner.
struct SystemFile: ~Copyable {
    private let descriptor: Int32

    enum Mode {
        case reading
        /// A file that is there loses what it holds.
        case writing
        /// What is written goes behind what a file that is there holds.
        case growing
    }

    init(path: String, _ mode: Mode) throws(StorageError) {
        descriptor =
            switch mode {
            case .reading: open(path, O_RDONLY | O_CLOEXEC)
            case .writing: open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            case .growing: open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
            }
        guard descriptor >= 0 else { throw .system(errno) }
        if mode == .growing, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { throw .inUse }
    }

    /// Standard input, through a descriptor of its own: that of the process stays open.
    init(standardInput: Void) throws(StorageError) {
        descriptor = fcntl(0, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .system(errno) }
    }

    deinit { close(descriptor) }

    /// In octets.
    func size() throws(StorageError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        return Int(status.st_size)
    }

    func truncate(to octets: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(octets)) == 0 else { throw .system(errno) }
    }

    /// Waits until the disk has it; what is no file on a disk has nothing to wait for.
    func synchronise() throws(StorageError) {
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw .system(errno) }
    }

    /// - Returns: Nothing at the end of the file.
    func read(atMost maximum: Int) throws(StorageError) -> [UInt8] {
        var number: Int32 = 0
        let octets = [UInt8](unsafeUninitializedCapacity: maximum) { buffer, count in
            var result: Int
            repeat { result = systemRead(buffer.baseAddress, maximum) } while result < 0 && errno == EINTR
            if result < 0 { number = errno }
            count = max(0, result)
        }
        guard number == 0 else { throw .system(number) }
        return octets
    }

    func write(_ octets: [UInt8]) throws(StorageError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite($0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw .system(errno)
            }
        }
    }

    #if canImport(Glibc)
        private func systemRead(_ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
            Glibc.read(descriptor, place, count)
        }
        private func systemWrite(_ place: UnsafeRawPointer?, _ count: Int) -> Int {
            Glibc.write(descriptor, place, count)
        }
    #elseif canImport(Musl)
        private func systemRead(_ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
            Musl.read(descriptor, place, count)
        }
        private func systemWrite(_ place: UnsafeRawPointer?, _ count: Int) -> Int {
            Musl.write(descriptor, place, count)
        }
    #else
        private func systemRead(_ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
            Darwin.read(descriptor, place, count)
        }
        private func systemWrite(_ place: UnsafeRawPointer?, _ count: Int) -> Int {
            Darwin.write(descriptor, place, count)
        }
    #endif
}
