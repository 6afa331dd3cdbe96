internal import QuadaDNS

/// The packets of one exchange, attempt by attempt.
struct ExchangeTrace {
    /// Nanoseconds from the start of the run, and what passed then; in the order of their causes.
    private(set) var packets: [(time: Int64, packet: Packet)] = []

    private let observation: Observation
    private let server: Endpoint

    init(_ observation: Observation) {
        self.observation = observation
        server = observation.exchange.server
    }

    mutating func addAttempts() {
        for (index, attempt) in observation.exchange.attempts.enumerated() {
            switch (attempt.transportProtocol, attempt.outcome) {
            case (_, .noRoute), (_, .localError): continue
            case (.udp, _): addDatagrams(of: attempt)
            case (.tcp, _): addConnection(of: attempt, number: index)
            }
        }
    }

    /// This machine, as seen by a server: an address of a range for documentation (RFC 5737, RFC 9637), for exchanges do
    /// not tell the real one.
    private func client(for peer: IPAddress, _ attempt: Attempt) -> Endpoint {
        let port = attempt.sourcePort == 0 ? UInt16(49_152 + observation.id % 16_384) : attempt.sourcePort
        let address: IPAddress
        switch peer {
        case .v4: address = peer == Self.clientIPv4 ? Self.otherClientIPv4 : Self.clientIPv4
        case .v6: address = peer == Self.clientIPv6 ? Self.otherClientIPv6 : Self.clientIPv6
        }
        return Endpoint(address: address, port: port)
    }

    /// 203.0.113.254 and its neighbour, for a server that has this very address.
    private static let clientIPv4 = IPAddress.v4(0xCB00_71FE)
    private static let otherClientIPv4 = IPAddress.v4(0xCB00_71FD)
    /// 3fff::1 and its neighbour.
    private static let clientIPv6 = IPAddress.v6(high: 0x3FFF_0000_0000_0000, low: 1)
    private static let otherClientIPv6 = IPAddress.v6(high: 0x3FFF_0000_0000_0000, low: 2)

    // MARK: - UDP

    private mutating func addDatagrams(of attempt: Attempt) {
        let client = client(for: server.address, attempt)
        let sent = attempt.sentAt.nanoseconds
        let ended = sent + attempt.elapsed.nanoseconds
        let query = Packet(
            udp: Payload(observation.exchange.queryOctets(of: attempt)), from: client, to: server)
        packets.append((sent, query))
        for stray in attempt.strays {
            packets.append(
                (
                    sent + stray.after.nanoseconds,
                    Packet(
                        udp: Payload(stray.octets, size: stray.sizeInOctets), from: stray.source,
                        to: self.client(for: stray.source.address, attempt))
                ))
        }
        switch attempt.outcome {
        case .response(let octets):
            packets.append((ended, Packet(udp: Payload(octets), from: server, to: client)))
        case .refused: packets.append((ended, Packet(unreachable: .port, for: query, from: server, to: client)))
        case .unreachable: packets.append((ended, Packet(unreachable: .host, for: query, from: server, to: client)))
        case .silence, .closed, .noRoute, .localError: break
        }
    }

    // MARK: - TCP

    private mutating func addConnection(of attempt: Attempt, number: Int) {
        let client = client(for: server.address, attempt)
        let sent = attempt.sentAt.nanoseconds
        let ended = sent + attempt.elapsed.nanoseconds
        // Any numbers will do that differ from one connection to the next.
        let seed = UInt32(truncatingIfNeeded: observation.id &* 8 &+ number) &* 2_654_435_761
        var connection = Connection(client: client, server: server, clientNext: seed, serverNext: ~seed)
        let opening = connection.segment(.client, .syn)
        packets.append((sent, opening))
        switch attempt.outcome {
        case .refused:
            packets.append((ended, connection.segment(.server, .reset)))
            return
        case .unreachable:
            packets.append((ended, Packet(unreachable: .host, for: opening, from: server, to: client)))
            return
        case .response, .closed, .silence, .noRoute, .localError: break
        }
        // The handshake takes half of the time, as it does where a server answers at once; of a silence, nobody knows.
        let open = sent + (attempt.outcome == .silence ? min(Self.guessedRoundTrip, ended - sent) : (ended - sent) / 2)
        packets.append((open, connection.segment(.server, .synAcknowledged)))
        packets.append((open, connection.segment(.client, .acknowledged)))
        let query = observation.exchange.queryOctets(of: attempt)
        packets += connection.message(.client, Payload(query)).map { (open, $0) }
        for stray in attempt.strays.sorted(by: { $0.after < $1.after }) {
            let time = min(max(open, sent + stray.after.nanoseconds), ended)
            packets += connection.message(.server, Payload(stray.octets, size: stray.sizeInOctets)).map { (time, $0) }
            packets.append((time, connection.segment(.client, .acknowledged)))
        }
        if case .response(let octets) = attempt.outcome {
            packets += connection.message(.server, Payload(octets)).map { (ended, $0) }
            packets.append((ended, connection.segment(.client, .acknowledged)))
        }
        let first: Connection.Side = attempt.outcome == .closed ? .server : .client
        packets.append((ended, connection.segment(first, .finished)))
        guard attempt.outcome != .silence else { return }
        packets.append((ended, connection.segment(first.other, .finished)))
        packets.append((ended, connection.segment(first, .acknowledged)))
    }

    private static let guessedRoundTrip: Int64 = 10_000_000
}

/// The two ends of one TCP connection, and what each will send next.
private struct Connection {
    enum Side {
        case client, server

        var other: Side { self == .client ? .server : .client }
    }

    let client: Endpoint
    let server: Endpoint
    var clientNext: UInt32
    var serverNext: UInt32

    /// Octets in one segment: what fits IPv6's smallest link of 1280.
    private static let maximumSegmentOctets = 1220

    mutating func segment(_ side: Side, _ flags: Packet.TCPFlags, _ payload: Payload = Payload([])) -> Packet {
        let isClient = side == .client
        let packet = Packet(
            tcp: payload, flags, sequence: isClient ? clientNext : serverNext,
            acknowledged: flags == .syn ? 0 : isClient ? serverNext : clientNext, from: isClient ? client : server,
            to: isClient ? server : client)
        let length = UInt32(truncatingIfNeeded: payload.size) &+ (flags.countsAsOctet ? 1 : 0)
        if isClient { clientNext &+= length } else { serverNext &+= length }
        return packet
    }

    /// One DNS message behind its length (RFC 1035, section 4.2.2).
    mutating func message(_ side: Side, _ message: Payload) -> [Packet] {
        let length = UInt16(truncatingIfNeeded: message.size)
        let octets = [UInt8(length >> 8), UInt8(length & 0xFF)] + message.octets
        guard message.isWhole else { return [segment(side, .pushed, Payload(octets, size: message.size + 2))] }
        return stride(from: 0, to: octets.count, by: Self.maximumSegmentOctets).map { start in
            let end = min(start + Self.maximumSegmentOctets, octets.count)
            return segment(side, end == octets.count ? .pushed : .acknowledged, Payload(Array(octets[start..<end])))
        }
    }
}

extension Duration {
    /// Whole nanoseconds; what an exchange holds fits, and what does not is brought to the nearest bound.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = SavedTime(self).duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
