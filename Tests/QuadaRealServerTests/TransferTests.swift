import Foundation
import QuadaReport
import Subprocess
import SystemPackage
import Testing

/// Zone transfers from NSD, BIND and Knot, signed and not, by the command.
@Suite(.serialized) struct TransferTests {
    static let servers = [1: "NSD", 2: "BIND", 3: "Knot"]

    /// What standard error says, by the case; any of the texts.
    static let refusals: [String: [String]] = [
        "unsigned": ["the server says REFUSED; it may allow", "the server says NOTAUTH; it may allow"],
        "wrong": ["(BADSIG): the secret is another there"],
        "unknown": ["(BADKEY): its name or algorithm is another there"],
        "elsewhere": ["the server says NOTAUTH", "the server says REFUSED"],
    ]

    @Test("a zone comes whole or not at all, and the reason is told")
    func transfers() async throws {
        let out = FileManager.default.temporaryDirectory.appending(path: "quada-axfr-\(UInt32.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: out) }
        let here = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transfer/run.sh").path()
        let quada = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quada").path()
        let result = try await run(
            .path(FilePath(here)), arguments: [quada, out.path()], output: .discarded, error: .string(limit: 1 << 20))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")

        func text(_ name: String) -> String {
            (try? String(contentsOf: out.appending(path: name), encoding: .utf8)) ?? ""
        }
        func expectRefusal(_ name: String, _ words: [String]) {
            #expect(text("\(name).status") == "2\n", "\(name)")
            #expect(words.contains { text("\(name).stderr").contains($0) }, "\(name): \(text("\(name).stderr"))")
            #expect(text("\(name).json").isEmpty, "\(name): a report of a zone that did not come")
        }
        for (number, server) in Self.servers {
            for (name, records) in [("signed", 20_005), ("line", 20_005), ("open", 5)] {
                let name = "\(name)-\(number)"
                #expect(text("\(name).status") == "0\n", "\(server), \(name): \(text("\(name).stderr"))")
                let report = try JSONDecoder().decode(Report.self, from: Data(text("\(name).json").utf8))
                #expect(report.subject?.records == records, "\(server), \(name)")
                #expect(report.subject?.serial == 7)
                #expect(report.audits.map(\.verdict) == [.ready], "\(server), \(name)")
                #expect(report.audits.map(\.roles) == [[.a, .aaaa]])
            }
            for (name, words) in Self.refusals { expectRefusal("\(name)-\(number)", words) }
        }
        expectRefusal("cut", ["cut off behind ", "the server closed the connection"])
        expectRefusal("stalled", ["the server says nothing more"])
        expectRefusal("refused", ["the connection was refused: nothing listens there on TCP"])
        expectRefusal("unreachable", ["no route from here"])
    }
}
