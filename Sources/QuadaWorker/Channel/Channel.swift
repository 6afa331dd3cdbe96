internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One end of the connection between a supervisor and a worker: frames in, frames out.
///
/// Any thread may send; one receives.
final class Channel: Sendable {
    /// What a wait brought.
    enum Received: Sendable {
        case frame(Frame)
        /// Nothing within the time.
        case nothing
        /// The other end is closed.
        case end
        case nonsense(Nonsense)
    }

    let descriptor: Int32
    private let incoming: Mutex<FrameBuffer>
    /// Whether it is open still: under the lock, so that nothing is sent to a descriptor that became another's.
    private let sending = Mutex(true)

    /// - Parameter descriptor: A connected stream socket, which is closed by `close`.
    init(descriptor: Int32, maximumOctets: Int = Frame.maximumOctets) {
        self.descriptor = descriptor
        incoming = Mutex(FrameBuffer(maximumOctets: maximumOctets))
    }

    /// A pair of connected stream sockets, close-on-exec.
    ///
    /// - Returns: None where the system has no descriptor left.
    static func pair() -> (supervisor: Int32, worker: Int32)? {
        var pair: [Int32] = [-1, -1]
        #if os(Linux)
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, type, 0, &pair) == 0 else { return nil }
        return (pair[0], pair[1])
    }

    /// Waits for the next frame.
    ///
    /// - Parameters:
    ///   - milliseconds: At most between two pieces of it; below 0 without end.
    ///   - deadline: When all of it is to be there; none for never.
    func receive(within milliseconds: Int32, by deadline: ContinuousClock.Instant? = nil) -> Received {
        incoming.withLock { buffer in
            while true {
                do throws(Nonsense) {
                    if let frame = try buffer.next() { return .frame(frame) }
                } catch {
                    return .nonsense(error)
                }
                if let deadline, ContinuousClock.now > deadline { return .nothing }
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&wait, 1, milliseconds)
                if ready == 0 { return .nothing }
                guard ready > 0 else {
                    if errno == EINTR { continue }
                    return .end
                }
                let isOpen = withUnsafeTemporaryAllocation(byteCount: Self.octetsAtOnce, alignment: 1) { octets in
                    let count = read(descriptor, octets.baseAddress, octets.count)
                    guard count > 0 else { return count < 0 && (errno == EINTR || errno == EAGAIN) }
                    buffer.append(UnsafeRawBufferPointer(rebasing: octets[..<count]))
                    return true
                }
                guard isOpen else { return .end }
            }
        }
    }

    /// Sends a frame whole; waits while the other end does not read.
    ///
    /// - Parameter patience: In milliseconds, how long it may read nothing; below 0 without end.
    /// - Returns: False where the other end is closed, or does not read.
    @discardableResult
    func send(_ frame: Frame, patience milliseconds: Int32 = -1) -> Bool {
        send(octets: frame.octets, patience: milliseconds)
    }

    /// The same of the octets of whole frames.
    @discardableResult
    func send(octets: [UInt8], patience milliseconds: Int32 = -1) -> Bool {
        sending.withLock { isOpen in
            guard isOpen else { return false }
            return octets.withUnsafeBytes { bytes in
                var sent = 0
                while sent < bytes.count {
                    let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                    let count = Self.send(rest, on: descriptor)
                    if count > 0 {
                        sent += count
                        continue
                    }
                    guard errno == EAGAIN || errno == EINTR else { return false }
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard poll(&wait, 1, milliseconds) != 0 else { return false }
                }
                return true
            }
        }
    }

    /// To be called where nobody receives any more.
    func closeDescriptor() {
        sending.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            close(descriptor)
        }
    }

    private static func send(_ octets: UnsafeRawBufferPointer, on descriptor: Int32) -> Int {
        #if os(Linux)
            // sendto without an address is all that a worker may call.
            sendto(
                descriptor, octets.baseAddress, octets.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), nil,
                0)
        #else
            Darwin.send(descriptor, octets.baseAddress, octets.count, MSG_DONTWAIT)
        #endif
    }

    private static let octetsAtOnce = 65_536
}
