import Foundation
import QuadaDNS
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import Testing

/// Every scenario under `fixtures/`, audited in memory: the verdict and the exact set of findings.
@Suite struct ScenarioTests {
    @Test("a scenario gives its verdicts and its findings, and no others", arguments: Fixtures.scenarios)
    func expectations(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        try #require(!scenario.expectations.isEmpty)
        let report = try await Lab.report(scenario, seed: scenario.seed)
        for (audit, expected) in zip(report.audits, scenario.expectations) {
            #expect(audit.name == expected.name.lowercased.description)
            #expect(audit.verdict.rawValue == expected.verdict, "\(audit.name): \(audit.reason)")
            #expect(audit.findingKeys == expected.findings, "\(audit.name): \(audit.notes)")
        }
    }

    @Test("the same seed gives the same report, octet for octet", arguments: Fixtures.scenarios.prefix(4))
    func repeats(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        let first = try await Lab.report(scenario, seed: 7)
        let second = try await Lab.report(scenario, seed: 7)
        #expect(first == second)
    }
}

/// A file under `fixtures/`.
struct Fixture: Sendable, CustomTestStringConvertible {
    let path: String
    var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

    func scenario() throws -> Scenario {
        try Scenario(text: String(contentsOfFile: path, encoding: .utf8), source: path)
    }
}

enum Fixtures {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures").path()

    static let scenarios: [Fixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        // An intercepted network ends the run before any name is judged: see `CommandTests`.
        return names.filter { $0.hasSuffix(".yaml") && $0 != "intercepted.yaml" }.sorted().map {
            Fixture(path: "\(root)/\($0)")
        }
    }()
}

enum Lab {
    /// Audits every name that the scenario expects something of, in simulated time.
    static func report(_ scenario: Scenario, seed: UInt64) async throws -> Report {
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: seed)
        return try await report(scenario, seed: seed, over: transport)
    }

    /// - Parameter record: Takes the evidence, where a test wants it.
    static func report(
        _ scenario: Scenario, seed: UInt64, over transport: any Transport, record: (any EvidenceSink)? = nil
    ) async throws -> Report {
        try await AuditRun(configuration: configuration(scenario, seed: seed), transport: transport, record: record)
            .report(for: scenario.expectations.map(\.name))
    }

    static func report(
        _ scenario: Scenario, seed: UInt64, from source: @escaping EvidenceSourceMaker
    ) async throws -> Report {
        try await AuditRun(configuration: configuration(scenario, seed: seed), source: source)
            .report(for: scenario.expectations.map(\.name))
    }

    private static func configuration(_ scenario: Scenario, seed: UInt64) -> RunConfiguration {
        let roots = scenario.roots.map { RootHints.Server(name: $0.name, addresses: $0.addresses) }
        return RunConfiguration(
            hints: RootHints(servers: roots), probe: scenario.probe.flatMap(ProbeLevel.init) ?? .standard, seed: seed,
            network: .lab,
            started: Timestamp(millisecondsSince1970: 1_401_624_000_000))
    }
}

extension NameAudit {
    /// The findings as a scenario writes them, sorted.
    var findingKeys: [String] { findings.map(\.key).sorted() }
}

extension FindingEntry {
    /// As a scenario writes it: `code`, or `code@address`.
    var key: String { code + (server.map { "@\($0.address)" } ?? "") }
}
