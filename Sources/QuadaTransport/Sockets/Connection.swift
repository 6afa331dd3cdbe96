internal import CSockets
internal import QuadaDNS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One TCP connection: a message out, messages in, each behind its length in two octets (RFC 1035, section 4.2.2).
struct Connection {
    enum Progress {
        case waiting
        /// Whole messages, without their lengths.
        case messages([[UInt8]])
        case ended(Attempt.Outcome)
    }

    let descriptor: Int32
    let remote: Endpoint
    private var outgoing: [UInt8]
    private var sent = 0
    private var isConnected = false
    private var incoming: [UInt8] = []

    /// - Parameters:
    ///   - descriptor: A non-blocking socket whose connection was begun; the caller closes it.
    ///   - message: At most 65,535 octets.
    init(descriptor: Int32, remote: Endpoint, message: [UInt8]) {
        self.descriptor = descriptor
        self.remote = remote
        outgoing = [UInt8(truncatingIfNeeded: message.count >> 8), UInt8(truncatingIfNeeded: message.count)] + message
    }

    var wantsToWrite: Bool { sent < outgoing.count }

    /// Writes and reads what can be without waiting.
    mutating func proceed() -> Progress {
        if !isConnected {
            let error = -quada_pending_error(descriptor)
            guard error == 0 else {
                return .ended(error == ECONNRESET ? .refused : SocketError.whenReceiving(error))
            }
        }
        if wantsToWrite, let outcome = write() { return .ended(outcome) }
        return isConnected ? read() : .waiting
    }

    private mutating func write() -> Attempt.Outcome? {
        #if os(Linux)
            let flags = Int32(MSG_NOSIGNAL)
        #else
            let flags: Int32 = 0
        #endif
        while wantsToWrite {
            let count = outgoing.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
            }
            if count >= 0 {
                isConnected = true
                sent += count
            } else {
                let error = errno
                if error == EAGAIN || error == EWOULDBLOCK || error == ENOTCONN || error == EINTR { return nil }
                return !isConnected && error == ECONNRESET ? .refused : SocketError.whenReceiving(error)
            }
        }
        return nil
    }

    /// Reads once, a whole message of the greatest size at most: who sends without end does not hold up the others.
    private mutating func read() -> Progress {
        let count = withUnsafeTemporaryAllocation(byteCount: Self.octetsAtOnce, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { incoming.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            return count
        }
        guard count > 0 else {
            if count == 0 { return .ended(.closed) }
            let error = errno
            if error == EAGAIN || error == EWOULDBLOCK || error == EINTR { return .waiting }
            return .ended(SocketError.whenReceiving(error))
        }
        return .messages(wholeMessages())
    }

    private mutating func wholeMessages() -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var start = 0
        while incoming.count - start >= 2 {
            let length = Int(incoming[start]) << 8 | Int(incoming[start + 1])
            guard incoming.count - start - 2 >= length else { break }
            messages.append(Array(incoming[(start + 2)..<(start + 2 + length)]))
            start += 2 + length
        }
        incoming.removeFirst(start)
        return messages
    }

    private static let octetsAtOnce = 65_537
}
