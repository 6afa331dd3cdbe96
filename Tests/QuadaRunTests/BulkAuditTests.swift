import QuadaDNS
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import QuadaZone
import Testing

/// Names audited as a scan does it, where processor time matters more than how soon one name is through.
@Suite struct BulkAuditTests {
    /// In these what a server answers goes by the clock, and in bulk it is asked a round trip later.
    private static let timed: Set<String> = ["a-cname-missing.yaml", "honest-change.yaml", "honest-rate-limiting.yaml"]

    @Test(
        "in bulk a scenario gives the same verdicts and findings",
        arguments: Fixtures.scenarios.filter { !timed.contains($0.testDescription) })
    func expectations(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        let auditor = try Self.auditor(scenario)
        // Shows which families the machine has, as every run does.
        await auditor.run { _ = try? await $0.preflight() }
        // One name after another: what the first learns of servers is there for the second.
        for expected in scenario.expectations {
            let audited = await auditor.run { await $0.audit(AuditTarget(expected.name)) }
            let audit = try #require(audited?.audit)
            #expect(audit.verdict.rawValue == expected.verdict, "\(audit.name): \(audit.reason)")
            #expect(audit.findingKeys == expected.findings, "\(audit.name): \(audit.notes)")
        }
    }

    private static func auditor(_ scenario: Scenario) throws -> Auditor {
        let roots = scenario.roots.map { RootHints.Server(name: $0.name, addresses: $0.addresses) }
        var configuration = RunConfiguration(
            hints: RootHints(servers: roots), probe: scenario.probe.flatMap(ProbeLevel.init) ?? .standard,
            seed: scenario.seed, network: .lab)
        configuration.isBulk = true
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: scenario.seed)
        let walk = Walk(configuration: configuration.walk, transport: transport)
        return Auditor(names: NameAuditor(configuration: configuration, source: walk), transport: transport)
    }

    /// An auditor and the loop that it is asked on.
    private struct Auditor: Sendable {
        let names: NameAuditor
        let transport: MemoryTransport

        func run<Result: Sendable>(_ body: @Sendable @escaping (NameAuditor) async -> Result) async -> Result {
            await transport.run { await body(names) }
        }
    }
}
