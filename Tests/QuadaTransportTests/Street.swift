import QuadaDNS
import QuadaLab
import QuadaLoopback
import QuadaTransport

/// An Internet of a few servers, each with one habit, for the laws that every transport keeps.
struct Street: SimulatedInternet {
    enum Habit: UInt32, CaseIterable {
        case answers = 1
        case silent
        /// 200 ms after each query.
        case late
        /// One message that is not the response, then the response.
        case wrongID
        case wrongQuestion
        case tooShort
        case garbage
        /// Only messages that are not the response.
        case onlyWrongID
        /// TC over UDP; 60,000 octets over TCP.
        case big
        case truncatedThenClosed
        /// Nothing listens here.
        case refused

        var address: IPAddress { .v4(0xC000_0200 + rawValue) }
        var endpoint: Endpoint { Endpoint(address: address) }
    }

    static let name = Name("www.example.test") ?? .root

    static let servers = Habit.allCases.filter { $0 != .refused }.map {
        ScenarioServer(name: name, addresses: [$0.address], zones: [])
    }

    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        guard let habit = Habit.allCases.first(where: { $0.address == packet.destination.address }) else { return [] }
        let isTCP = packet.transportProtocol == .tcp
        let reply = Self.reply(to: octets)
        func message(_ octets: [UInt8], after milliseconds: Int = 2) -> Delivery {
            Delivery(after: .milliseconds(milliseconds), event: .message(octets, from: packet.destination))
        }
        switch habit {
        case .answers: return [message(reply)]
        case .silent: return []
        case .late: return [message(reply, after: 200)]
        case .wrongID: return [message([reply[0] ^ 1] + reply.dropFirst(), after: 1), message(reply)]
        case .wrongQuestion:
            var other = reply
            other[13] = UInt8(ascii: "x")
            return [message(other, after: 1), message(reply)]
        case .tooShort: return [message(Array(reply.prefix(5)), after: 1), message(reply)]
        case .garbage: return [message([UInt8](repeating: 0xFF, count: 700), after: 1), message(reply)]
        case .onlyWrongID: return [message([reply[0] ^ 1] + reply.dropFirst())]
        case .big: return [message(isTCP ? Self.reply(to: octets, padding: 60_000) : Self.truncated(reply))]
        case .truncatedThenClosed:
            return isTCP ? [Delivery(after: .milliseconds(2), event: .closed)] : [message(Self.truncated(reply))]
        case .refused: return [Delivery(after: .milliseconds(1), event: .refused)]
        }
    }

    private static func reply(to query: [UInt8], padding: Int = 0) -> [UInt8] {
        var message = Message(reading: query)
        message.header.isResponse = true
        message.edns = nil
        if padding > 0 {
            message.answer = (0..<(padding / 250)).map { _ in
                ResourceRecord(
                    owner: name, type: .txt, ttl: 1, data: .opaque([237] + [UInt8](repeating: 120, count: 237)))
            }
        }
        return message.encoded()
    }

    private static func truncated(_ reply: [UInt8]) -> [UInt8] {
        var reply = reply
        reply[2] |= 0x02
        return reply
    }
}
