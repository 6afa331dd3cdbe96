import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What every renderer keeps.
@Suite struct RendererLaws {
    static let renderers: [any Renderer] = [
        TextRenderer(), TextRenderer(usesColour: true), JSONRenderer(), NDJSONRenderer(), MarkdownRenderer(),
        MarkdownRenderer(maximumOctets: 0), JUnitRenderer(), JUnitRenderer(showsLocations: false), SARIFRenderer(),
        OpenMetricsRenderer(), OpenMetricsRenderer(maximumNames: 2, maximumServers: 2), NagiosRenderer(), CSVRenderer(),
        HTMLRenderer(),
    ]

    @Test("The same report gives the same octets", arguments: renderers.indices, Sample.all)
    func purity(index: Int, report: Report) {
        let renderer = Self.renderers[index]
        #expect(renderer.render(report) == renderer.render(report))
    }

    /// CSV ends its lines as RFC 4180 has it, section 2; a CR anywhere else is as wrong there as in the others.
    @Test("Nothing but printable ASCII and line feeds leaves a renderer", arguments: renderers.indices, Sample.all)
    func printableOnly(index: Int, report: Report) {
        let renderer = Self.renderers[index]
        let octets = renderer is CSVRenderer ? Self.withoutCR(renderer.render(report)) : renderer.render(report)
        let text = String(decoding: octets, as: UTF8.self).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        let hasColour = (Self.renderers[index] as? TextRenderer)?.usesColour ?? false
        #expect(hasColour || text.utf8.count == octets.count, "a colour code that nobody asked for")
        #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
        #expect(text.isEmpty || text.utf8.last == 0x0A)
    }

    /// CR before LF taken away.
    private static func withoutCR(_ octets: [UInt8]) -> [UInt8] {
        octets.enumerated().filter { index, octet in
            octet != 0x0D || index + 1 == octets.count || octets[index + 1] != 0x0A
        }.map(\.1)
    }

    @Test("No two renderers have one name")
    func names() {
        let names = Set(Self.renderers.map(\.name))
        #expect(
            names == ["text", "json", "ndjson", "html", "markdown", "junit", "sarif", "openmetrics", "nagios", "csv"])
    }

    @Test("All renderers agree on the counts and the worst severity", arguments: Sample.all)
    func agreement(report: Report) throws {
        let text = String(decoding: TextRenderer().render(report), as: UTF8.self)
        let read = try JSONDecoder().decode(Report.self, from: Data(JSONRenderer().render(report)))
        let audits = try NDJSONRenderer().render(report).split(separator: 0x0A).map {
            try JSONDecoder().decode(NameAudit.self, from: Data($0))
        }
        let summaries = [read.summary, Summary(of: audits)]
        for summary in summaries { #expect(summary == report.summary) }
        #expect(summaries.allSatisfy { $0.worst == report.summary.worst })
        // Lines are broken between words.
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for severity in Severity.allCases {
            let count = report.summary.findings[severity, default: 0]
            #expect(words.contains(counted(count, severity.rawValue)), "text says another number of \(severity)")
        }
        let worst = Severity.allCases.first { text.contains("\n\($0.rawValue.uppercased())  ") }
        #expect(worst == report.summary.worst)
    }

    @Test("JSON gives the report back, whatever its names hold", arguments: Sample.all)
    func roundTrip(report: Report) throws {
        let read = try JSONDecoder().decode(Report.self, from: Data(JSONRenderer().render(report)))
        #expect(read == report)
    }

    @Test("Each audit is one line of NDJSON", arguments: Sample.all)
    func linesOfNDJSON(report: Report) {
        #expect(NDJSONRenderer().render(report).count { $0 == 0x0A } == report.audits.count)
    }

    @Test("a line of NDJSON is octet for octet what the general encoder writes", arguments: Sample.all)
    func lines(_ report: Report) {
        for audit in report.audits { #expect(AuditLine(audit).octets == json(of: audit, isPretty: false)) }
    }
}
