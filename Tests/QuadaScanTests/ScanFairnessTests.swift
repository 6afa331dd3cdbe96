import QuadaDNS
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import Synchronization
import Testing

@testable import QuadaScan

/// Names of an operator that is slow, or down, leave room for those of others; in simulated time.
@Suite struct ScanFairnessTests {
    /// Zones of one operator, whose names all come before those of another.
    struct Row: Sendable, CustomStringConvertible {
        var about: String
        var server: String
        var lie: String?

        var description: String { about }
    }

    static let rows = [
        Row(about: "a server a second away", server: "{name: ns.slow.test, rtt: 1s}"),
        Row(
            about: "a server that is down", server: "{name: ns.slow.test, rtt: 20ms}",
            lie: "{server: 192.0.2.1, reply: silence}"),
    ]

    private static let zones = 20
    private static let namesPerZone = 10
    private static let lanes = 32

    private static func scenario(_ row: Row) throws -> Scenario {
        func zone(_ name: String, _ server: String) -> String {
            """
              \(name).test: |
                $TTL 3600
                @  SOA \(server).test. h.\(server).test. 1 3600 600 86400 60
                @  NS  \(server).test.
                *  A    203.0.113.17
                *  AAAA 2600:1480:4000::17
            """
        }
        func operatorZone(_ name: String, _ address: String) -> String {
            """
              \(name).test: |
                $TTL 3600
                @  SOA ns.home.test. h.home.test. 1 3600 600 86400 60
                @  NS  ns.home.test.
                ns A   \(address)
            """
        }
        var parts = ["about: Two operators.", "zones:", operatorZone("home", "192.0.2.3")]
        parts += [operatorZone("slow", "192.0.2.1"), operatorZone("fast", "192.0.2.2")]
        for number in 0..<zones {
            parts += [zone("s\(number)", "ns.slow"), zone("f\(number)", "ns.fast")]
        }
        parts += ["servers:", "  - \(row.server)"]
        if let lie = row.lie { parts += ["lies:", "  - \(lie)"] }
        return try Scenario(text: parts.joined(separator: "\n") + "\n", source: "fairness")
    }

    /// When the last name of each operator was through.
    private struct Ends: Sendable {
        var slow = Duration.zero
        var fast = Duration.zero
        var names = 0
        var mostUnderWay = 0

        mutating func add(_ name: String, underWay: Int, at now: Duration) {
            names += 1
            mostUnderWay = max(mostUnderWay, underWay)
            if name.contains(".s") { slow = max(slow, now) } else { fast = max(fast, now) }
        }
    }

    private final class Log: Sendable {
        let ends = Mutex(Ends())
    }

    private static func scan(_ row: Row, of operators: [String] = ["s", "f"], namesPerServer: Int?) async throws -> Ends
    {
        let scenario = try scenario(row)
        var pacing = Pacing.polite
        pacing.measuresRoundTrips = true
        pacing.adapts = true
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: 1, pacing: pacing)
        var run = RunConfiguration(
            hints: RootHints(servers: scenario.roots.map { .init(name: $0.name, addresses: $0.addresses) }), seed: 1,
            preflight: false)
        run.namesPerServer = namesPerServer
        let log = Log()
        let meter = ScanMeter()
        let loop = ScanLoop(
            auditor: NameAuditor(
                configuration: run, source: Walk(configuration: run.walk, transport: transport)),
            related: [], source: "test", meter: meter, encode: { _ in nil },
            onFinished: { audit in
                let (underWay, now) = (meter.standing.underWay, transport.now)
                log.ends.withLock { $0.add(audit.name, underWay: underWay, at: now) }
            })
        var position = 0
        for operatorLetter in operators {
            for number in 0..<zones * namesPerZone {
                let name = try Name(
                    presentation: "h\(number % namesPerZone).\(operatorLetter)\(number / namesPerZone).test.")
                loop.queue.push(
                    ScanEntry(position: position, line: position + 1, octets: 1, content: .name(name), digest: 0))
                position += 1
            }
        }
        loop.queue.close(dropsRest: false)
        let configuration = ScanConfiguration(input: "-")
        let writer = ScanWriter(
            configuration, ScanLedger(Journal(settings: [:]), at: nil, file: nil, keepsAudits: false), store: nil,
            onFailure: {})
        writer.start()
        await loop.run(lanes: lanes, to: writer)
        try await writer.close(isComplete: true)
        return log.ends.withLock { $0 }
    }

    @Test("the names of others take as long as if those of a slow operator were not before them", arguments: rows)
    func fair(row: Row) async throws {
        let alone = try await Self.scan(row, of: ["f"], namesPerServer: 20)
        let fair = try await Self.scan(row, namesPerServer: 20)
        let plain = try await Self.scan(row, namesPerServer: nil)
        let all = 2 * Self.zones * Self.namesPerZone
        #expect(fair.names == all && plain.names == all)
        #expect(fair.fast < alone.fast * 1.3, "\(fair.fast), \(alone.fast)")
        #expect(plain.fast > alone.fast * 1.5, "this is what turns are for: \(plain.fast), \(alone.fast)")
        #expect(fair.slow < plain.slow * 1.1, "nor is the slow operator slower: \(fair.slow), \(plain.slow)")
        // Those aside are bounded: eight for each usual lane.
        #expect(fair.mostUnderWay <= Self.lanes * 9)
    }
}
