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

    @Test("an octet of a text is escaped in a line wherever it stands")
    func escapes() {
        for value in UInt8.min...0x7F {
            for place in 0..<18 {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: 18)
                text[place] = value
                let audit = NameAudit(name: "", verdict: .ready, reason: String(decoding: text, as: UTF8.self))
                #expect(AuditLine(audit).octets == json(of: audit, isPretty: false))
            }
        }
        for text in ["é", "xxxxxxxé", "xxxxxxxxxxé", "\u{2028}", "😀"] {
            let audit = NameAudit(name: text, verdict: .ready, reason: text)
            #expect(AuditLine(audit).octets == json(of: audit, isPretty: false))
        }
    }

    @Test("a server's row is copied from the one before as far as they are the same")
    func rows() {
        let outcome = TypeOutcome(
            .addresses, rcode: "NOERROR", aa: true, tc: false, records: ["A 192.0.2.1"], ttl: 60,
            roundTrip: Milliseconds(1.5), attempts: 1)
        let plain = ServerRow(
            name: "ns1.test.", address: "192.0.2.53", source: .both, addressSource: .glue, a: outcome, aaaa: outcome,
            conforms: true, note: "K")
        /// Each differs from the plain row in one thing.
        let changes: [(inout ServerRow) -> Void] = [
            { $0.name = "ns2.test." }, { $0.name = "\"" }, { $0.address = "2001:db8::53" }, { $0.address = "é" },
            { $0.source = .child }, { $0.addressSource = .both }, { $0.addressSource = nil }, { $0.conforms = nil },
            { $0.conforms = false }, { $0.note = nil }, { $0.note = "K\u{301}" }, { $0.note = "\u{212A}" },
            { $0.other = ["TXT": outcome] }, { $0.a.outcome = .varies }, { $0.a.rcode = nil },
            { $0.a.rcode = "RCODE12" }, { $0.a.aa = false }, { $0.a.aa = nil }, { $0.a.tc = true },
            { $0.a.records = [] }, { $0.a.records = ["A 192.0.2.1", "A 192.0.2.2"] },
            { $0.a.records = ["A 192.0.2.2"] }, { $0.a.ttl = 61 }, { $0.a.ttl = nil }, { $0.a.roundTrip = nil },
            { $0.a.roundTrip = Milliseconds(20) }, { $0.a.attempts = 2 }, { $0.aaaa.roundTrip = nil },
            { $0.aaaa.ttl = 5 }, { $0.aaaa.records = ["AAAA \u{212A}"] },
            { $0.software = Software(product: "BIND", version: nil, confidence: .low, traits: []) },
        ]
        for change in changes {
            var changed = plain
            change(&changed)
            let servers = [plain, changed, changed, plain, plain, changed]
            let link = ChainLink(name: "a.test.", zone: "test.", servers: servers)
            let audit = NameAudit(name: "a.test.", verdict: .ready, reason: "", chain: [link, link])
            #expect(AuditLine(audit).octets == json(of: audit, isPretty: false))
        }
    }
}
