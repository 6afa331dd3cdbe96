import Foundation
import QuadaReport
import Subprocess
import SystemPackage
import Testing

@testable import QuadaRender

/// The page, as a parser, a browser and a checker of accessibility see it; none of them is ours.
@Suite(.serialized) struct HTMLRendererTests {
    static let pages: [(String, Report)] = [
        ("balancers", Sample.balancers), ("every-verdict", Sample.everyVerdict), ("hostile", Sample.hostile),
        ("many-servers", Sample.many), ("empty", Sample.empty), ("five-hundred", Sample.fiveHundred),
    ]

    @Test("A browser shows the page without a complaint", arguments: pages)
    func browser(name: String, report: Report) async throws {
        #expect(try await complaints(about: HTMLRenderer().render(report)) == "")
    }

    /// What is done to a page, and which judge has to say so.
    static let mistakes: [(String, String, String)] = [
        (" lang=\"en\"", "", "html-has-lang"), ("sha256-\(HTMLRenderer.scriptHash)", "sha256-AAAA", "console: "),
        ("</section>", "", "html5lib: "), ("--dim: #57606a", "--dim: #b0b6bc", "console: "),
        ("<h3>", "<h5>", "html5lib: "),
    ]

    @Test("The judges complain of a page that is wrong", arguments: mistakes)
    func controls(right: String, wrong: String, judge: String) async throws {
        let page = String(decoding: HTMLRenderer().render(Sample.healthy), as: UTF8.self)
        let changed = page.replacing(right, with: wrong)
        #expect(changed != page)
        #expect(try await complaints(about: Array(changed.utf8)).contains(judge))
    }

    @Test("Every colour of a text keeps its distance from every ground it stands on, in light, dark and print")
    func contrast() throws {
        let style = HTMLRenderer.style.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        let palettes = style.matches(of: /:root { color-scheme: light( dark)?;([^}]*)}|:root {( --[^}]*)}/)
        #expect(palettes.count == 3)
        for palette in palettes {
            let text = palette.output.2 ?? palette.output.3 ?? ""
            let colours = Dictionary(
                uniqueKeysWithValues: text.matches(of: /--([a-z0-9]+): #([0-9a-f]{6});/).compactMap { match in
                    Int(match.output.2, radix: 16).map { (String(match.output.1), $0) }
                })
            func expect(_ front: String, on ground: String) throws {
                let ratio = Self.contrast(try #require(colours[front]), try #require(colours[ground]))
                #expect(ratio >= 4.5, "\(front) on \(ground): \(ratio)")
            }
            for front in ["ink", "dim", "good", "fair", "bad", "info", "quiet", "link"] {
                try expect(front, on: "paper")
            }
            for front in ["ink", "dim"] { for ground in ["lane", "lane2"] { try expect(front, on: ground) } }
            for ground in ["good", "fair", "bad", "info", "quiet"] { try expect("on", on: ground) }
        }
    }

    /// WCAG 2.2, "contrast ratio" and "relative luminance".
    private static func contrast(_ first: Int, _ second: Int) -> Double {
        func luminance(_ colour: Int) -> Double {
            let parts = [16, 8, 0].map { (shift: Int) -> Double in
                let value = Double(colour >> shift & 0xFF) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let values = [luminance(first), luminance(second)].sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    /// What a browser and the judges in it say of a page, a line each.
    func complaints(about page: [UInt8]) async throws -> String {
        let name = "page"
        let file = FileManager.default.temporaryDirectory.appending(
            path: "quada-\(name)-\(UInt32.random(in: 0 ... .max)).html")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(page).write(to: file)
        let program = GoldenFile.repository + "/Tests/QuadaRenderTests/Browser/check.py"
        let result = try await run(
            .path(FilePath(GoldenFile.repository + "/.build/python/bin/python3")), arguments: [program, file.path()],
            output: .string(limit: 65536), error: .string(limit: 65536))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError.suffix(2000))")
        return result.standardOutput
    }

    @Test("The page allows its one style sheet and its one script, and they are what it was told")
    func hashes() async throws {
        let page = String(decoding: HTMLRenderer().render(Sample.balancers), as: UTF8.self)
        for (tag, expected) in [("style", HTMLRenderer.styleHash), ("script", HTMLRenderer.scriptHash)] {
            let text = page.components(separatedBy: "<\(tag)>").last?.components(separatedBy: "</\(tag)>").first ?? ""
            let result = try await run(
                .name("openssl"), arguments: ["dgst", "-sha256", "-binary"], input: .array(Array(text.utf8)),
                output: .bytes(limit: 64), error: .discarded)
            #expect(Data(result.standardOutput).base64EncodedString() == expected, "the new hash of the \(tag)")
            #expect(page.contains("\(tag)-src &#39;sha256-\(expected)&#39;"))
        }
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(!page.contains(" style=") && !page.contains("javascript:"))
    }

    @Test("Text of a server is text on the page")
    func hostile() {
        let page = String(decoding: HTMLRenderer().render(Sample.hostile), as: UTF8.self)
        #expect(page.components(separatedBy: "</script>").count == 2)
        #expect(page.contains("&lt;/script&gt;"))
    }

    @Test("The page of the balancers is the one that was looked at and kept")
    func golden() throws {
        try GoldenFile("render/balancers.html").expectEqual(HTMLRenderer().render(Sample.balancers))
    }

    @Test("Five hundred names fit into two megabytes, and the failed ones come first")
    func many() {
        let page = HTMLRenderer().render(Sample.fiveHundred)
        #expect(page.count < 2 << 20, "\(page.count) octets")
        let text = String(decoding: page, as: UTF8.self)
        let rows = text.components(separatedBy: "data-status=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(rows.count == 500)
        #expect(rows.first == "failed" && rows.last == "passed")
    }
}
