import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The rules' pages, made of the catalogue and of nothing else.
@Suite struct RulePageTests {
    static let remake = """
        'QUADA_RECORD=1 swift test --filter RulePageTests' writes reports/rules.md and the README's table anew
        """

    /// Every octet that a terminal, Markdown or JSON might obey.
    static let hostile: RulePage = {
        let evil = "\u{1B}[2J|<b>*x*</b>`\u{202E}\r\n](https://evil.test) \u{0000}\"\\"
        return RulePage(
            code: "a-code", severity: .notice, scope: .zone, title: evil, rfc: [evil], explanation: evil, impact: evil,
            remedy: evil, productRemedies: [ProductRemedy(product: evil, text: evil, source: "https://<script>|")],
            demonstration: [evil], scenarios: [evil])
    }()

    static let renderers: [any RulesRenderer] = [
        RulesTextRenderer(), RulesTextRenderer(usesColour: true), RulesJSONRenderer(), RulesMarkdownRenderer(),
    ]

    // MARK: - What is kept

    @Test("A page is the one that was looked at and kept")
    func golden() throws {
        let page = try #require(RulePage.catalogue.first { $0.code == "aaaa-cname-missing" })
        try GoldenFile("render/rule-page.txt").expectEqual(RulesTextRenderer().explain([page]))
    }

    @Test("reports/rules.md is what the catalogue gives")
    func written() throws {
        try GoldenFile("rules.md").expectEqual(
            RulesMarkdownRenderer().list(RulePage.catalogue), remake: Self.remake)
    }

    @Test("The README's table is what the catalogue gives")
    func readme() throws {
        let file = GoldenFile("../README.md")
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        let start = try #require(text.firstRange(of: "<!-- rules -->\n")?.upperBound)
        let end = try #require(text.firstRange(of: "<!-- /rules -->\n")?.lowerBound)
        try #require(start <= end)
        let table = String(decoding: RulesMarkdownRenderer().summary(RulePage.catalogue), as: UTF8.self)
        try file.expectEqual(Array((text[..<start] + table + text[end...]).utf8), remake: Self.remake)
    }

    // MARK: - What every format keeps

    @Test("Nothing but printable ASCII and line feeds leaves a renderer", arguments: renderers.indices)
    func printableOnly(index: Int) {
        let pages = RulePage.catalogue + [Self.hostile]
        for octets in [Self.renderers[index].list(pages), Self.renderers[index].explain(pages)] {
            let text = String(decoding: octets, as: UTF8.self).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
            let hasColour = (Self.renderers[index] as? RulesTextRenderer)?.usesColour ?? false
            #expect(hasColour || text.utf8.count == octets.count, "a colour code that nobody asked for")
            #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
            #expect(text.utf8.last == 0x0A)
        }
    }

    @Test("Every format tells every code", arguments: renderers.indices)
    func complete(index: Int) {
        for octets in [
            Self.renderers[index].list(RulePage.catalogue), Self.renderers[index].explain(RulePage.catalogue),
        ] {
            let text = String(decoding: octets, as: UTF8.self)
            for page in RulePage.catalogue { #expect(text.contains(page.code), "\(page.code)") }
        }
    }

    @Test("JSON is an array of objects with the keys that were promised")
    func json() throws {
        let octets = RulesJSONRenderer().list(RulePage.catalogue)
        #expect(try JSONDecoder().decode([RulePage].self, from: Data(octets)) == RulePage.catalogue)
        let objects = try JSONDecoder().decode([[String: Anything]].self, from: Data(octets))
        #expect(objects.count == RulePage.catalogue.count)
        let keys: Set = [
            "code", "severity", "scope", "title", "rfc", "explanation", "impact", "remedy", "product_remedies",
            "demonstration", "scenarios",
        ]
        for object in objects { #expect(Set(object.keys) == keys) }
    }

    /// A value of which only the key matters.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }

    // MARK: - Text

    @Test("No line is wider than the terminal but for the address of a document")
    func width() {
        for octets in [RulesTextRenderer().list(RulePage.catalogue), RulesTextRenderer().explain(RulePage.catalogue)] {
            for line in String(decoding: octets, as: UTF8.self).split(separator: "\n") {
                #expect(line.last != " ")
                if line.count > 80 { #expect(line.trimmingPrefix { $0 == " " }.hasPrefix("https://"), "\(line)") }
            }
        }
    }

    @Test("Colour adds codes and changes no word")
    func colour() {
        let plain = String(decoding: RulesTextRenderer().explain(RulePage.catalogue), as: UTF8.self)
        let painted = String(decoding: RulesTextRenderer(usesColour: true).explain(RulePage.catalogue), as: UTF8.self)
        #expect(painted != plain)
        #expect(painted.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }

    // MARK: - Markdown

    @Test("Every row of a table has as many cells as its head, whatever a text holds")
    func cells() {
        let pages = RulePage.catalogue + [Self.hostile]
        for octets in [RulesMarkdownRenderer().list(pages), RulesMarkdownRenderer().summary(pages)] {
            let rows = String(decoding: octets, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("|") }
            #expect(rows.count == pages.count + 2)
            let counts = Set(rows.map { $0.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" } })
            #expect(counts.count == 1)
        }
    }

    @Test("No text becomes HTML, and every code in the table leads to a page")
    func markdown() {
        let pages = RulePage.catalogue + [Self.hostile]
        let text = String(decoding: RulesMarkdownRenderer().list(pages), as: UTF8.self)
        var isCode = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode else { continue }
            let rest = line.replacing(#/<https://[^ <>]+>/#, with: "").replacing(#/\\./#, with: "")
            #expect(!rest.contains("<") && !rest.contains(">"), "\(line)")
        }
        #expect(!isCode)
        for page in pages {
            #expect(text.contains("](#\(page.code)) |"))
            #expect(text.contains("\n## \(page.code)\n"))
        }
    }

    // MARK: - Codes that do not exist

    @Test(
        "Who writes a code wrong is told the nearest ones",
        arguments: [
            ("aaaa-cname-mising", ["aaaa-cname-missing"]), ("AAAA-NXDOMIAN", ["aaaa-nxdomain"]),
            ("dangling", ["cname-dangling"]), ("xyz", []), ("", []), (String(repeating: "a", count: 4096), []),
        ] as [(String, [String])])
    func nearest(code: String, expected: [String]) {
        let near = RulePage.codes(near: code)
        #expect(near.first == expected.first)
        #expect(near.count <= 3)
    }
}
