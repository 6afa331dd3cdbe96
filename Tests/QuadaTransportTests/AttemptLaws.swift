import QuadaDNS
import QuadaTransport
import Synchronization
import Testing

/// What becomes of each attempt, in simulated time, on one socket a query, on shared ones and on poll(2).
@Suite struct AttemptLaws {
    /// What a server does, and the attempts that come of it.
    struct Row: Sendable {
        var label: String
        var start = RetryPolicy.Start.udp
        var udp: [Duration] = [.seconds(20)]
        var tcp = Duration.seconds(20)
        var tcpAttempts = 1
        var attempts: [String]
    }

    static let rows = [
        Row(label: "answered", attempts: ["udp response"]),
        Row(label: "answered", start: .tcp, attempts: ["tcp response"]),
        Row(label: "silent", udp: [.milliseconds(20), .milliseconds(30)], attempts: ["udp silence", "udp silence"]),
        Row(label: "late", udp: [.milliseconds(20), .seconds(20)], attempts: ["udp response", "udp silence"]),
        Row(label: "truncated", attempts: ["udp response", "tcp response"]),
        Row(label: "truncated", start: .udpOnly, attempts: ["udp response"]),
        Row(label: "flood", attempts: ["udp response"]),
        Row(label: "cut", tcpAttempts: 2, attempts: ["udp response", "tcp closed", "tcp closed"]),
        Row(label: "tcp-stray", attempts: ["udp response", "tcp response"]),
        Row(
            label: "tcp-silent", tcp: .milliseconds(20), tcpAttempts: 2,
            attempts: ["udp response", "tcp silence", "tcp silence"]),
        Row(label: "answered", udp: [], attempts: []),
    ]

    @Test("an exchange has the attempts that the server's behaviour calls for", arguments: Mount.allCases, rows)
    func attempts(mount: Mount, row: Row) async throws {
        let mounted = try mount.mounted()
        let request = try request(
            row.label, of: mounted.server, start: row.start, udp: row.udp, tcp: row.tcp, tcpAttempts: row.tcpAttempts)
        let exchange = try #require(await mounted.transport.run { await mounted.transport.exchange([request]) }.first)
        #expect(summary(exchange) == row.attempts)
        #expect(exchange.server == mounted.server)
        for attempt in exchange.attempts {
            #expect(attempt.sourcePort > 0)
            #expect(attempt.elapsed >= .zero)
        }
    }

    static let mismatches: [(label: String, mismatch: Stray.Mismatch)] = [
        ("wrong-id", .id), ("wrong-question", .question), ("no-question", .question), ("wrong-case", .questionCase),
        ("elsewhere", .sourceAddress), ("garbage", .notAResponse), ("echo", .notAResponse),
    ]

    @Test("what does not match is recorded, not believed", arguments: Mount.allCases, mismatches)
    func strays(mount: Mount, row: (label: String, mismatch: Stray.Mismatch)) async throws {
        let mounted = try mount.mounted()
        let request = try request(row.label, of: mounted.server, udp: [.milliseconds(300)])
        let exchange = try #require(await mounted.transport.run { await mounted.transport.exchange([request]) }.first)
        #expect(summary(exchange) == ["udp silence"])
        #expect(exchange.attempts.first?.strays.map(\.mismatch) == [row.mismatch])
        let isFromServer = exchange.attempts.first?.strays.first?.source == mounted.server
        #expect(isFromServer == (row.mismatch != .sourceAddress))
    }

    @Test("strays are kept in bounds", arguments: Mount.allCases)
    func bounds(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let flood = try request("flood", of: mounted.server)
        let fat = try request("fat-stray", of: mounted.server, udp: [.milliseconds(300)])
        for (request, sizes) in [(flood, Array(repeating: 28, count: 8)), (fat, [512])] {
            let exchange = await mounted.transport.run { await mounted.transport.exchange([request]) }.first
            #expect(exchange?.attempts.first?.strays.map(\.octets.count) == sizes)
        }
    }

