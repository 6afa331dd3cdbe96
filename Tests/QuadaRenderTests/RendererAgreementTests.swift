import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Each format, read for the counts that it tells, tells those of the report.
@Suite struct RendererAgreementTests {
    typealias Counts = [Severity: Int]

    @Test("Markdown, JUnit, OpenMetrics and Nagios tell the report's counts", arguments: Sample.all)
    func counted(report: Report) throws {
        let expected = Dictionary(
            uniqueKeysWithValues: Severity.allCases.map { ($0, report.summary.findings[$0, default: 0]) })
        for maximum in [0, 65_000] {
            let markdown = text(MarkdownRenderer(maximumOctets: maximum), report)
            #expect(try numbers(in: markdown) { "[ *]([0-9]+) \($0)s?[,*]" } == expected)
        }
        #expect(
            try numbers(in: text(JUnitRenderer(), report)) { "name=\"findings.\($0)\" value=\"([0-9]+)\"" } == expected)
        #expect(
            try numbers(in: text(OpenMetricsRenderer(), report)) {
                "quada_findings\\{severity=\"\($0)\"\\} ([0-9]+)\n"
            } == expected)
        #expect(try numbers(in: text(NagiosRenderer(), report)) { "'\($0)s'=([0-9]+);;;0" } == expected)
    }

    @Test("SARIF has as many results that count as the report has faults of each severity", arguments: Sample.all)
    func sarif(report: Report) throws {
        let log = try JSONDecoder().decode(SARIFReading.self, from: Data(SARIFRenderer().render(report)))
        let results = log.runs.flatMap(\.results)
        #expect(results.count == report.faults.count)
        let counting = results.filter { $0.suppressions.isEmpty && $0.baselineState != "unchanged" }
        let counts = counting.reduce(into: [:]) { $0[$1.level, default: 0] += 1 }
        for (severity, level) in [(Severity.error, "error"), (.warning, "warning"), (.notice, "note")] {
            #expect(counts[level, default: 0] == report.summary.findings[severity, default: 0])
        }
        #expect(results.count { !$0.suppressions.isEmpty } == report.summary.waived)
    }

    @Test("CSV has each fault under its key, and every name", arguments: Sample.all)
    func csv(report: Report) throws {
        let rows = CSVReading.rows(of: CSVRenderer().render(report))
        #expect(rows.count == 1 + report.audits.reduce(0) { $0 + max(1, $1.findings.count) })
        #expect(Set(rows.map { $0["name"] }) == Set(report.audits.map(\.name.visible) + ["name"]))
        var worst: [String: Severity] = [:]
        for row in rows where row["counts"] == "true" {
            let severity = try #require(row["severity"].flatMap(Severity.init))
            let key = try #require(row["key"])
            worst[key] = max(worst[key] ?? severity, severity)
        }
        #expect(worst.values.reduce(into: [:]) { $0[$1, default: 0] += 1 } == report.summary.findings)
    }

    private func text(_ renderer: some Renderer, _ report: Report) -> String {
        String(decoding: renderer.render(report), as: UTF8.self)
    }

    /// The first number that each pattern finds.
    private func numbers(in text: String, pattern: (String) -> String) throws -> Counts {
        try Severity.allCases.reduce(into: [:]) { counts, severity in
            let match = text.firstMatch(of: try Regex(pattern(severity.rawValue), as: (Substring, Substring).self))
            counts[severity] = match.flatMap { Int($0.output.1) }
        }
    }
}

/// What the tests read of a SARIF log.
struct SARIFReading: Decodable {
    struct Run: Decodable {
        let tool: Tool
        let invocations: [Invocation]
        let results: [Result]
    }

    struct Tool: Decodable {
        struct Driver: Decodable { let rules: [Rule] }

        struct Rule: Decodable {
            let id: String
            let helpUri: String?
        }

        let driver: Driver
    }

    struct Invocation: Decodable {
        let exitCode: Int32
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Decodable {
        let level: String
        let message: Message
    }

    struct Message: Decodable {
        let text: String
        let markdown: String?
    }

    struct Result: Decodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Message
        let locations: [Location]
        let partialFingerprints: [String: String]
        let suppressions: [Suppression]
        let baselineState: String?
    }

    struct Suppression: Decodable {
        let kind: String
        let status: String
        let justification: String
    }

    struct Location: Decodable {
        struct Physical: Decodable {
            struct Artifact: Decodable { let uri: String }
            struct Region: Decodable { let startLine: Int }

            let artifactLocation: Artifact
            let region: Region
        }

        let physicalLocation: Physical?
    }

    let runs: [Run]
}

/// CSV as RFC 4180 has it, read back to the texts before they were made safe; the header is a row of its own names.
enum CSVReading {
    static func rows(of octets: [UInt8]) -> [[String: String]] {
        var rows: [[String]] = [[""]]
        var isQuoted = false
        var hasJustClosed = false
        for character in String(decoding: octets, as: UTF8.self).dropLast() {
            switch (character, isQuoted) {
            case ("\"", _):
                // Two quotes inside leave and enter again, and one of them stays.
                if hasJustClosed { append("\"", to: &rows) }
                isQuoted.toggle()
            case (",", false): rows[rows.count - 1].append("")
            case ("\r\n", false): rows.append([""])
            default: append(character, to: &rows)
            }
            hasJustClosed = character == "\"" && !isQuoted
        }
        return rows.map { cells in
            Dictionary(zip(CSVRenderer.columns, cells.map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 })) { $1 }
        }
    }

    private static func append(_ character: Character, to rows: inout [[String]]) {
        let row = rows.count - 1
        rows[row][rows[row].count - 1].append(character)
    }
}
