#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Waits for sockets; `wait` is called by one thread, the rest by any.
protocol Poller: Sendable {
    /// Watches a socket for something to read and, where `writes`, for room to write.
    ///
    /// - Returns: 0, or the errno.
    func add(_ descriptor: Int32, mark: UInt64, writes: Bool) -> Int32
    /// Changes what a watched socket is watched for.
    func change(_ descriptor: Int32, mark: UInt64, writes: Bool)
    /// To be called before the socket is closed.
    func remove(_ descriptor: Int32)
    /// Appends the marks of sockets that are ready, or broken.
    ///
    /// - Parameter milliseconds: 0 does not wait, -1 waits until something comes.
    func wait(milliseconds: Int32, into ready: inout [UInt64])
    /// Ends the wait, or the next one.
    func wake()
}

extension Poller {
    /// The mark that no socket has.
    static var wakeMark: UInt64 { .max }
}

/// Two ends of a pipe that neither block nor are inherited.
struct WakePipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    /// - Throws: `.noPoller`.
    init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .noPoller(errno) }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func signal() {
        var octet: UInt8 = 1
        _ = write(writeEnd, &octet, 1)
    }

    /// A pipe that is not emptied would make the loop spin.
    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while read(readEnd, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }

    func close() {
        for end in [readEnd, writeEnd] { closeDescriptor(end) }
    }
}

/// close(2), where a member of that name is in the way.
func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}
