import Foundation
import QuadaReport
import Subprocess
import SystemPackage
import Testing

/// NSD, BIND, Knot and PowerDNS, honest, and dnsdist, lying, in a network namespace: the command audits them over real
/// sockets, IPv4 and IPv6, and must say exactly this.
@Suite(.serialized) struct RealServerTests {
    /// A verdict and the findings as `code@address`, sorted.
    struct Expected: Equatable, CustomStringConvertible {
        let verdict: Verdict
        let findings: [String]

        init(_ verdict: Verdict, _ findings: [String] = []) {
            self.verdict = verdict
            self.findings = findings.sorted()
        }

        var description: String { "\(verdict.rawValue) \(findings)" }

        /// All four addresses of the lying front end.
        static func all(_ code: String) -> [String] {
            ["192.0.2.51", "192.0.2.52", "2001:db8::51", "2001:db8::52"].map { "\(code)@\($0)" }
        }
    }

    static let expected: [String: Expected] = [
        "www.alpha.test.": Expected(.ready), "www.beta.test.": Expected(.ready), "www.gamma.test.": Expected(.ready),
        "host.delta.test.": Expected(.ready), "x.wild.alpha.test.": Expected(.ready),
        "www.old.beta.test.": Expected(.ready), "a.b.ent.gamma.test.": Expected(.ready),
        // An empty non-terminal: it exists, and has nothing.
        "b.ent.gamma.test.": Expected(.ipv4Only), "big.gamma.test.": Expected(.ready),
        "v4.alpha.test.": Expected(.ipv4Only, ["aaaa-absent"]), "nix.gamma.test.": Expected(.nonexistent),
        "nix.alpha.test.": Expected(.nonexistent), "www.child.beta.test.": Expected(.ready),
        "child.beta.test.": Expected(.ready),
        "www.empty.test.": Expected(.broken, Expected.all("aaaa-cname-missing") + ["aaaa-hidden"]),
        "www.drop.test.": Expected(.broken, Expected.all("aaaa-no-response") + ["aaaa-hidden"]),
        "www.nxdomain.test.": Expected(.broken, Expected.all("aaaa-nxdomain") + ["aaaa-hidden"]),
        "www.servfail.test.": Expected(.broken, Expected.all("aaaa-rcode") + ["aaaa-hidden"]),
        "www.formerr.test.": Expected(.broken, Expected.all("aaaa-rcode") + ["aaaa-hidden"]),
        "www.notimp.test.": Expected(.broken, Expected.all("aaaa-rcode") + ["aaaa-hidden"]),
        "www.refused.test.": Expected(.broken, Expected.all("aaaa-rcode") + ["aaaa-hidden"]),
        "www.short.test.": Expected(.broken, Expected.all("aaaa-malformed") + ["aaaa-hidden"]),
        "www.tc.test.": Expected(.broken, Expected.all("truncated-tcp-fails") + ["aaaa-hidden"]),
        "www.one-of-four.test.": Expected(.broken, ["aaaa-cname-missing@192.0.2.52", "aaaa-hidden"]),
        "www.slow.test.": Expected(.ready), "www.lossy.test.": Expected(.ready),
    ]

    /// `QUADA_REPEATS=50 swift test --filter QuadaRealServerTests` audits the honest names so often.
    static let repeats = ProcessInfo.processInfo.environment["QUADA_REPEATS"].flatMap { Int($0) } ?? 3

    @Test("real servers get the findings they deserve, and no others")
    func audits() async throws {
        let out = FileManager.default.temporaryDirectory.appending(path: "quada-real-\(UInt32.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: out) }
        let here = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Network/run.sh").path()
        let quada = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quada").path()
        let result = try await run(
            .path(FilePath(here)), arguments: [quada, out.path(), "\(Self.repeats)"], output: .discarded,
            error: .string(limit: 1 << 20))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")

        let audits = try Self.audits(in: out.appending(path: "audit.json"))
        #expect(audits.count == Self.expected.count)
        for (name, expected) in Self.expected.sorted(by: { $0.key < $1.key }) {
            #expect(audits[name] == expected, "\(name)")
        }
        for number in 1...max(1, Self.repeats) {
            for (name, audit) in try Self.audits(in: out.appending(path: "honest-\(number).json")) {
                #expect(audit == Self.expected[name], "\(name), run \(number)")
            }
        }
    }

    private static func audits(in file: URL) throws -> [String: Expected] {
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        return Dictionary(
            uniqueKeysWithValues: report.audits.map { audit in
                let findings = audit.findings.map { $0.code + ($0.server.map { "@\($0.address)" } ?? "") }
                return (audit.name, Expected(audit.verdict, findings))
            })
    }
}
