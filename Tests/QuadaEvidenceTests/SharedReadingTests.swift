import QuadaDNS
import QuadaEvidence
import Testing

/// Observations that are read beside others are what they would be alone.
@Suite struct SharedReadingTests {
    private static let owner = try! Name(presentation: "www.Example.test")
    private static let other = try! Name(presentation: "www.example.test")

    /// What is answered, and over which question.
    private struct Row {
        var name = owner
        var type = RRType.a
        var edns: EDNSRequest? = .standard
        var transportProtocol = Attempt.TransportProtocol.udp
        var earlier: [Attempt.Outcome] = []
        let response: [UInt8]

        func observation(_ id: Int) -> Observation { Observation(id: id, exchange: exchange(id)) }

        func exchange(_ id: Int) -> Exchange {
            let outcomes = earlier + [.response([UInt8(id >> 8), UInt8(id & 0xFF)] + response.dropFirst(2))]
            return Exchange(
                server: Endpoint(address: .v4(UInt32(id))), query: Query(Question(name: name, type: type), edns: edns),
                attempts: outcomes.map {
                    Attempt(
                        transportProtocol: transportProtocol, id: UInt16(id), sentAt: .zero, elapsed: .zero,
                        outcome: $0)
                })
        }
    }

    /// A response with these addresses.
    private static func response(_ addresses: [UInt32], flags: UInt16 = 0x8400) -> [UInt8] {
        Message(
            header: Header(flags: flags, questionCount: 1, answerCount: UInt16(addresses.count), additionalCount: 1),
            questions: [Question(name: owner, type: .a)],
            answer: addresses.map { ResourceRecord(owner: owner, type: .a, ttl: 60, data: .a(.v4($0))) },
            edns: EDNSResponse()
        ).encoded()
    }

    private static let rows: [Row] = [
        Row(response: response([1])), Row(response: response([1])), Row(response: response([2])),
        Row(response: response([1, 2])), Row(type: .aaaa, response: response([1])), Row(response: response([1])),
        Row(name: other, response: response([1])), Row(edns: nil, response: response([1])),
        Row(transportProtocol: .tcp, response: response([1])), Row(earlier: [.silence], response: response([1])),
        Row(response: response([1], flags: 0x8600)), Row(response: response([1], flags: 0x8600)),
        Row(response: response([1]) + [0]), Row(response: Array(response([1]).dropLast())),
        Row(response: Array(response([]).prefix(12))), Row(response: Array(response([]).prefix(12))),
        Row(response: [0, 0, 0x84]), Row(response: [0, 0, 0x84]), Row(response: [0, 0]), Row(response: [0, 0]),
    ]

    @Test("whatever came before, an observation reads as it does alone")
    func readsAlike() {
        var seen: [Observation] = []
        for round in 0..<2 {
            for (index, row) in (round == 0 ? Self.rows : Self.rows.reversed()).enumerated() {
                let id = 300 * (round + 1) + index
                let alone = row.observation(id)
                let beside = Observation(id: id, exchange: row.exchange(id), beside: seen)
                #expect(beside == alone)
                #expect(beside.message == alone.message)
                #expect(beside.message?.header.id == alone.message?.header.id)
                #expect(beside.answer == alone.answer)
                #expect(beside.plainness == alone.plainness)
                seen.append(beside)
            }
        }
    }
}
