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

/// What a broker opened for one request, until it is handed over.
struct OpenedSockets {
    /// The connected socket, and for UDP the other one of its port; -1 where there is none.
    private var descriptors: (Int32, Int32) = (-1, -1)
    private var count: Int32 = 0
    private var port: Int32 = 0
    /// An errno; 0 where all went well.
    private(set) var error: Int32 = 0

    static func refused(_ error: Int32) -> OpenedSockets {
        var opened = OpenedSockets()
        opened.error = error
        return opened
    }

    private init() {}

    /// Opens what is asked for; nothing of it stays open where that fails.
    init(_ request: SocketRequest) {
        switch request.kind {
        case .stream: openStream(request.remote)
        case .datagrams, .manyDatagrams:
            for _ in 0..<Self.mostPorts {
                error = 0
                openDatagrams(request.remote, isForMany: request.kind == .manyDatagrams)
                // The port is taken at another of this machine's addresses.
                guard error == EADDRINUSE else { break }
                close()
            }
        }
        if error != 0 { close() }
    }

    private mutating func openStream(_ remote: Endpoint) {
        descriptors.0 = check(quada_socket(remote.address.family == .ipv4 ? 4 : 6, 1))
        count = 1
        connect(remote, orBegins: true)
    }

    /// The socket that is connected gets its port from the kernel, at random and nobody else's (it does not share yet);
    /// then the other is bound to the same. Linux gives a datagram to a socket that is connected to where it comes from
    /// rather than to one that is not.
    private mutating func openDatagrams(_ remote: Endpoint, isForMany: Bool) {
        let family: Int32 = remote.address.family == .ipv4 ? 4 : 6
        descriptors.0 = check(quada_socket(family, 0))
        count = 1
        guard error == 0 else { return }
        if isForMany { _ = quada_set_buffers(descriptors.0, Self.buffersForMany) }
        _ = quada_report_icmp(descriptors.0, family)
        connect(remote, orBegins: false)
        guard error == 0 else { return }
        check(quada_share_port(descriptors.0))
        descriptors.1 = check(quada_socket(family, 0))
        count = 2
        guard error == 0 else { return }
        check(quada_share_port(descriptors.1))
        var local = quada_endpoint(high: 0, low: 0, port: UInt16(truncatingIfNeeded: port), family: UInt8(family))
        check(quada_bind(descriptors.1, &local))
    }

    private mutating func connect(_ remote: Endpoint, orBegins: Bool) {
        guard error == 0 else { return }
        var endpoint: quada_endpoint
        switch remote.address {
        case .v4(let value): endpoint = .init(high: 0, low: UInt64(value), port: remote.port, family: 4)
        case .v6(let high, let low): endpoint = .init(high: high, low: low, port: remote.port, family: 6)
        }
        let result = quada_connect(descriptors.0, &endpoint)
        if result < 0, !(orBegins && result == -EINPROGRESS) {
            // Of a link-local address the link is missing, and nothing leads there.
            error = result == -EINVAL && remote.address.isLinkLocal ? ENETUNREACH : -result
        }
        if error == 0 { port = check(quada_local_port(descriptors.0)) }
    }

    /// Notes the first error.
    @discardableResult
    private mutating func check(_ result: Int32) -> Int32 {
        if result < 0, error == 0 { error = -result }
        return result
    }

    /// - Returns: An errno; EAGAIN where the peer does not take its answers.
    mutating func hand(over channel: Int32) -> Int32 {
        let result = send(over: channel)
        // Too many are on their way to all peers together (unix(7)): as if the machine had no socket left.
        guard result == ETOOMANYREFS else { return result }
        error = ENOBUFS
        return send(over: channel)
    }

    private func send(over channel: Int32) -> Int32 {
        var bits = SocketReply(error: UInt16(clamping: error), port: UInt16(truncatingIfNeeded: max(0, port))).bits
        var descriptors = descriptors
        return withUnsafeBytes(of: &descriptors) { room in
            -quada_send_descriptors(
                channel, &bits, Int32(SocketReply.octetCount), room.bindMemory(to: Int32.self).baseAddress,
                error == 0 ? count : 0)
        }
    }

    /// A peer's sockets are the peer's alone.
    mutating func close() {
        for descriptor in [descriptors.0, descriptors.1] where descriptor >= 0 { closeDescriptor(descriptor) }
        descriptors = (-1, -1)
        count = 0
    }

    /// As a transport's own sockets have that serve many queries.
    private static let buffersForMany: Int32 = 4 << 20
    private static let mostPorts = 4
}

extension IPAddress {
    /// fe80::/10 (RFC 4291, section 2.5.6).
    fileprivate var isLinkLocal: Bool {
        guard case .v6(let high, _) = self else { return false }
        return high >> 54 == 0xFE80 >> 6
    }
}

/// close(2), where a member of that name is in the way.
private func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}
