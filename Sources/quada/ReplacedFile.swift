import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that has its old content or all of its new content, never a part: written beside its place under another
/// name, brought to the disk, then renamed.
///
/// A path that is there and is no regular file (a pipe, `/dev/stdout`) is written directly.
final class ReplacedFile: Sendable {
    let descriptor: Int32
    private let path: String
    /// None where the path itself is written.
    private let temporaryPath: String?
    private let isCommitted = Mutex(false)

    /// - Throws: `InputError` with the path and the reason.
    init(path: String) throws {
        var status = stat()
        let exists = stat(path, &status) == 0
        let kind = status.st_mode & S_IFMT
        if exists, kind == S_IFDIR { throw InputError("\(path): is a directory") }
        if exists, kind != S_IFREG {
            self.path = path
            temporaryPath = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            // Through a symbolic link to the file it means, so that the link stays.
            let place = exists ? Self.resolved(path) : path
            let name = "\(place).\(getpid()).\(UInt32.random(in: 0...(.max))).partial"
            self.path = place
            temporaryPath = name
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? status.st_mode & 0o777 : 0o666)
        }
        guard descriptor >= 0 else { throw InputError("\(path): \(reason(errno))") }
    }

    deinit {
        close(descriptor)
        if let temporaryPath, !isCommitted.withLock({ $0 }) { unlink(temporaryPath) }
    }

    /// Puts the file in its place.
    ///
    /// - Throws: `InputError` where the disk refuses; the old file is still there then.
    func commit() throws {
        guard let temporaryPath else { return }
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
            throw InputError("\(path): \(reason(errno))")
        }
        isCommitted.withLock { $0 = true }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
