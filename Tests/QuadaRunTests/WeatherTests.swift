import Foundation
import QuadaLab
import QuadaReport
import QuadaTransport
import Testing

/// The table of scenarios in bad weather: whatever is lost, late, doubled or out of order, nobody is accused of what the
/// scenario does not hold.
@Suite struct WeatherTests {
    /// What is by chance in a scenario may be shown in one run and not in another: there an accusation is right.
    static let scenarios = Fixtures.scenarios.filter { !$0.path.hasSuffix("/aaaa-unsteady.yaml") }

    /// More of them by hand: `QUADA_SEEDS=200 swift test --filter WeatherTests`.
    static let seeds: [UInt64] = {
        let count = ProcessInfo.processInfo.environment["QUADA_SEEDS"].flatMap(UInt64.init) ?? 4
        return Array(1...max(1, count))
    }()

    @Test("loss, delay, doubling and reordering bring no accusation of their own", arguments: scenarios)
    func accusesNobodyElse(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        for seed in Self.seeds {
            let weather = Weather(
                over: LabNetwork(scenario), lossPercent: Int(seed % 4) * 10, duplicatePercent: 10,
                jitter: .milliseconds(15 * Int(seed)))
            let transport = try MemoryTransport(internet: weather, seed: seed)
            let report = try await Lab.report(scenario, seed: seed, over: transport)
            for (audit, expected) in zip(report.audits, scenario.expectations) {
                let surplus = Set(audit.findingKeys).subtracting(expected.findings)
                    .filter { !Self.isHonestlyLost($0, in: audit, fixture) }
                #expect(
                    surplus.isEmpty,
                    "seed \(seed): \(audit.name) \(audit.verdict.rawValue): \(surplus); \(audit.findings.filter { surplus.contains($0.key) }.map(\.detail))"
                )
            }
        }
    }

    /// A finding that follows from there being no fault left to see, because loss hid it: never an accusation of a server.
    private static func isHonestlyLost(_ key: String, in audit: NameAudit, _ fixture: Fixture) -> Bool {
        if key == "aaaa-absent" { return true }
        // A server that lies differs from its siblings, also where its own fault could not be shown.
        let lies = (try? fixture.scenario().expectations.flatMap(\.findings).contains { $0.contains("@") }) ?? false
        if key == "servers-disagree", lies { return true }
        // TCP is refused there; that something was truncated was lost.
        if fixture.path.hasSuffix("/truncated-tcp-fails.yaml"), key.hasPrefix("tcp-unreachable@") { return true }
        // Where every query with EDNS was lost, what the server does to plain ones is what there is to see.
        return fixture.path.hasSuffix("/answer-differs-with-edns.yaml")
            && ["aaaa-hidden", "aaaa-cname-missing@198.51.100.53"].contains(key)
    }
}
