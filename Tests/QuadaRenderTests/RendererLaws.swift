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
        TextRenderer(), TextRenderer(usesColour: true), JSONRenderer(), NDJSONRenderer(),
        HTMLRenderer(),
    ]

    @Test("The same report gives the same octets", arguments: renderers.indices, Sample.all)
    func purity(index: Int, report: Report) {
        let renderer = Self.renderers[index]
        #expect(renderer.render(report) == renderer.render(report))
    }

    @Test("Nothing but printable ASCII and line feeds leaves a renderer", arguments: renderers.indices, Sample.all)
    func printableOnly(index: Int, report: Report) {
        let octets = Self.renderers[index].render(report)
        let text = String(decoding: octets, as: UTF8.self).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        let hasColour = (Self.renderers[index] as? TextRenderer)?.usesColour ?? false
        #expect(hasColour || text.utf8.count == octets.count, "a colour code that nobody asked for")
        #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
        #expect(text.isEmpty || text.utf8.last == 0x0A)
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
        for severity in Severity.allCases {
            let count = report.summary.findings[severity, default: 0]
            #expect(text.contains(counted(count, severity.rawValue)), "text says another number of \(severity)")
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
}
