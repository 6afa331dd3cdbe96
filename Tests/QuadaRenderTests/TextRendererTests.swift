import QuadaReport
import Testing

@testable import QuadaRender

@Suite struct TextRendererTests {
    static let goldens: [(String, Report)] = [
        ("balancers", Sample.balancers), ("many-servers", Sample.many), ("hostile", Sample.hostile),
        ("every-verdict", Sample.everyVerdict),
    ]

    @Test("The text is the one that was looked at and kept", arguments: goldens)
    func golden(name: String, report: Report) throws {
        try GoldenFile("render/\(name).txt").expectEqual(TextRenderer().render(report))
    }

    @Test(
        "No line is wider than the terminal, one overlong word of a command or a source excepted", arguments: Sample.all
    )
    func width(report: Report) {
        for line in lines(TextRenderer().render(report)) where line.count > 80 {
            let word = line.trimmingPrefix { $0 == " " }
            #expect(word.hasPrefix("'") || !word.contains(" "), "too wide: \(line)")
        }
    }

    @Test("Three products are named beside a finding, and where the others are")
    func products() throws {
        var finding = Sample.finding("a-code", .error)
        finding.productRemedies = (1...5).map { Sample.productRemedy("Balancer \($0)") }
        var audit = Sample.healthyAudit("www.good.test.")
        audit.findings = [finding]
        let text = String(decoding: TextRenderer().render(Sample.report([audit])), as: UTF8.self)
        for number in 1...3 { #expect(text.contains("Balancer \(number): ")) }
        #expect(!text.contains("Balancer 4"))
        #expect(text.contains("2 more: quada explain a-code"))
    }

    @Test("No line ends in spaces", arguments: Sample.all)
    func trailingSpaces(report: Report) {
        #expect(lines(TextRenderer().render(report)).allSatisfy { $0.last != " " })
    }

    @Test("Colour adds codes and changes no word", arguments: Sample.all)
    func colour(report: Report) {
        let plain = String(decoding: TextRenderer().render(report), as: UTF8.self)
        let painted = String(decoding: TextRenderer(usesColour: true).render(report), as: UTF8.self)
        #expect(painted != plain)
        #expect(painted.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }

    @Test(
        "With all evidence, every exchange that a finding points at is there once, with its octets",
        arguments: Sample.all)
    func allEvidence(report: Report) {
        let text = lines(TextRenderer(showsAllEvidence: true).render(report))
        let pointed = Set(report.audits.flatMap { audit in audit.findings.flatMap(\.evidence) })
        for entry in report.audits.flatMap(\.evidence) where pointed.contains(entry.id) {
            #expect(text.count { $0.contains("Evidence  \(entry.id):") } == 1)
        }
        let queries = report.audits.flatMap(\.evidence).filter { $0.query != nil && pointed.contains($0.id) }
        #expect(text.count { $0.hasPrefix("    ;; query, ") } == queries.count)
        // What has no blank in it is not broken: a quoted word of a command, the address of a document.
        for line in text where line.count > 80 {
            let words = line.trimmingPrefix { $0 == " " }
            #expect(words.hasPrefix("'") || !words.contains(" "), "\(line)")
        }
        #expect(text.allSatisfy { $0.last != " " })
    }

    @Test("A dump has 32 octets a line behind their offset")
    func dump() {
        let text = lines(TextRenderer(showsAllEvidence: true).render(Sample.hostile))
        #expect(text.contains("    ;; query, 300 octets:"))
        #expect(text.contains { $0 == "    0000  " + String(repeating: "00ff", count: 16) })
        #expect(text.contains { $0 == "    0120  " + String(repeating: "00ff", count: 6) })
    }

    @Test("The verdict is the first word")
    func verdictFirst() {
        #expect(lines(TextRenderer().render(Sample.balancers)).first == "BROKEN  www.shop.test.")
    }

    @Test("One fault at four servers is one block that names all four")
    func grouping() {
        let text = lines(TextRenderer().render(Sample.balancers))
        #expect(text.count { $0.hasPrefix("ERROR") } == 1)
        #expect(text.count { $0.hasPrefix("    FAULT") } == 4)
        let block = text.drop { !$0.hasPrefix("ERROR") }.joined(separator: " ")
        for address in ["192.0.2.49", "192.0.2.50", "192.0.2.51", "192.0.2.52"] {
            #expect(block.contains(address))
        }
    }

    @Test("Forty servers fold to a few lines, and every faulty one is still named")
    func folding() {
        let text = lines(TextRenderer().render(Sample.many))
        #expect(text.count { $0.hasPrefix("    ok") || $0.hasPrefix("    FAULT") } == 8)
        let block = text.drop { !$0.hasPrefix("ERROR") }.joined(separator: " ")
        for number in stride(from: 7, through: 35, by: 7) { #expect(block.contains("ns\(number).many.test.")) }
    }

    @Test(
        "Whatever is not printable ASCII is written out",
        arguments: [
            ("plain", "plain"), ("\u{1B}[31m", "\\u{1B}[31m"), ("a\nb\tc", "a\\u{A}b\\u{9}c"),
            ("\u{9B}2J", "\\u{9B}2J"), ("\u{202E}x", "\\u{202E}x"), ("\u{7F}\u{0}", "\\u{7F}\\u{0}"),
            ("é\u{1F4A9}", "\\u{E9}\\u{1F4A9}"), ("\r\n", "\\u{D}\\u{A}"), ("", ""),
        ])
    func visible(text: String, expected: String) {
        #expect(text.visible == expected)
        #expect(text.visible.visible == expected)
    }

    private func lines(_ octets: [UInt8]) -> [Substring] {
        String(decoding: octets, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
    }
}
