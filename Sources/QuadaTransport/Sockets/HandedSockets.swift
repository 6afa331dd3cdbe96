internal import CSockets
internal import QuadaDNS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The asking end of a broker's channel: one request, one answer, in their order.
///
/// The loop waits for the answers, which take some microseconds. What is known to be needed next is asked for in the same
/// breath, so that the two processes take turns once for many sockets.
final class HandedSockets {
    /// What was handed in; the descriptors are the caller's.
    struct Handed: Equatable {
        var connected: Int32
        /// The second socket of the same port; -1 for TCP.
        var strays: Int32
        var port: UInt16
    }

    struct Refusal: Error, Equatable {
        let errno: Int32
    }

    /// A socket that will be wanted.
    struct Wish {
        /// By which it is taken: the mark of its source or connection.
        var key: UInt64
        var request: SocketRequest
    }

    private let channel: Int32
    /// A broker that does not answer for so long is taken for dead.
    private let patienceMilliseconds: Int32
    /// Why nothing comes any more; 0 while the broker is well.
    private var fault: Int32 = 0
    private var wishes: ArraySlice<Wish> = []
    private var asked = Queue<Wish>()
    /// Answers that came before their socket was wanted.
    private var early: [UInt64: Result<Handed, Refusal>] = [:]

    /// - Parameter channel: Closed by `close`.
    init(channel: Int32, patienceMilliseconds: Int32 = 5000) {
        self.channel = channel
        self.patienceMilliseconds = patienceMilliseconds
    }

    func close() {
        expect([])
        if fault == 0 { lose(EPIPE) }
        closeDescriptor(channel)
    }

    /// What will be taken next, in this order. What was expected before and never taken is closed.
    func expect(_ wishes: [Wish]) {
        while let wish = asked.popFirst() { early[wish.key] = hear(wish.request.kind) }
        for case .success(let handed) in early.values { discard(handed) }
        early.removeAll(keepingCapacity: true)
        self.wishes = wishes[...]
    }

    /// One socket, or two for UDP.
    ///
    /// - Throws: The errno of what the broker could not do; EPIPE or another once it is gone.
    func take(_ wish: Wish) throws(Refusal) -> Handed {
        if let result = early.removeValue(forKey: wish.key) { return try result.get() }
        if asked.isEmpty { askNext(wish) }
        while let next = asked.popFirst() {
            let result = hear(next.request.kind)
            if next.key == wish.key { return try result.get() }
            early[next.key] = result
        }
        // It was not what was expected next.
        askNext(wish)
        guard let next = asked.popFirst() else { throw Refusal(errno: fault) }
        return try hear(next.request.kind).get()
    }

    /// Asks for a socket, and for those that are expected after it.
    private func askNext(_ wish: Wish) {
        guard wishes.first?.key == wish.key else {
            ask(wish)
            return
        }
        for next in wishes.prefix(Self.mostAhead) { ask(next) }
        wishes = wishes.dropFirst(Self.mostAhead)
    }

    private func ask(_ wish: Wish) {
        guard fault == 0 else { return }
        #if os(Linux)
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        #else
            let flags = Int32(MSG_DONTWAIT)
        #endif
        let count = withUnsafeTemporaryAllocation(byteCount: SocketRequest.octetCount, alignment: 8) { octets in
            wish.request.write(to: octets)
            return send(channel, octets.baseAddress, octets.count, flags)
        }
        guard count == SocketRequest.octetCount else {
            lose(count < 0 ? errno : EPROTO)
            return
        }
        asked.append(wish)
    }

    private func hear(_ kind: SocketRequest.Kind) -> Result<Handed, Refusal> {
        while fault == 0 {
            var readable = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
            let count = poll(&readable, 1, patienceMilliseconds)
            if count == 0 { lose(ETIMEDOUT) }
            if count < 0, errno != EINTR { lose(errno) }
            if count > 0, let result = read(kind) { return result }
        }
        return .failure(Refusal(errno: fault))
    }

    /// - Returns: None where there is no answer yet, or the broker was lost.
    private func read(_ kind: SocketRequest.Kind) -> Result<Handed, Refusal>? {
        var bits: UInt32 = 0
        var descriptors: (Int32, Int32) = (-1, -1)
        var found: Int32 = 0
        let size = withUnsafeMutableBytes(of: &descriptors) { room in
            quada_receive_descriptors(
                channel, &bits, Int32(SocketReply.octetCount), room.bindMemory(to: Int32.self).baseAddress, 2, &found)
        }
        // The answer is gone with the descriptors that had no room here; the next is well.
        if size == -EMFILE { return .failure(Refusal(errno: EMFILE)) }
        if size == -EAGAIN || size == -EINTR { return nil }
        let reply = SocketReply(bits: bits)
        let handed = Handed(connected: descriptors.0, strays: descriptors.1, port: reply.port)
        guard size == SocketReply.octetCount, Int(found) == (reply.error == 0 ? kind.descriptorCount : 0) else {
            discard(handed)
            lose(size < 0 ? -size : size == 0 ? EPIPE : EPROTO)
            return nil
        }
        return reply.error == 0 ? .success(handed) : .failure(Refusal(errno: Int32(reply.error)))
    }

    /// Answers could belong to other questions from here on: nothing more is asked.
    private func lose(_ error: Int32) {
        fault = error
        while asked.popFirst() != nil {}
    }

    private func discard(_ handed: Handed) {
        for descriptor in [handed.connected, handed.strays] where descriptor >= 0 { closeDescriptor(descriptor) }
    }

    /// Requests that wait for an answer at a time; their answers have room in the channel.
    static let mostAhead = 32
}
