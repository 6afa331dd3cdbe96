internal import CSockets
internal import QuadaDNS
internal import QuadaTransport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Opens sockets for processes that may not: each connected to a server at an allowed port, and handed over at once.
///
/// One thread, no wait but for the next request. What peers send is hostile: a peer that sends what is no request, or
/// does not take its answers, is dropped.
public struct Broker {
    /// How much one peer may have, and how many peers there may be.
    public struct Bounds: Codable, Hashable, Sendable {
        /// Requests that are granted; one above it is answered as if the machine had no socket left, and comes again.
        public var requestsPerSecond: Int
        public var burst: Int
        public var peers: Int

        /// - Parameter requestsPerSecond: More than a processor can do here: who asks for more floods.
        public init(requestsPerSecond: Int = 50_000, burst: Int = 10_000, peers: Int = 256) {
            self.requestsPerSecond = max(1, requestsPerSecond)
            self.burst = max(1, burst)
            self.peers = max(1, peers)
        }
    }

    private struct Peer {
        let channel: Int32
        var allowance: Allowance
    }

    private let allowedPorts: Set<UInt16>
    private let bounds: Bounds
    private var peers: [Peer] = []
    /// One for each peer, and the last for the control channel.
    private var watched: [pollfd] = []

    private init(allowedPorts: Set<UInt16>, bounds: Bounds) {
        self.allowedPorts = allowedPorts
        self.bounds = bounds
    }

    /// Serves until the last channel has ended.
    ///
    /// - Parameters:
    ///   - channels: Of peers, each of which keeps messages apart (SOCK_SEQPACKET); they are closed as they end.
    ///   - control: Over it come the channels of more peers, a descriptor with each message; with its end all ends.
    ///   - allowedPorts: Where sockets may be connected to.
    public static func serve(
        channels: [Int32] = [], control: Int32? = nil, allowedPorts: Set<UInt16>, bounds: Bounds = Bounds()
    ) {
        var broker = Broker(allowedPorts: allowedPorts, bounds: bounds)
        for channel in channels { broker.admit(channel) }
        while control != nil || !broker.peers.isEmpty {
            guard broker.turn(control: control) else { break }
        }
        for peer in broker.peers { close(peer.channel) }
    }

    private mutating func admit(_ channel: Int32) {
        guard peers.count < bounds.peers else {
            close(channel)
            return
        }
        _ = quada_set_buffers(channel, Self.channelOctets)
        let allowance = Allowance(perSecond: bounds.requestsPerSecond, burst: bounds.burst, at: Allowance.now)
        peers.append(Peer(channel: channel, allowance: allowance))
    }

    /// - Returns: False at the end of the control channel.
    private mutating func turn(control: Int32?) -> Bool {
        watched.removeAll(keepingCapacity: true)
        for peer in peers { watched.append(pollfd(fd: peer.channel, events: Int16(POLLIN), revents: 0)) }
        if let control { watched.append(pollfd(fd: control, events: Int16(POLLIN), revents: 0)) }
        let count = poll(&watched, nfds_t(watched.count), -1)
        guard count > 0 else { return count == 0 || errno == EINTR || errno == EAGAIN }
        let now = Allowance.now
        // From the end, so that a peer that is dropped moves none that is still to be looked at.
        for index in peers.indices.reversed() where watched[index].revents != 0 {
            if !serve(index, at: now) {
                close(peers[index].channel)
                peers.remove(at: index)
            }
        }
        guard let control, watched[watched.count - 1].revents != 0 else { return true }
        return takePeer(from: control)
    }

    private mutating func takePeer(from control: Int32) -> Bool {
        var octet: UInt8 = 0
        var channel: Int32 = -1
        var count: Int32 = 0
        let size = quada_receive_descriptors(control, &octet, 1, &channel, 1, &count)
        if size == -EAGAIN || size == -EINTR || size == -EMFILE { return true }
        guard size == 1 else { return false }
        if count == 1 { admit(channel) }
        return true
    }

    /// Answers what a peer asked, a bounded number of times: others wait.
    ///
    /// - Returns: Whether the peer stays.
    private mutating func serve(_ index: Int, at now: Int64) -> Bool {
        for _ in 0..<Self.requestsAtOnce {
            switch hear(peers[index].channel) {
            case .nothing: return true
            case .end: return false
            case .request(let request):
                guard answer(request, of: index, at: now) else { return false }
            }
        }
        return true
    }

    private enum Heard {
        case nothing
        case end
        case request(SocketRequest)
    }

    private func hear(_ channel: Int32) -> Heard {
        // One octet more than a request has: a longer one is cut there and seen.
        withUnsafeTemporaryAllocation(byteCount: SocketRequest.octetCount + 1, alignment: 8) { room in
            var descriptor: Int32 = -1
            var count: Int32 = 0
            // A peer has no descriptor to give: with one the message is refused, and the descriptor closed.
            let size = quada_receive_descriptors(
                channel, room.baseAddress, Int32(room.count), &descriptor, 0, &count)
            if size == -EAGAIN || size == -EINTR { return .nothing }
            guard size > 0 else { return .end }
            let octets = room.bindMemory(to: UInt8.self)
            guard let request = SocketRequest(UnsafeBufferPointer(rebasing: octets[..<Int(size)]).span) else {
                return .end
            }
            return .request(request)
        }
    }

    private mutating func answer(_ request: SocketRequest, of index: Int, at now: Int64) -> Bool {
        var opened: OpenedSockets
        if !allowedPorts.contains(request.remote.port) {
            opened = .refused(EACCES)
        } else if !peers[index].allowance.take(at: now) {
            opened = .refused(ENOBUFS)
        } else {
            opened = OpenedSockets(request)
        }
        let error = opened.hand(over: peers[index].channel)
        opened.close()
        return error == 0
    }

    private static let requestsAtOnce = 32
    /// Room for some 80 answers, of which each takes a kilobyte of the kernel's: what a peer does not take counts against
    /// what all of them may have on its way (unix(7), ETOOMANYREFS).
    private static let channelOctets: Int32 = 32 << 10
}

/// How much a peer may ask for: so many at once, and so many in a second.
struct Allowance {
    private let perSecond: Int64
    private let burst: Int64
    private var left: Int64
    private var countedAt: Int64

    init(perSecond: Int, burst: Int, at now: Int64) {
        self.perSecond = Int64(perSecond)
        self.burst = Int64(burst)
        left = Int64(burst)
        countedAt = now
    }

    mutating func take(at now: Int64) -> Bool {
        // Nothing is lost of the time that does not make a whole one.
        let interval = max(1, 1_000_000_000 / perSecond)
        let earned = max(0, now - countedAt) / interval
        if earned >= burst - left {
            left = burst
            countedAt = now
        } else {
            left += earned
            countedAt += earned * interval
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }

    /// In nanoseconds, from a clock that is never set back.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
