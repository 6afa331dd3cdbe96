import QuadaDNS
import QuadaTransport
import Synchronization

/// What servers of the tests do, decided by the first label of QNAME; the same in memory and on loopback.
enum FarSide {
    enum Reply {
        case message([UInt8])
        /// From another port than the one asked.
        case elsewhere([UInt8])
        /// When the next query for the same name has come; in memory 30 ms after this one.
        case afterNext([UInt8])
        /// Half of a message, then the end of the connection.
        case cut([UInt8])
    }

    /// - Parameter earlier: Queries for the same name over the same transport, before this one.
    static func replies(
        to query: [UInt8], earlier: [[UInt8]], over transportProtocol: Attempt.TransportProtocol
    ) -> [Reply] {
        let honest = response(to: query)
        if transportProtocol == .tcp {
            switch firstLabel(of: query) {
            case "cut": return [.cut(honest)]
            case "tcp-silent": return []
            case "tcp-stray": return [.message(changed(honest, at: 1)), .message(honest)]
            case "big": return [.message(honest + Array(repeating: 0xAA, count: 65_535 - honest.count))]
            default: return [.message(honest)]
            }
        }
        switch firstLabel(of: query) {
        case "silent": return []
        case "late": return earlier.isEmpty ? [.afterNext(honest)] : []
        case "wrong-id": return [.message(changed(honest, at: 1))]
        // QTYPE's lower octet.
        case "wrong-question": return [.message(changed(honest, at: query.count - 3))]
        case "wrong-case": return [.message(changed(honest, at: 13, bits: 0x20))]
        case "no-question": return [.message(changed(Array(honest.prefix(12)), at: 5))]
        case "elsewhere": return [.elsewhere(honest)]
        case "garbage": return [.message(Array(honest.prefix(5)))]
        case "echo": return [.message(query)]
        case "flood": return (0..<20).map { _ in .message(changed(honest, at: 1)) } + [.message(honest)]
        case "fat-stray": return [.message(changed(honest, at: 1) + Array(repeating: 0, count: 1000))]
        case "truncated", "cut", "big", "tcp-silent", "tcp-stray": return [.message(changed(honest, at: 2, bits: 0x02))]
        default: return [.message(honest)]
        }
    }

    static func response(to query: [UInt8]) -> [UInt8] {
        var octets = query
        octets[2] |= 0x84
        return octets
    }

    private static func changed(_ octets: [UInt8], at offset: Int, bits: UInt8 = 0x01) -> [UInt8] {
        var octets = octets
        octets[offset] ^= bits
        return octets
    }

    static func firstLabel(of query: [UInt8]) -> String {
        String(decoding: query[13..<(13 + Int(query[12]))], as: UTF8.self).lowercased()
    }
}

/// What was asked before, by name and transport.
final class QueryLog: Sendable {
    private struct Key: Hashable {
        var label: String
        var transportProtocol: Attempt.TransportProtocol
    }

    private let queries = Mutex<[Key: [[UInt8]]]>([:])

    func earlier(than query: [UInt8], over transportProtocol: Attempt.TransportProtocol) -> [[UInt8]] {
        let key = Key(label: FarSide.firstLabel(of: query), transportProtocol: transportProtocol)
        return queries.withLock { queries in
            defer { queries[key, default: []].append(query) }
            return queries[key] ?? []
        }
    }
}

/// The far side in simulated time: every reply takes 10 ms.
struct SmallInternet: SimulatedInternet {
    static let server = Endpoint(address: .v4(0xC000_0235))
    static let withoutTCP = Endpoint(address: .v4(0xC000_0236))
    static let closed = Endpoint(address: .v4(0xC000_0237))
    static let unroutable = Endpoint(address: .v4(0xC000_0238))
    static let roundTrip = Duration.milliseconds(10)

    private let log = QueryLog()

    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        switch packet.destination {
        case Self.closed: return [Delivery(after: Self.roundTrip, event: .refused)]
        case Self.unroutable: return [Delivery(after: .zero, event: .noRoute)]
        case Self.withoutTCP where packet.transportProtocol == .tcp:
            return [Delivery(after: Self.roundTrip, event: .refused)]
        default: break
        }
        let earlier = log.earlier(than: octets, over: packet.transportProtocol)
        return FarSide.replies(to: octets, earlier: earlier, over: packet.transportProtocol).map { reply in
            switch reply {
            case .message(let octets):
                Delivery(after: Self.roundTrip, event: .message(octets, from: packet.destination))
            case .elsewhere(let octets):
                Delivery(
                    after: Self.roundTrip,
                    event: .message(octets, from: Endpoint(address: packet.destination.address, port: 54)))
            case .afterNext(let octets):
                Delivery(after: .milliseconds(30), event: .message(octets, from: packet.destination))
            case .cut: Delivery(after: Self.roundTrip, event: .closed)
            }
        }
    }
}
