import QuadaDNS
import QuadaTransport
import Testing

/// What only simulated time can show exactly.
@Suite struct MemoryTransportTests {
    /// A cap, and when five queries to one address are sent under it; each is answered after 10 ms.
    struct PacingRow: Sendable {
        var inFlight = Int.max
        var perSecond = Int.max
        var burst = 1
        var overall = 1000
        var sentAt: [Int]
    }

    @Test(
        "queries to one address wait for their turn",
        arguments: [
            PacingRow(sentAt: [0, 0, 0, 0, 0]),
            PacingRow(inFlight: 2, sentAt: [0, 0, 10, 10, 20]),
            PacingRow(perSecond: 10, sentAt: [0, 100, 200, 300, 400]),
            PacingRow(perSecond: 10, burst: 3, sentAt: [0, 0, 0, 100, 200]),
            PacingRow(inFlight: 1, perSecond: 50, burst: 2, sentAt: [0, 10, 20, 40, 60]),
            PacingRow(overall: 3, sentAt: [0, 0, 0, 10, 10]),
        ])
    func pacing(row: PacingRow) async throws {
        let pacing = Pacing(
            maximumInFlightPerAddress: row.inFlight, maximumPerSecondPerAddress: row.perSecond,
            burstPerAddress: row.burst, maximumInFlight: row.overall)
        let transport = try MemoryTransport(internet: SmallInternet(), seed: 1, pacing: pacing)
        let requests = try (0..<5).map { try request("n\($0)", of: SmallInternet.server) }
        let exchanges = await transport.run { await transport.exchange(requests) }
        #expect(exchanges.compactMap(\.attempts.first?.sentAt) == row.sentAt.map { .milliseconds($0) })
    }

    @Test("addresses are paced apart, and share the bound of all")
    func addresses() async throws {
        let transport = try MemoryTransport(
            internet: SmallInternet(), seed: 1,
            pacing: Pacing(maximumInFlightPerAddress: 1, maximumPerSecondPerAddress: .max, maximumInFlight: 2))
        let servers = (1...3).map { Endpoint(address: .v4(0xC633_6400 + $0)) }
        let requests = try (0..<6).map { try request("n\($0)", of: servers[$0 / 2]) }
        let exchanges = await transport.run { await transport.exchange(requests) }
        let sentAt = exchanges.compactMap { $0.attempts.first?.sentAt }
        for time in Set(sentAt) { #expect(sentAt.count { $0 == time } <= 2) }
        #expect(sentAt.count == 6)
        for pair in [0, 2, 4] { #expect(sentAt[pair + 1] - sentAt[pair] >= .milliseconds(10)) }
    }

    @Test("repeated queries keep to the rate as well")
    func repeats() async throws {
        let transport = try MemoryTransport(
            internet: SmallInternet(), seed: 1,
            pacing: Pacing(maximumInFlightPerAddress: 8, maximumPerSecondPerAddress: 10, burstPerAddress: 1))
        let requests = try (0..<8).map { _ in
            try request("silent", of: SmallInternet.server, udp: [.milliseconds(1), .milliseconds(1)])
        }
        let exchanges = await transport.run { await transport.exchange(requests) }
        let sentAt = exchanges.flatMap(\.attempts).map(\.sentAt).sorted()
        #expect(sentAt.count == 16)
        #expect(zip(sentAt, sentAt.dropFirst()).allSatisfy { $1 - $0 >= .milliseconds(100) })
    }

    @Test("times are exact")
    func times() async throws {
        let transport = try MemoryTransport(internet: SmallInternet(), seed: 1)
        let requests = [
            try request("silent", of: SmallInternet.server, udp: [.milliseconds(20), .milliseconds(30)]),
            try request("late", of: SmallInternet.server, udp: [.milliseconds(20), .seconds(20)]),
            try request("answered", of: SmallInternet.unroutable, udp: [.seconds(1), .seconds(1)]),
        ]
        let exchanges = await transport.run { await transport.exchange(requests) }
        #expect(
            exchanges.map { $0.attempts.map(\.elapsed) } == [
                [.milliseconds(50), .milliseconds(30)], [.milliseconds(30), .milliseconds(10)], [.zero],
            ])
        #expect(exchanges.map(summary).last == ["udp noRoute"])
        #expect(transport.now == .milliseconds(50))
    }

    @Test("the same seed gives the same exchanges, another seed others")
    func determinism() async throws {
        var runs: [[Exchange]] = []
        for seed: UInt64 in [7, 7, 8] {
            let transport = try MemoryTransport(internet: SmallInternet(), seed: seed, mixesCase: true)
            let labels = ["answered", "silent", "late", "truncated", "flood", "elsewhere", "cut"]
            runs.append(
                await transport.run {
                    try? await withThrowingTaskGroup(of: [Exchange].self) { group in
                        for index in 0..<140 {
                            let request = try request(
                                labels[index % 7], of: SmallInternet.server,
                                udp: [.milliseconds(20), .milliseconds(40)])
                            group.addTask { await transport.exchange([request]) }
                        }
                        return try await group.reduce(into: []) { $0 += $1 }
                    }
                } ?? [])
        }
        #expect(runs[0].count == 140)
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test("a transport that is let go ends its thread")
    func release() async throws {
        weak var executor: (any AnyObject)?
        do {
            let transport = try MemoryTransport(internet: SmallInternet(), seed: 1)
            executor = transport.executor as AnyObject
            _ = await transport.run { await transport.exchange([]) }
        }
        #expect(executor == nil)
    }
}
