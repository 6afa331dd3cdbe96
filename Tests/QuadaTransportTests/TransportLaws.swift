import QuadaDNS
import QuadaLab
import QuadaLoopback
import QuadaTransport
import Testing

/// The laws that every transport keeps, on each implementation.
@Suite struct TransportLaws {
    enum Kind: String, CaseIterable, Sendable {
        case memory
        case sockets
        /// Sockets that serve many queries each, as a bulk user has them.
        case sharedSockets
    }

    /// Runs a body against the street over one kind of transport.
    static func walk<Result: Sendable>(
        _ kind: Kind, pacing: Pacing = .unpaced(maximumInFlight: 4096),
        _ body: @escaping @Sendable (any Transport) async -> Result
    ) async throws -> Result {
        switch kind {
        case .memory:
            return await body(try MemoryTransport(internet: Street(), seed: 3, pacing: pacing))
        case .sockets, .sharedSockets:
            let network = try await LoopbackNetwork(
                Street(), servers: Street.servers, seed: 3, at: .loopback(port: nil))
            var routes: [Endpoint: Endpoint] = [:]
            for place in network.places { routes[Endpoint(address: place.written)] = place.listening }
            // Nothing listens at this address: the kernel says so.
            routes[Street.Habit.refused.endpoint] = Endpoint(address: .v4(0x7F35_FFFE), port: 1)
            let transport = try SocketTransport(
                pacing: pacing, sourcePorts: kind == .sockets ? .onePerQuery : SourcePorts(queriesPerSocket: 64),
                addressMap: AddressMap(routes))
            let result = await body(transport)
            await network.stop()
            return result
        }
    }

    static let query = Query(Question(name: Street.name, type: .aaaa))

    static func ask(
        _ habit: Street.Habit, _ policy: RetryPolicy = .patient, over kind: Kind
    ) async throws -> Exchange {
        let exchanges = try await walk(kind) { transport in
            await transport.run {
                await transport.exchange([Request(server: habit.endpoint, query: query, policy: policy)])
            }
        }
        return try #require(exchanges.first)
    }

    static let hasty = RetryPolicy(
        start: .udp, udpTimeouts: [.milliseconds(60), .milliseconds(60)], tcpTimeout: .milliseconds(500), tcpAttempts: 2
    )

    @Test("a response that matches settles the exchange", arguments: Kind.allCases)
    func answered(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.answers, over: kind)
        #expect(exchange.attempts.count == 1)
        let message = Message(reading: try #require(exchange.response))
        #expect(message.questions == [Self.query.question])
        #expect(message.header.id == exchange.attempts[0].id)
        #expect(exchange.attempts[0].strays.isEmpty)
    }

