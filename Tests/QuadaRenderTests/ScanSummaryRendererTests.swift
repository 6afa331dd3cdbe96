import QuadaReport
import Subprocess
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What people and programs get of a scan's summary.
@Suite(.serialized) struct ScanSummaryRendererTests {
    static func documents(of summary: ScanSummary) -> [(String, [UInt8])] {
        [
            ("txt", ScanSummaryTextRenderer().render(summary)), ("json", ScanSummaryJSONRenderer().render(summary)),
            ("html", ScanSummaryHTMLRenderer().render(summary)),
            ("colour", ScanSummaryTextRenderer(usesColour: true, width: 100).render(summary)),
        ]
    }

    @Test("The same summary gives the same printable octets", arguments: ScanSample.all)
    func laws(name: String, summary: ScanSummary) {
        for ((format, octets), (_, again)) in zip(Self.documents(of: summary), Self.documents(of: summary)) {
            #expect(octets == again)
            let text = String(decoding: octets, as: UTF8.self).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
            #expect(format == "colour" || text.utf8.count == octets.count)
            #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A }, "\(format)")
            #expect(text.utf8.last == 0x0A)
        }
        let text = String(decoding: ScanSummaryTextRenderer().render(summary), as: UTF8.self)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && $0.last != " " })
    }

    @Test("The document is the one that was looked at and kept", arguments: ["txt", "json", "html"])
    func golden(format: String) throws {
        let document = try #require(Self.documents(of: ScanSample.summary).first { $0.0 == format })
        try GoldenFile("render/scan.\(format)").expectEqual(document.1)
    }

    @Test("Text shows hostile names as they are, visibly")
    func hostile() throws {
        try GoldenFile("render/scan-hostile.txt").expectEqual(
            ScanSummaryTextRenderer().render(ScanSample.hostileReport))
    }

    @Test("The JSON fits its schema", arguments: ScanSample.all)
    func schema(name: String, summary: ScanSummary) async throws {
        let octets = ScanSummaryJSONRenderer().render(summary)
        #expect(try await SchemaTests().complaints(about: octets, by: "quada.summary.schema.json") == "")
    }

    @Test(
        "The schema refuses what is no summary",
        arguments: [
            (#""schema" : "quada.summary/1""#, #""schema" : "quada.report/1""#), (#""names" : 1"#, #""names" : -1"#),
            (#""partial" : false"#, #""partial" : null"#), (#""at_fault" : 0"#, #""at_fault" : 4294967296"#),
            (#""ready" : 1"#, #""READY" : 1"#),
        ])
    func refusal(right: String, wrong: String) async throws {
        let json = String(decoding: ScanSummaryJSONRenderer().render(ScanSample.healthy), as: UTF8.self)
        let changed = json.replacing(right, with: wrong)
        #expect(changed != json)
        #expect(
            try await SchemaTests().complaints(about: Array(changed.utf8), by: "quada.summary.schema.json") != "")
    }

    @Test("A browser shows the page without a complaint", arguments: ScanSample.all)
    func browser(name: String, summary: ScanSummary) async throws {
        let page = ScanSummaryHTMLRenderer().render(summary)
        #expect(try await HTMLRendererTests().complaints(about: page) == "")
    }

    @Test(
        "The judges complain of a page that is wrong",
        arguments: [("</svg>", ""), (ScanSummaryHTMLRenderer.chartStyleHash, "A")])
    func control(right: String, wrong: String) async throws {
        let page = String(decoding: ScanSummaryHTMLRenderer().render(ScanSample.healthy), as: UTF8.self)
        let changed = page.replacing(right, with: wrong)
        #expect(changed != page)
        #expect(try await HTMLRendererTests().complaints(about: Array(changed.utf8)) != "")
    }

    @Test("The page has no script, and allows its two style sheets by their hashes")
    func policy() async throws {
        let page = String(decoding: ScanSummaryHTMLRenderer().render(ScanSample.summary), as: UTF8.self)
        let styles = page.components(separatedBy: "<style>").dropFirst().compactMap {
            $0.components(separatedBy: "</style>").first
        }
        #expect(styles.count == 2)
        for (text, expected) in zip(styles, [HTMLRenderer.styleHash, ScanSummaryHTMLRenderer.chartStyleHash]) {
            let result = try await run(
                .name("openssl"), arguments: ["dgst", "-sha256", "-binary"], input: .array(Array(text.utf8)),
                output: .bytes(limit: 64), error: .discarded)
            #expect(Data(result.standardOutput).base64EncodedString() == expected, "the new hash of the style sheet")
            #expect(page.contains("&#39;sha256-\(expected)&#39;"))
        }
        #expect(!page.contains("<script") && !page.contains(" style=") && !page.contains("http://"))
    }

    @Test(
        "A share is told in tenths of a per cent, and is never nothing where there is something",
        arguments: [
            (0, 0, "0.0 %", 0), (0, 7, "0.0 %", 0), (1, 3, "33.3 %", 10), (2, 3, "66.6 %", 20), (3, 3, "100.0 %", 30),
            (1, 1_000_000, "0.1 %", 1), (9, 3, "100.0 %", 30), (.max, .max, "100.0 %", 30),
            (UInt.max / 2, .max, "49.9 %", 15),
        ] as [(UInt, UInt, String, Int)])
    func shares(part: UInt, whole: UInt, percent: String, length: Int) {
        #expect(Share(part, of: whole).percent == percent)
        #expect(Share(part, of: whole).length(of: 30) == length)
    }
}
