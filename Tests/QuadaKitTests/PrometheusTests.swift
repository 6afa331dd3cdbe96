import Foundation
import Testing

/// Alert rules and the dashboard, read by Prometheus' own tool.
@Suite struct PrometheusTests {
    static let rules = Kit.path(".ci/kits/prometheus/quada.rules.yml")
    static let dashboard = Kit.path(".ci/kits/grafana/quada.json")

    @Test("promtool accepts the rules")
    func check() async throws {
        let ended = try await Ended.run("promtool", ["check", "rules", Self.rules])
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("the rules fire when they should, and only then")
    func fire() async throws {
        let ended = try await Ended.run(
            "promtool", ["test", "rules", Kit.path(".ci/kits/prometheus/quada.rules.test.yml")])
        #expect(ended.status == 0, "\(ended)")
    }

    /// A test that passes whatever the rules say would show nothing.
    @Test(
        "a rule that is off by a little fails its test",
        arguments: [
            (#"status="failed"} == 1"#, #"status="failed"} == 0"#), ("for: 13h", "for: 11h"),
            ("(quada_server_conforms == 0)", "(quada_server_conforms == 1)"), ("max by (job", "min by (job"),
            ("14 * 3600", "15 * 3600"), ("for: 1h", "for: 30m"), ("offset 1d", "offset 2d"),
            ("left_out > 0", "left_out > 9"),
            (#"(quada_names{verdict="ready"})"#, #"(quada_names{verdict="broken"})"#),
        ])
    func mutants(text: String, replacement: String) async throws {
        let rules = try Kit.text(".ci/kits/prometheus/quada.rules.yml")
        let changed = rules.replacing(text, with: replacement)
        try #require(changed != rules)
        let scratch = try Scratch()
        try scratch.write(changed, to: "quada.rules.yml")
        let tests = try scratch.write(
            try Kit.text(".ci/kits/prometheus/quada.rules.test.yml"), to: "quada.rules.test.yml")
        let ended = try await Ended.run("promtool", ["test", "rules", tests])
        #expect(ended.status == 1, "\(ended)")
    }

    @Test("each alert has a test that it fires")
    func tested() throws {
        let tests = try Kit.text(".ci/kits/prometheus/quada.rules.test.yml")
        for match in try Kit.text(".ci/kits/prometheus/quada.rules.yml").matches(of: /alert: (\w+)/) {
            #expect(tests.contains("- alertname: \(match.1)\n"), "\(match.1)")
        }
    }

    // MARK: - The dashboard

    /// Complaints, and where there are none, the dashboard's expressions as rules that promtool can read.
    func expressions() async throws -> String {
        let ended = try await Ended.run(
            "python3", [Kit.path("Tests/QuadaKitTests/Tools/dashboard.py"), Self.dashboard])
        try #require(ended.status == 0, "\(ended)")
        return ended.output
    }

    @Test("the dashboard is whole, and Prometheus can read each expression in it")
    func panels() async throws {
        let scratch = try Scratch()
        let rules = try scratch.write(try await expressions(), to: "expressions.yml")
        let ended = try await Ended.run("promtool", ["check", "rules", rules])
        #expect(ended.status == 0, "\(ended)")
    }

    // MARK: - The metrics

    private func metrics() async throws -> Ended {
        try await Ended.run(
            Quada.path, ["audit", "--lab", "fixtures/gtm-2014.yaml", "--fail-on", "never", "--format", "openmetrics"])
    }

    @Test("promtool reads what quada writes", .enabled { try await Quada.writes("openmetrics") })
    func lint() async throws {
        let ended = try await Ended.run("promtool", ["check", "metrics"], input: try await metrics().output)
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("rules and dashboard ask for metrics that quada writes", .enabled { try await Quada.writes("openmetrics") })
    func names() async throws {
        let written = Set(try await metrics().output.matches(of: #/TYPE (\w+) gauge/#).map { String($0.1) })
        for text in [try Kit.text(".ci/kits/prometheus/quada.rules.yml"), try await expressions()] {
            let asked = Set(text.matches(of: /\bquada_\w+/).map { String($0.0) })
            #expect(asked.count > 3)
            #expect(asked.subtracting(written) == [])
        }
    }
}
