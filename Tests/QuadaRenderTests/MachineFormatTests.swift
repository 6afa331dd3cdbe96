import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JUnit, SARIF, OpenMetrics, Nagios and CSV: what was looked at and kept, and what no validator knows.
@Suite struct MachineFormatTests {
    static let goldens: [(String, Report)] = [
        ("balancers", Sample.balancers), ("hostile", Sample.hostile), ("judged", Sample.judged),
    ]

    static let formats: [(String, any Renderer)] = [
        ("md", MarkdownRenderer()), ("junit.xml", JUnitRenderer()), ("sarif", SARIFRenderer()),
        ("prom", OpenMetricsRenderer()), ("nagios", NagiosRenderer()), ("csv", CSVRenderer()),
    ]

    @Test("The document is the one that was looked at and kept", arguments: formats.indices, goldens.indices)
    func golden(format: Int, report: Int) throws {
        let (suffix, renderer) = Self.formats[format]
        let (name, report) = Self.goldens[report]
        try GoldenFile("render/\(name).\(suffix)").expectEqual(renderer.render(report))
    }

    @Test("The text of a report that was judged is the one that was looked at and kept")
    func text() throws {
        try GoldenFile("render/judged.txt").expectEqual(TextRenderer().render(Sample.judged))
    }

    // MARK: - SARIF

    private func sarif(_ report: Report) throws -> SARIFReading.Run {
        let log = try JSONDecoder().decode(SARIFReading.self, from: Data(SARIFRenderer().render(report)))
        return try #require(log.runs.first)
    }