    @Test("a server that refuses costs no time-out, and is asked twice at most", arguments: Mount.allCases)
    func refused(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let patient = Array(repeating: Duration.seconds(1000), count: 3)
        let requests = [
            try request("answered", of: mounted.closed, udp: patient),
            try request("answered", of: mounted.closed, start: .tcp, tcp: .seconds(1000), tcpAttempts: 3),
            try request("truncated", of: mounted.withoutTCP, udp: patient, tcp: .seconds(1000), tcpAttempts: 2),
        ]
        let exchanges = await mounted.transport.run { await mounted.transport.exchange(requests) }
        #expect(
            exchanges.map(summary) == [
                ["udp refused", "udp refused"], ["tcp refused", "tcp refused"],
                ["udp response", "tcp refused", "tcp refused"],
            ])
        #expect(exchanges.last?.response != nil)
    }

    @Test("a message over TCP may have 65,535 octets", arguments: Mount.allCases)
    func bigMessage(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let request = try request("big", of: mounted.server)
        let exchange = await mounted.transport.run { await mounted.transport.exchange([request]) }.first
        #expect(exchange?.response?.count == 65_535)
        #expect(exchange?.attempts.last?.transportProtocol == .tcp)
    }

    @Test("the order of exchanges is that of the requests, thousands at once", arguments: Mount.allCases)
    func order(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let requests = try (0..<3000).map {
            try request("n\($0)", of: mounted.server, udp: [.seconds(5), .seconds(5), .seconds(5)])
        }
        let exchanges = await mounted.transport.run { await mounted.transport.exchange(requests) }
        #expect(exchanges.map(\.query) == requests.map(\.query))
        #expect(exchanges.allSatisfy { $0.response != nil })
    }

    @Test("many tasks are answered each with their own", arguments: Mount.allCases)
    func tasks(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let requests = try (0..<500).map {
            try request("n\($0)", of: mounted.server, udp: [.seconds(5), .seconds(5), .seconds(5)])
        }
        let isEachAnswered = await mounted.transport.run {
            await withTaskGroup(of: Bool.self) { group in
                for request in requests {
                    group.addTask {
                        let exchanges = await mounted.transport.exchange([request])
                        return exchanges.map(\.query) == [request.query] && exchanges[0].response != nil
                    }
                }
                return await group.reduce(true) { $0 && $1 }
            }
        }
        #expect(isEachAnswered)
    }

    @Test("mixed case is sent, and must come back", arguments: Mount.allCases)
    func mixedCase(mount: Mount) async throws {
        let mounted = try mount.mounted(mixesCase: true)
        let label = String(repeating: "a", count: 60)
        let request = try request(label, of: mounted.server)
        let response = await mounted.transport.run { await mounted.transport.exchange([request]) }.first?.response
        let octets = try #require(response)
        let upper = octets[13..<73].count { $0 == UInt8(ascii: "A") }
        #expect(upper > 0 && upper < 60)
    }

    @Test("on cancellation what is open is settled with the attempts so far", arguments: Mount.allCases)
    func cancellation(mount: Mount) async throws {
        let running = RunningTask()
        let mounted = try mount.mounted(onSettled: { if $0.response != nil { running.cancel() } })
        let requests = [
            try request("answered", of: mounted.server),
            try request("silent", of: mounted.server, udp: [.seconds(100_000)]),
        ]
        let task = Task(executorPreference: mounted.transport.executor) {
            await mounted.transport.exchange(requests)
        }
        running.set(task)
        let exchanges = await task.value
        #expect(exchanges.count == 2)
        #expect(exchanges.last.map(summary) == ["udp silence"])
    }

    @Test("a task that is cancelled before it asks is answered without an attempt", arguments: Mount.allCases)
    func cancelledBefore(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let request = try request("silent", of: mounted.server, udp: [.seconds(100_000)])
        let exchanges = await mounted.transport.run {
            await withTaskGroup(of: [Exchange].self) { group in
                group.cancelAll()
                group.addTask { await mounted.transport.exchange([request]) }
                return await group.next() ?? []
            }
        }
        #expect(exchanges == [Exchange(server: request.server, query: request.query, attempts: [])])
    }

    @Test("a sleep ends with its time, and early on cancellation", arguments: Mount.allCases)
    func sleep(mount: Mount) async throws {
        let mounted = try mount.mounted()
        let transport = mounted.transport
        let slept = await transport.run {
            let start = transport.now
            await transport.sleep(for: .milliseconds(20))
            return transport.now - start
        }
        #expect(slept >= .milliseconds(20))
        await transport.run {
            await withTaskGroup { group in
                group.addTask { await transport.sleep(for: .seconds(100_000)) }
                group.addTask { await transport.sleep(for: .milliseconds(1)) }
                _ = await group.next()
                group.cancelAll()
            }
        }
        if mount == .memory { #expect(transport.now < .seconds(1)) }
    }
}

/// A task that may be cancelled before it is known.
private final class RunningTask: Sendable {
    private let state = Mutex<(task: Task<[Exchange], Never>?, isCancelled: Bool)>((nil, false))

    func set(_ task: Task<[Exchange], Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            return state.task
        }?.cancel()
    }
}
