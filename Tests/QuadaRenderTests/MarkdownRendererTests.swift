import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct MarkdownRendererTests {
    /// What GitHub's own reader makes of the document: raw HTML is let through, so that any that slipped in is seen.
    private struct Page: Decodable {
        let tags: [String]
        let links: [String]
        /// Outside code, where GitHub looks for names and issues.
        let text: String
        let code: [String]
        /// Cells of each row of a table.
        let cells: [Int]
    }

    private static let program = """
        import json, sys, cmarkgfm, lxml.html
        from cmarkgfm.cmark import Options
        html = cmarkgfm.github_flavored_markdown_to_html(sys.stdin.read(), options=Options.CMARK_OPT_UNSAFE)
        page = lxml.html.document_fromstring("<body>" + html + "</body>")
        body = page.find("body")
        text = " ".join(t for t in body.xpath(".//text()[not(ancestor::code or ancestor::a or ancestor::pre)]"))
        json.dump({
            "tags": sorted({str(e.tag) for e in body.iterdescendants()}), "links": [a.get("href") for a in body.iter("a")],
            "text": text, "code": [c.text_content() for c in body.iter("code")],
            "cells": [len(r) for r in body.iter("tr")]}, sys.stdout)
        """

    private func read(_ report: Report, atMost maximum: Int = 65_000) async throws -> Page {
        try await Foreign.python(
            Self.program, input: MarkdownRenderer(maximumOctets: maximum).render(report), as: Page.self)
    }

    /// Everything that Markdown or GitHub obeys, in every text that a network could bring.
    static let evil: Report = {
        let text =
            "@octocat @org/team #1 GH-2 org/repo#3 www.evil.test https://evil.test/x mail@evil.test <b>b</b> <!-- c --> "
            + "![i](https://evil.test/i.png) [l](https://evil.test) `code` ``` ~~s~~ **b** _i_ | cell | :tada: 2001:db8:100::1 "
            + "&copy; $x$ </details> <script>alert(1)</script> \\` \\| # h\n# h\n- l\n```\n</details>\n\n> q\n\n    code"
        var report = Sample.hostile
        var finding = report.audits[0].findings[0]
        finding.title = text
        finding.detail = text
        finding.effect = text
        finding.remedy = text
        finding.name = text
        finding.zone = text
        finding.code = text
        finding.key = text
        finding.rfc = [text]
        finding.reproduce = text
        finding.server = ServerReference(name: text, address: text)
        finding.productRemedies = [ProductRemedy(product: text, text: text, source: "a manual")]
        finding.location = SourceLocation(file: text, line: 3)
        report.audits[0].name = text
        report.audits[0].reason = text
        report.audits[0].findings = [finding]
        report.audits[0].status = .failed
        report.audits[0].evidence[0].lines = [text, "````"]
        var clean = Sample.healthyAudit(text)
        clean.findings = []
        report.audits.append(clean)
        report.notes = [text]
        report.gate.policy = text
        report.subject = Subject(zone: text, source: .file, place: text)
        return report
    }()

    static let pages: [(Report, Int)] = (Sample.all + [evil]).flatMap { report in
        [(report, 65_000), (report, 0)]
    }

    @Test("GitHub's reader finds our tags, our links and whole tables, whatever a name holds", arguments: pages.indices)
    func foreign(index: Int) async throws {
        let (report, maximum) = Self.pages[index]
        let page = try await read(report, atMost: maximum)
        let ours: Set = [
            "h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "ul", "li", "a",
            "details", "summary",
        ]
        #expect(Set(page.tags).subtracting(ours) == [])
        let links = page.links.filter {
            !$0.hasPrefix("https://www.rfc-editor.org/rfc/rfc") && !$0.hasPrefix("https://vendor.test/")
        }
        #expect(links == [])
        #expect(page.cells.allSatisfy { $0 == 5 })
        #expect(!page.text.contains(#/@[A-Za-z0-9]/#), "somebody is called")
        #expect(!page.text.contains(#/#[0-9]/#), "an issue is meant")
        #expect(!page.text.contains(#/(?i)gh-[0-9]/#), "an issue is meant")
        #expect(!page.text.contains(#/:[a-z0-9]+:/#), "a picture is meant")
    }

    @Test("A command is read back as it is, in a block of code")
    func commands() async throws {
        for report in [Sample.balancers, Self.evil] {
            let page = try await read(report)
            let command = try #require(report.audits[0].findings[0].reproduce)
            #expect(page.code.contains(command.visible + "\n"))
        }
    }

    /// So many names with so many faults each.
    private func large(names: Int, faults: Int) -> Report {
        var report = Sample.report(
            (0..<names).map { number in
                var audit = NameAudit(
                    name: "www\(number).large.test.", verdict: .broken, reason: "something is wrong with it",
                    findings: (0..<faults).map { fault in
                        var finding = Sample.finding(
                            "a-code-\(fault)", Severity.allCases[fault % 3],
                            ServerReference(name: "ns1.large.test.", address: "192.0.2.\(number % 250)"))
                        finding.key = "\(number) \(fault)"
                        finding.detail += " at \(number)"
                        finding.effect += " at \(number)"
                        finding.evidence = ["e1"]
                        return finding
                    },
                    evidence: [
                        EvidenceEntry(
                            id: "e1", question: "q", server: ServerReference(name: "ns1.", address: "192.0.2.1"),
                            outcome: .silence, sentAt: Milliseconds(0), attempts: Sample.attempts(1),
                            lines: [";; no response"])
                    ])
                audit.status = faults == 0 ? .passed : .failed
                return audit
            })
        report.notes = (0..<10).map { "note \($0)" }
        return report
    }

    @Test(
        "However much was found, the document is short enough, whole, and says what is missing",
        arguments: [(1, 3), (200, 1), (3000, 0), (20, 60), (2000, 9)], [0, 40_000, 65_000])
    func length(size: (names: Int, faults: Int), maximum: Int) async throws {
        let report = large(names: size.names, faults: size.faults)
        let octets = MarkdownRenderer(maximumOctets: maximum).render(report)
        #expect(octets.count <= max(maximum, MarkdownRenderer.leastMaximum))
        let page = try await read(report, atMost: maximum)
        #expect(page.cells.allSatisfy { $0 == 5 })
        let text = String(decoding: octets, as: UTF8.self)
        for tag in ["details", "summary"] {
            #expect(text.split(separator: "<\(tag)>").count == text.split(separator: "</\(tag)>").count)
        }
        #expect(text.split(separator: "\n").count { $0.hasPrefix("```") }.isMultiple(of: 2))
        let blocks = text.split(separator: "\n").count { $0.hasPrefix("### ") }
        let missing = text.matches(of: #/([0-9]+) blocks? of (errors|warnings|notices)/#).compactMap {
            Int($0.output.1)
        }
        #expect(blocks + missing.reduce(0, +) == report.faults.count)
        let clean = text.matches(of: #/([0-9]+) names? that passed/#).compactMap { Int($0.output.1) }.first ?? 0
        #expect(
            clean + text.split(separator: "\n").count { $0.hasPrefix("- `www") } == (size.faults == 0 ? size.names : 0))
    }

    @Test("Evidence goes before a notice, a notice before a warning, a warning before an error")
    func order() {
        let report = large(names: 60, faults: 3)
        var seen: [Set<String>] = []
        for maximum in stride(from: 16_384, through: 260_000, by: 8_000) {
            let text = String(decoding: MarkdownRenderer(maximumOctets: maximum).render(report), as: UTF8.self)
            let kinds = ["### error", "### warning", "### notice", "<summary>Evidence"].filter(text.contains)
            seen.append(Set(kinds))
            #expect(!kinds.contains("### warning") || !text.contains("blocks of errors"))
            #expect(!kinds.contains("### notice") || !text.contains("blocks of warnings"))
            #expect(!kinds.contains("<summary>Evidence") || !text.contains("blocks of notices"))
        }
        #expect(Set(seen).count == 4, "each stage was met")
    }

    @Test(
        "An RFC's section is a link to it",
        arguments: [
            ("RFC 4074, section 4.2", "https://www.rfc-editor.org/rfc/rfc4074#section-4.2"),
            ("RFC 1034 sections 3.6.2 and 4.3.2", "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2"),
            ("RFC 8020", "https://www.rfc-editor.org/rfc/rfc8020"),
            ("RFC 8906, appendix A", "https://www.rfc-editor.org/rfc/rfc8906"),
            ("RFC 1035, section )", "https://www.rfc-editor.org/rfc/rfc1035"), ("RFC", nil), ("RFC 0", nil),
            ("RFC -1", nil), ("a book, section 3", nil), ("", nil),
        ])
    func links(reference: String, address: String?) {
        #expect(RFCLink.address(of: reference) == address)
    }
}
