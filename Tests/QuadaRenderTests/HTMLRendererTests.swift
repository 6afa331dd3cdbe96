import QuadaReport
import Subprocess
import SystemPackage
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The page, as a parser, a browser and a checker of accessibility see it; none of them is ours.
@Suite(.serialized) struct HTMLRendererTests {
    static let pages: [(String, Report)] = [
        ("balancers", Sample.balancers), ("every-verdict", Sample.everyVerdict), ("hostile", Sample.hostile),
        ("many-servers", Sample.many), ("empty", Sample.empty), ("five-hundred", Sample.fiveHundred),
    ]

    @Test("A browser shows the page without a complaint", arguments: pages)
    func browser(name: String, report: Report) async throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "quada-\(name)-\(UInt32.random(in: 0 ... .max)).html")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(HTMLRenderer().render(report)).write(to: file)
        let program = GoldenFile.repository + "/Tests/QuadaRenderTests/Browser/check.py"
        let result = try await run(
            .path(FilePath(GoldenFile.repository + "/.build/python/bin/python3")), arguments: [program, file.path()],
            output: .string(limit: 65536), error: .string(limit: 65536))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError.suffix(2000))")
        #expect(result.standardOutput == "")
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
