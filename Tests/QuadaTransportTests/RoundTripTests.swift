import QuadaDNS
import Testing

@testable import QuadaTransport

/// Time-outs that follow measured round trips, in simulated time.
@Suite struct RoundTripTests {
    /// What is asked of an address that answers after 10 ms, and when each attempt leaves.
    struct Row: Sendable {
        var label: String
        var udp: [Duration]
        /// An answer was seen before.
        var isKnown = true
        var sentAt: [Int]
        /// The exchange's whole time.
        var total: Int
    }

    static let rows = [
        // Unknown: the policy's.
        Row(
            label: "silent", udp: [.seconds(2), .seconds(2), .seconds(3)], isKnown: false, sentAt: [0, 2000, 4000],
            total: 7000),
        // The third leaves when the policy says, and the whole takes as long.
        Row(label: "silent", udp: [.seconds(2), .seconds(2), .seconds(3)], sentAt: [0, 200, 4000], total: 7000),
        Row(label: "silent", udp: [.milliseconds(1500), .seconds(2)], sentAt: [0, 750], total: 3500),
        Row(label: "silent", udp: [.seconds(1)], sentAt: [0], total: 1000),
        Row(
            label: "silent", udp: [.seconds(1), .seconds(1), .seconds(1), .seconds(1)], sentAt: [0, 200, 600, 3000],
            total: 4000),
        // Shorter than what is expected: the policy's.
        Row(
            label: "silent", udp: [.milliseconds(50), .milliseconds(60), .milliseconds(70)], sentAt: [0, 50, 110],
            total: 180),
    ]

    @Test("the first attempts are short, the last one leaves in its time, the whole is no shorter", arguments: rows)
    func shortened(row: Row) async throws {
        var pacing = Pacing.unpaced(maximumInFlight: 10)
        pacing.measuresRoundTrips = true
        let transport = try MemoryTransport(internet: SmallInternet(), seed: 1, pacing: pacing)
        let known = try request("answered", of: SmallInternet.server)
        let asked = try request(row.label, of: SmallInternet.server, udp: row.udp)
        let (attempts, start, end) = await transport.run {
            if row.isKnown { _ = await transport.exchange([known]) }
            let start = transport.now
            let exchange = await transport.exchange([asked]).first
            return (exchange?.attempts ?? [], start, transport.now)
        }
        #expect(attempts.map { $0.sentAt - start } == row.sentAt.map { .milliseconds($0) })
        #expect(end - start == .milliseconds(row.total))
    }

    @Test("an answer to the first attempt counts after the second was sent, and is what is measured")
    func late() async throws {
        var pacing = Pacing.unpaced(maximumInFlight: 10)
        pacing.measuresRoundTrips = true
        let transport = try MemoryTransport(internet: SlowingInternet(), seed: 1, pacing: pacing)
        let requests = try (0..<3).map {
            try request("n\($0)", of: SmallInternet.server, udp: [.seconds(2), .seconds(2), .seconds(3)])
        }
        let exchanges = await transport.run {
            var exchanges: [Exchange] = []
            for request in requests { exchanges += await transport.exchange([request]) }
            return exchanges
        }
        // 10 ms; 900 ms, asked again after 200; 900 ms, no longer asked again.
        #expect(exchanges.map(summary) == [["udp response"], ["udp response", "udp silence"], ["udp response"]])
        #expect(exchanges[1].attempts[0].elapsed == .milliseconds(900))
        #expect(exchanges[1].attempts[1].sentAt - exchanges[1].attempts[0].sentAt == .milliseconds(200))
    }

    @Test("the estimate is that of RFC 6298")
    func estimate() {
        var roundTrips = RoundTrips()
        #expect(roundTrips.timeout(at: 0) == nil)
        roundTrips.measured(400_000_000, at: 0)
        // R + 4 * R/2.
        #expect(roundTrips.timeout(at: 0) == 1_200_000_000)
        roundTrips.measured(800_000_000, at: 1)
        // RTTVAR = 3/4 * 200 + 1/4 * 400 = 250 ms; SRTT = 7/8 * 400 + 1/8 * 800 = 450 ms.
        #expect(roundTrips.timeout(at: 1) == 1_450_000_000)
        #expect(roundTrips.timeout(at: 1 + RoundTrips.freshNanoseconds) == nil)
        roundTrips.measured(10_000_000, at: 1 + RoundTrips.freshNanoseconds)
        #expect(roundTrips.timeout(at: 1 + RoundTrips.freshNanoseconds) == RoundTrips.leastTimeout)
    }

    @Test("what is learnt of addresses is bounded")
    func bounded() throws {
        var pacing = Pacing.polite
        pacing.measuresRoundTrips = true
        var machine = ExchangeMachine(settings: .init(pacing: pacing), randomness: .seeded(1))
        for number in 0..<20_000 {
            let server = Endpoint(address: .v4(0x0A00_0000 + UInt32(number)))
            let request = try request("n\(number)", of: server)
            let now = Int64(number) * 1_000_000
            let exchange = machine.add(
                request, ticket: .init(fanOut: .init(bits: 0), position: 0), at: now)
            for case .send(let attempt, let source, _) in machine.actions {
                let octets = try #require(machine.octets(of: attempt))
                machine.received(
                    FarSide.response(to: octets).span, on: source, from: server, at: now + 1000)
                #expect(!machine.attempts.contains(attempt))
            }
            #expect(!machine.exchanges.contains(exchange))
            machine.actions = []
            #expect(machine.buckets.count <= 2 * ExchangeMachine.maximumLearnt + 1024)
        }
        // The last one is known still.
        #expect(machine.bucketOfAddress[.v4(0x0A00_0000 + 19_999)] != nil)
    }
}

/// Answers after 10 ms, and from the second query on after 900 ms.
private struct SlowingInternet: SimulatedInternet {
    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        let delay = packet.number == 0 ? Duration.milliseconds(10) : .milliseconds(900)
        return [Delivery(after: delay, event: .message(FarSide.response(to: octets), from: packet.destination))]
    }
}