    @Test("silence lasts as long as the policy says, and no longer", arguments: Kind.allCases)
    func silent(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.silent, Self.hasty, over: kind)
        #expect(exchange.attempts.map(\.outcome) == [.silence, .silence])
        #expect(exchange.attempts[1].sentAt - exchange.attempts[0].sentAt >= .milliseconds(60))
        #expect(exchange.response == nil)
    }

    @Test("an answer to an earlier attempt still counts", arguments: Kind.allCases)
    func late(_ kind: Kind) async throws {
        let policy = RetryPolicy(
            start: .udp, udpTimeouts: [.milliseconds(100), .seconds(3)], tcpTimeout: .seconds(1), tcpAttempts: 1)
        let exchange = try await Self.ask(.late, policy, over: kind)
        #expect(exchange.attempts.count == 2)
        #expect(exchange.attempts[0].outcome.isAnswered)
        #expect(exchange.attempts[0].elapsed >= .milliseconds(200))
    }

    @Test(
        "what does not match is a stray: recorded, not believed",
        arguments: Kind.allCases,
        [
            (Street.Habit.wrongID, Stray.Mismatch.id), (.wrongQuestion, .question), (.tooShort, .notAResponse),
            (.garbage, .id),
        ])
    func strays(_ kind: Kind, _ row: (habit: Street.Habit, mismatch: Stray.Mismatch)) async throws {
        let exchange = try await Self.ask(row.habit, over: kind)
        #expect(exchange.response != nil)
        let strays = exchange.attempts.flatMap(\.strays)
        // A socket that serves many queries can not tell whose a wrong identifier was, unless only one waits.
        #expect(strays.map(\.mismatch) == [row.mismatch])
        #expect(strays.allSatisfy { $0.source == row.habit.endpoint })
    }

    @Test("strays alone are silence", arguments: Kind.allCases)
    func onlyStrays(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.onlyWrongID, Self.hasty, over: kind)
        #expect(exchange.response == nil)
        #expect(exchange.attempts.allSatisfy { $0.outcome == .silence })
    }

    @Test("TC turns to TCP, and 60,000 octets come whole", arguments: Kind.allCases)
    func truncated(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.big, over: kind)
        #expect(exchange.attempts.map(\.transportProtocol) == [.udp, .tcp])
        let message = Message(reading: try #require(exchange.response))
        #expect(message.answer.count == 240)
        #expect(!message.header.isTruncated)
    }

    @Test("TC with a connection that ends too early keeps the truncated response", arguments: Kind.allCases)
    func truncatedThenClosed(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.truncatedThenClosed, Self.hasty, over: kind)
        #expect(exchange.attempts.map(\.transportProtocol) == [.udp, .tcp, .tcp])
        #expect(exchange.attempts.dropFirst().allSatisfy { $0.outcome == .closed })
        #expect(Message(reading: try #require(exchange.response)).header.isTruncated)
    }

    @Test("a refusal is immediate, not a time-out", arguments: Kind.allCases)
    func refused(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.refused, over: kind)
        #expect(exchange.attempts.allSatisfy { $0.outcome == .refused })
        #expect(exchange.attempts.reduce(.zero) { $0 + $1.elapsed } < .seconds(2))
    }

    @Test("over TCP from the start", arguments: Kind.allCases)
    func overTCP(_ kind: Kind) async throws {
        let exchange = try await Self.ask(.answers, .tcp, over: kind)
        #expect(exchange.attempts.map(\.transportProtocol) == [.tcp])
        #expect(exchange.response != nil)
    }

    @Test("thousands in flight are all settled, in the order of the requests", arguments: Kind.allCases)
    func many(_ kind: Kind) async throws {
        let habits: [Street.Habit] = [.answers, .wrongID, .answers, .answers]
        // More at once than a loopback socket's buffer holds would be lost there, not here.
        let exchanges = try await Self.walk(kind, pacing: .unpaced(maximumInFlight: 128)) { transport in
            await transport.run {
                await transport.exchange(
                    (0..<2000).map { Request(server: habits[$0 % 4].endpoint, query: Self.query) })
            }
        }
        #expect(exchanges.count == 2000)
        #expect(exchanges.enumerated().allSatisfy { $1.server == habits[$0 % 4].endpoint })
        #expect(exchanges.allSatisfy { $0.response != nil })
    }

    @Test("cancellation settles what is open, at once", arguments: Kind.allCases)
    func cancelled(_ kind: Kind) async throws {
        let exchanges = try await Self.walk(kind) { transport in
            await transport.run {
                await withTaskGroup(of: [Exchange].self) { group in
                    group.addTask {
                        await transport.exchange([
                            Request(server: Street.Habit.silent.endpoint, query: Self.query),
                            Request(server: Street.Habit.answers.endpoint, query: Self.query),
                        ])
                    }
                    group.addTask {
                        await transport.sleep(for: .milliseconds(300))
                        return []
                    }
                    _ = await group.next()
                    group.cancelAll()
                    return await group.next() ?? []
                }
            }
        }
        try #require(exchanges.count == 2)
        #expect(exchanges[0].response == nil)
        #expect(exchanges[0].attempts.count == 1)
        #expect(exchanges[1].response != nil)
    }

    @Test("IPv4 and IPv6 in turn: no sender is taken for another")
    func families() async throws {
        let addresses: [IPAddress] = [.v4(0x7F00_0001), .v6(high: 0, low: 1)]
        let port = UInt16.random(in: 15_000..<20_000)
        let echo = ScenarioServer(name: Street.name, addresses: addresses, zones: [])
        let network = try await LoopbackNetwork(Echo(), servers: [echo], seed: 1, at: .asWritten(port: port))
        let transport = try SocketTransport()
        let exchanges = await transport.run {
            var exchanges: [Exchange] = []
            for turn in 0..<8 {
                let server = Endpoint(address: addresses[turn % 2], port: port)
                exchanges += await transport.exchange([Request(server: server, query: Self.query)])
            }
            return exchanges
        }
        await network.stop()
        #expect(exchanges.allSatisfy { $0.attempts.count == 1 && $0.response != nil && $0.attempts[0].strays.isEmpty })
    }

    /// Answers at any address.
    struct Echo: SimulatedInternet {
        func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
            var message = Message(reading: octets)
            message.header.isResponse = true
            return [Delivery(after: .zero, event: .message(message.encoded(), from: packet.destination))]
        }
    }

    @Test("the pace toward one address is held, in exact time")
    func paced() async throws {
        let pacing = Pacing(
            maximumInFlightPerAddress: 5, maximumPerSecondPerAddress: 10, burstPerAddress: 5, maximumInFlight: 100)
        let exchanges = try await Self.walk(.memory, pacing: pacing) { transport in
            await transport.run {
                await transport.exchange(
                    (0..<25).map { _ in Request(server: Street.Habit.answers.endpoint, query: Self.query) })
            }
        }
        let times = exchanges.flatMap(\.attempts).map(\.sentAt).sorted()
        #expect(times.prefix(5).allSatisfy { $0 == .zero })
        for index in 5..<25 { #expect(times[index] >= .milliseconds(100) * (index - 4)) }
    }

    @Test("the same seed gives the same exchanges")
    func repeats() async throws {
        func run() async throws -> [Exchange] {
            try await Self.walk(.memory) { transport in
                await transport.run {
                    await transport.exchange(
                        Street.Habit.allCases.map { Request(server: $0.endpoint, query: Self.query) })
                }
            }
        }
        let (first, second) = (try await run(), try await run())
        #expect(first == second)
    }
}

extension Attempt.Outcome {
    var isAnswered: Bool {
        if case .response = self { true } else { false }
    }
}
