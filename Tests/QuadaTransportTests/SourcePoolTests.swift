import QuadaDNS
import Testing

@testable import QuadaTransport

/// Sources that serve one server each, as the machine gives them out.
@Suite struct SourcePoolTests {
    /// The machine, and what it wanted so far.
    private struct Bench {
        var machine: ExchangeMachine
        var opened: [ExchangeMachine.SourceID: Endpoint] = [:]
        var closed: Set<ExchangeMachine.SourceID> = []
        /// Open queries, the oldest first.
        var sent:
            [(attempt: ExchangeMachine.AttemptID, source: ExchangeMachine.SourceID, octets: [UInt8], to: Endpoint)] =
                []

        init(bound: Int, perSocket: Int) {
            var settings = ExchangeMachine.Settings()
            settings.pacing = .unpaced(maximumInFlight: .max)
            settings.sourcePorts = SourcePorts(queriesPerSocket: perSocket)
            settings.sourcesPerDestination = bound
            machine = ExchangeMachine(settings: settings, randomness: .seeded(1))
        }

        /// - Returns: The source that the query leaves from.
        @discardableResult
        mutating func ask(_ server: Int, at now: Int64) throws -> ExchangeMachine.SourceID {
            let endpoint = Endpoint(address: .v4(UInt32(server)))
            let ticket = ExchangeMachine.Ticket(fanOut: .init(bits: 1), position: 0)
            _ = machine.add(try request("n", of: endpoint, udp: [.seconds(3600)]), ticket: ticket, at: now)
            try look()
            return try #require(sent.last).source
        }

        mutating func answerFirst(at now: Int64) throws {
            let first = sent.removeFirst()
            let response = FarSide.response(to: first.octets)
            machine.received(response.span, on: first.source, from: first.to, at: now)
            try look()
        }

        mutating func advance(to now: Int64) throws {
            machine.advance(to: now)
            try look()
        }

        var openCount: Int { opened.count - closed.count }

        private mutating func look() throws {
            for action in machine.actions {
                switch action {
                case .send(let attempt, let source, let to):
                    let octets = try #require(machine.octets(of: attempt))
                    try #require(!closed.contains(source))
                    // A connected socket can send to one server only.
                    #expect(opened[source] ?? to == to)
                    opened[source] = to
                    sent.append((attempt, source, octets, to))
                case .closeSource(let source):
                    #expect(opened[source] != nil && closed.insert(source).inserted)
                default: break
                }
            }
            machine.actions = []
        }
    }

    @Test("a source serves one server, so many queries, and then another is drawn")
    func turns() throws {
        var bench = Bench(bound: 8, perSocket: 4)
        var uses: [ExchangeMachine.SourceID: Int] = [:]
        for turn in 0..<60 { uses[try bench.ask(turn % 3 + 1, at: 0), default: 0] += 1 }
        #expect(uses.count == 15)
        #expect(uses.values.allSatisfy { $0 == 4 })
        while !bench.sent.isEmpty { try bench.answerFirst(at: 1) }
        // Each had its four. The last of each server is not closed before another is wanted, or for want of use.
        #expect(bench.openCount == 3)
        try bench.advance(to: 1 + SourcePool.restNanoseconds)
        #expect(bench.openCount == 0)
    }

    @Test("what rests is closed after a while, and what is used is not")
    func rest() throws {
        var bench = Bench(bound: 8, perSocket: 1000)
        let second = SourcePool.restNanoseconds / 2
        let busy = try bench.ask(1, at: 0)
        try bench.ask(2, at: 0)
        let waiting = try bench.ask(3, at: 0)
        for _ in 0..<2 { try bench.answerFirst(at: 1) }
        for turn in 1...10 {
            let now = Int64(turn) * second
            try bench.advance(to: now)
            #expect(try bench.ask(1, at: now) == busy)
            // What was asked last is answered; server 3 keeps silent.
            bench.sent.swapAt(0, bench.sent.count - 1)
            try bench.answerFirst(at: now + 1)
            #expect(bench.openCount == (turn < 3 ? 3 : 2))
            let deadline = try #require(bench.machine.nextDeadline)
            #expect(deadline > now && deadline <= now + 1 + SourcePool.restNanoseconds)
        }
        #expect(!bench.closed.contains(waiting))
        try bench.answerFirst(at: 11 * second)
        try bench.advance(to: 20 * second)
        #expect(bench.openCount == 0)
        #expect(bench.machine.nextDeadline == nil)
    }

    @Test("there are no more at rest than the bound, and queries above it have one of their own")
    func bound() throws {
        var bench = Bench(bound: 4, perSocket: 1000)
        for server in 1...100 {
            try bench.ask(server, at: Int64(server))
            try bench.answerFirst(at: Int64(server))
            #expect(bench.openCount <= 4)
        }
        // Those used last are there still.
        let open = Set(bench.opened.filter { !bench.closed.contains($0.key) }.map(\.value.address))
        #expect(open == Set((97...100).map { IPAddress.v4($0) }))
        for server in 101...110 { try bench.ask(server, at: 200) }
        let crowded = try bench.ask(110, at: 200)
        #expect(crowded != (try bench.ask(110, at: 200)))
        while !bench.sent.isEmpty { try bench.answerFirst(at: 201) }
        #expect(bench.openCount <= 4)
    }
}
