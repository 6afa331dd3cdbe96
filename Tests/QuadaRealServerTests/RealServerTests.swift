import Foundation
import QuadaReport
import Subprocess
import SystemPackage
import Testing

/// NSD, BIND, Knot, PowerDNS and gdnsd, honest, and dnsdist, lying, in a network namespace: the command audits them over real
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

    /// What five zones have in common, by label; each zone is served by other software.
    static let inEveryZone: [String: Expected] = [
        "to-both": Expected(.ready), "x.any": Expected(.ready),
        "to-four": Expected(.ipv4Only, ["aaaa-absent"]),
        // NXDOMAIN beside an alias speaks of the alias's target (RFC 6604, section 3).
        "to-nothing": Expected(.nonexistent, ["cname-dangling"]), "nothing": Expected(.nonexistent),
        // An empty non-terminal: it exists, and has nothing.
        "ent": Expected(.ipv4Only),
    ]

    /// Nobody may be accused for these, however often they are audited.
    static let honest: [String: Expected] = [
        "www.alpha.test.": Expected(.ready), "www.beta.test.": Expected(.ready), "www.gamma.test.": Expected(.ready),
        "host.delta.test.": Expected(.ready), "x.wild.alpha.test.": Expected(.ready),
        "www.old.beta.test.": Expected(.ready), "a.b.ent.gamma.test.": Expected(.ready),
        "b.ent.gamma.test.": Expected(.ipv4Only), "big.gamma.test.": Expected(.ready),
        "v4.alpha.test.": Expected(.ipv4Only, ["aaaa-absent"]), "nix.gamma.test.": Expected(.nonexistent),
        "nix.alpha.test.": Expected(.nonexistent), "www.child.beta.test.": Expected(.ready),
        "child.beta.test.": Expected(.ready), "www.glueless.test.": Expected(.ready),
        "www.slow.test.": Expected(.ready), "www.hidden.test.": Expected(.ready), lossy: Expected(.ready),
    ].merging(
        ["alpha", "beta", "gamma", "delta", "epsilon"].flatMap { zone in
            inEveryZone.map { ("\($0.key).\(zone).test.", $0.value) }
        },
        uniquingKeysWith: { first, _ in first })

    /// One query in five is lost. That may leave something untold, but it is nobody's fault.
    static let lossy = "www.lossy.test."

    static let accused: [String: Expected] = [
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
    ]

    /// What each zone's servers run, by the zone; by the server's name where its zone has two kinds.
    static let software: [String: String] = [
        "alpha.test.": "NSD high", "beta.test.": "BIND high", "gamma.test.": "Knot DNS high",
        "delta.test.": "PowerDNS high", "epsilon.test.": "gdnsd high",
        // Without version and identity: what their refusals tell, and no more.
        "ns1.hidden.test.": "NSD low", "ns2.hidden.test.": "BIND low",
        // dnsdist hands the questions on to the NSD behind it, and lies about AAAA: the shape of another product.
        "drop.test.": "NSD high",
    ]

    /// `QUADA_REPEATS=50 swift test --filter QuadaRealServerTests` audits the honest names so often.
    static let repeats = max(1, ProcessInfo.processInfo.environment["QUADA_REPEATS"].flatMap { Int($0) } ?? 3)

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

        let everything = Self.honest.merging(Self.accused, uniquingKeysWith: { first, _ in first })
        var lossy = [try Self.compare(out.appending(path: "audit.json"), with: everything)]
        for number in 1...Self.repeats {
            lossy.append(try Self.compare(out.appending(path: "honest-\(number).json"), with: Self.honest))
        }
        try Self.compareSoftware(out.appending(path: "software.json"))
        // Were it always left untold, nothing would be retried.
        #expect(lossy.contains(.ready))
    }

    /// Expects exactly these audits in a report.
    ///
    /// - Returns: The verdict on the lossy name, which may be `ready` or `indeterminate`.
    private static func compare(_ file: URL, with expected: [String: Expected]) throws -> Verdict? {
        let audits = try Self.audits(in: file)
        #expect(Set(audits.keys) == Set(expected.keys), "\(file.lastPathComponent)")
        for (name, expected) in expected.sorted(by: { $0.key < $1.key }) {
            let allowed = name == lossy ? [expected, Expected(.indeterminate)] : [expected]
            #expect(
                audits[name].map(allowed.contains) == true,
                "\(file.lastPathComponent): \(name) is \(audits[name]?.description ?? "missing"), not \(expected)")
        }
        return audits[lossy]?.verdict
    }

    /// Expects the right product at every server, and a version that is a version's.
    private static func compareSoftware(_ file: URL) throws {
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        #expect(report.audits.count == 4)
        var seen: Set<String> = []
        for link in report.audits.flatMap(\.chain) {
            for row in link.servers {
                let key = software[row.name] == nil ? link.zone ?? "" : row.name
                let hint = row.software.map { "\($0.product) \($0.confidence.rawValue)" }
                #expect(hint == software[key], "\(row.name) \(row.address): \(row.software?.traits ?? [])")
                #expect((row.software?.version?.contains(/^[0-9]/) == true) == (row.software?.confidence == .high))
                seen.insert(key)
            }
        }
        #expect(seen == Set(software.keys))
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