    @Test("Each result points at its rule, and each rule is there once", arguments: Sample.all)
    func rules(report: Report) throws {
        let run = try sarif(report)
        let rules = run.tool.driver.rules.map(\.id)
        #expect(Set(rules).count == rules.count)
        for result in run.results { #expect(rules[result.ruleIndex] == result.ruleId) }
        #expect(Set(rules) == Set(report.faults.map(\.finding.code)))
    }

    @Test("A result stands at its record, with its waiver, and under its key")
    func results() throws {
        let run = try sarif(Sample.judged)
        #expect(run.invocations.first?.exitCode == 1)
        #expect(run.invocations.first?.toolExecutionNotifications.map(\.level) == ["note", "warning"])
        let places = run.results.map { $0.locations.first?.physicalLocation }
        #expect(places.allSatisfy { $0?.artifactLocation.uri == "zones/judged%20test.zone" })
        let lines = Dictionary(grouping: zip(run.results, places).map { ($0.ruleId, $1?.region.startLine) }, by: \.0)
            .mapValues { $0.map(\.1) }
        #expect(lines["aaaa-cname-missing"] == [12, 14])
        #expect(lines["aaaa-no-response"] == [12])
        #expect(lines["a-code-of-tomorrow"] == [1])
        let waived = try #require(run.results.first { $0.ruleId == "aaaa-special-purpose" })
        #expect(waived.suppressions.map(\.status) == ["accepted"])
        #expect(waived.baselineState == "unchanged")
        #expect(run.results.map(\.partialFingerprints) == Sample.judged.faults.map { ["quada/v1": $0.finding.key] })
    }

    @Test(
        "A path becomes a URI reference",
        arguments: [
            ("zones/a b.zone", "zones/a%20b.zone"), ("./x.zone", "x.zone"), ("../x:1.zone", "../x%3A1.zone"),
            ("/etc/bind/db.a#b", "file:///etc/bind/db.a%23b"), ("a//b", "a/b"), ("\u{E9}%\n", "%C3%A9%25%0A"),
            ("C:\\x", "C%3A%5Cx"),
        ])
    func uris(path: String, expected: String) {
        #expect(FileReference.uri(of: path) == expected)
    }

    @Test("A name audited without a file has no physical location")
    func logicalOnly() throws {
        let run = try sarif(Sample.balancers)
        #expect(run.results.count == 4)
        #expect(run.results.allSatisfy { $0.locations.count == 1 && $0.locations[0].physicalLocation == nil })
        #expect(run.tool.driver.rules.first?.helpUri == "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2")
    }

    @Test("No text is taken for an argument or a link", arguments: Sample.all + [MarkdownRendererTests.evil])
    func messages(report: Report) throws {
        for message in try sarif(report).results.map(\.message) {
            for text in [message.text, message.markdown ?? ""] {
                let rest = text.replacing("{{", with: "").replacing("}}", with: "")
                #expect(!rest.contains("{") && !rest.contains("}"))
            }
            #expect(!message.text.contains("]("))
        }
    }

    // MARK: - Nagios

    typealias StatusRow = (statuses: [NameAudit.Status], severities: [Severity], expected: PluginStatus)

    static let statusRows: [StatusRow] = [
        ([], [], .unknown), ([.passed], [], .ok), ([.passed], [.notice], .warning), ([.passed], [.warning], .warning),
        ([.passed], [.error], .warning), ([.failed], [.error], .critical), ([.inconclusive], [], .unknown),
        ([.inconclusive], [.warning], .unknown), ([.passed, .inconclusive], [], .unknown),
        ([.inconclusive, .failed], [], .critical), ([.passed, .passed], [], .ok),
    ]

    @Test("The plug-in's status follows what failed", arguments: statusRows.indices)
    func pluginStatus(index: Int) {
        let row = Self.statusRows[index]
        let report = Sample.report(
            row.statuses.enumerated().map { number, status in
                NameAudit(
                    name: "n\(number).test.", verdict: .ready, reason: "",
                    findings: row.severities.map { Sample.finding("a-\($0)", $0) }, status: status)
            })
        #expect(PluginStatus(report: report) == row.expected)
        let line = String(decoding: NagiosRenderer().render(report), as: UTF8.self)
        #expect(line.hasPrefix("QUADA \(row.expected.word) - "))
        #expect([PluginStatus.ok, .warning, .critical, .unknown].map(\.rawValue) == [0, 1, 2, 3])
    }

    @Test("One line of at most 1,024 octets by the guidelines", arguments: Sample.all + [MarkdownRendererTests.evil])
    func line(report: Report) throws {
        let octets = NagiosRenderer().render(report)
        #expect(octets.count <= 1024)
        #expect(octets.count { $0 == 0x0A } == 1)
        let line = String(decoding: octets, as: UTF8.self)
        let parts = line.split(separator: "|", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        #expect(parts[0].wholeMatch(of: #/QUADA (OK|WARNING|CRITICAL|UNKNOWN) - [^|`~$&'"<>]+ /#) != nil)
        // 'label'=value[UOM];[warn];[crit];[min];[max], trailing semicolons may go.
        let datum = #/'[^'=]+'=-?[0-9.]+(s|%|B|c)?(;[-0-9.:~@]*){0,4}/#
        for part in parts[1].split(whereSeparator: \.isWhitespace) { #expect(part.wholeMatch(of: datum) != nil) }
    }

    // MARK: - OpenMetrics

    @Test("Too many names and servers are left out, those that pass first, and counted")
    func bounds() {
        let text = String(
            decoding: OpenMetricsRenderer(maximumNames: 2, maximumServers: 1).render(Sample.judged), as: UTF8.self)
        let names = text.matches(of: #/quada_name_info\{name="([^"]*)"/#).map(\.output.1)
        #expect(names == ["www.judged.test.", "mail.judged.test."])
        #expect(text.contains("\nquada_names_left_out 4\n"))
        #expect(text.contains("\nquada_servers_left_out 9\n"))
        #expect(text.matches(of: #/quada_server_conforms\{/#).count == 1)
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test(
        "Seconds are told from milliseconds",
        arguments: [
            (0, 3, "0.000"), (1234.5, 3, "1.234"), (0.1, 4, "0.0001"), (20.3, 4, "0.0203"), (-5, 3, "0.000"),
            (1e300, 3, "900000000000.000"),
        ])
    func seconds(milliseconds: Double, decimals: Int, expected: String) {
        #expect(Milliseconds(milliseconds).seconds(decimals: decimals) == expected)
    }

    // MARK: - CSV

    @Test(
        "No cell is taken for a formula, and each gives its text back",
        arguments: [
            "=cmd", "+1", "-x.test.", "@sum", "'quoted", "''", "a,b", "\"", "\"\"x\"", " x ", "", "x=y", "\t=1",
        ])
    func formulas(text: String) throws {
        var audit = Sample.healthyAudit("www.good.test.")
        audit.reason = text
        let octets = CSVRenderer().render(Sample.report([audit]))
        let rows = CSVReading.rows(of: octets)
        #expect(rows.count == 2)
        #expect(rows.last?["reason"] == text.visible)
        for line in String(decoding: octets, as: UTF8.self).split(separator: "\r\n") {
            #expect(!line.contains(#/(^|,)"?[=+@-]/#))
        }
    }
}
