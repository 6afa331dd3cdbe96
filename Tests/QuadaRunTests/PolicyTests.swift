import Foundation
import QuadaPolicy
import QuadaReport
import QuadaYAML
import Subprocess
import SystemPackage
import Testing

/// What a policy says, what it does to an audit, and what is no policy.
@Suite struct PolicyTests {
    static let patterns: [(String, String, Bool)] = [
        ("www.example.test", "www.example.test.", true), ("WWW.example.test.", "www.EXAMPLE.test.", true),
        ("www.example.test", "xwww.example.test.", false), ("*.example.test", "a.b.example.test.", true),
        ("*.example.test", "example.test.", false), ("*", ".", true), ("web-?.test", "web-1.test.", true),
        ("web-?.test", "web-12.test.", false), ("*a*b", "xaxxb.", true), ("*a*b", "xaxxbx.", false),
        ("\\*.w.test", "*.w.test.", true), ("\\*.w.test", "x.w.test.", false), ("a\\032b.test", "a\\032b.test.", true),
        (String(repeating: "*a", count: 60), String(repeating: "a", count: 59) + "b.", false),
    ]

    @Test("a pattern matches whole names, without case", arguments: patterns)
    func pattern(text: String, name: String, expected: Bool) throws {
        #expect(try #require(NamePattern(text)).matches(name) == expected)
    }

    @Test(
        "a day is one of the calendar",
        arguments: [
            ("2026-11-23", true), ("2024-02-29", true), ("2026-02-29", false), ("2026-13-01", false),
            ("2026-1-1", false), ("2026-11-31", false), ("20261123", false), ("1900-01-01", false), ("", false),
        ])
    func day(text: String, expected: Bool) {
        #expect((CalendarDay(text)?.description == text) == expected)
    }

    /// A policy, and where and why it is refused; those with a `true` are refused by the schema, too.
    static let refused: [(String, String, Bool)] = [
        ("nmaes: []", "p:1: unknown key 'nmaes'; known are bounds, fail-on, hints", true),
        ("names:\n  - {match: x}", "p:2: an entry of names says aaaa:, severities: or both", true),
        ("names:\n  - {aaaa: required}", "p:2: an entry of names needs match: and a pattern", true),
        ("names:\n  - match: x\n    aaaa: must", "p:3: one of required, optional, forbidden is wanted here", true),
        ("names: {match: x, aaaa: required}", "p:1: a list is wanted here", true),
        (
            "severities: {zone-no-ipv6: error}", "p:1: 'zone-no-ipv6' is no rule; did you mean zone-no-ipv6-server",
            false
        ),
        ("severities: {zone-no-ipv6-server: fatal}", "p:1: one of error, warning, notice is wanted here", true),
        ("fail-on: always", "p:1: error, warning, notice or never is wanted here", true),
        ("\nbounds: {queries: many}", "p:2: a number from 10 to 1000000 is wanted here", true),
        ("pacing: {in-flight: 0}", "p:1: a number from 1 to 10000 is wanted here", true),
        (
            "waivers:\n  - {match: x, codes: [aaaa-absent], expires: 2027-01-01}",
            "p:2: a waiver needs a reason: somebody will ask", true
        ),
        (
            "waivers:\n  - {match: x, codes: [aaaa-absent], reason: \" \", expires: 2027-01-01}",
            "p:2: a waiver needs a reason", true
        ),
        ("waivers:\n  - {match: x, codes: [aaaa-absent], reason: y}", "p:2: a waiver needs expires", true),
        ("waivers:\n  - {match: x, reason: y, expires: 2027-01-01}", "p:2: a waiver needs codes", true),
        (
            "waivers:\n  - match: x\n    codes: [aaaa-absent]\n    reason: y\n    expires: tomorrow",
            "p:5: 'tomorrow' is not a day of the calendar, as in 2027-01-31", true
        ),
        (
            "waivers:\n  - {match: x, codes: [aaaa-absent], reason: y, expires: 2027-02-29}",
            "p:2: '2027-02-29' is not a day of the calendar", false
        ),
        (
            "waivers:\n  - {match: x, codes: aaaa-absent, servers: ns1, reason: y, expires: 2027-01-01}",
            "p:2: 'ns1' is not an IP address", false
        ),
        ("names: [", "p:", false), ("", "p: the file is empty", false), ("- x", "p:1: a mapping is wanted here", true),
    ]

    @Test("what is no policy is refused with its line", arguments: refused)
    func refuses(text: String, expected: String, bySchema: Bool) throws {
        let error = #expect(throws: YAMLError.self) { try PolicyFile(text: text, source: "p") }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test("the schema refuses what has another shape, and takes what is a policy")
    func schema() async throws {
        let kept = try String(
            contentsOf: Command.root.appending(path: "fixtures/guarded-zone/quada.yaml"), encoding: .utf8)
        let everything = """
            fail-on: never
            names: [{match: [a, "*.b"], aaaa: forbidden, severities: {aaaa-absent: error}}]
            severities: {aaaa-absent: warning}
            waivers: [{match: x, codes: aaaa-absent, servers: 192.0.2.1, reason: y, expires: "2027-01-01"}]
            bounds: {referrals: 5, links: 5, server-names: 5, addresses: 5, queries: 50}
            pacing: {queries-per-second: 5, in-flight: 5, names-at-once: 5}
            hints: root.hints
            """
        let texts = Self.refused.filter(\.2).map(\.0) + [kept, everything]
        _ = try PolicyFile(text: everything, source: "p")
        // PyYAML reads an unquoted day as a date, which JSON does not have.
        let program = """
            import datetime, json, sys, yaml
            from jsonschema import Draft202012Validator
            schema = json.load(open("reports/quada.config.schema.json"))
            Draft202012Validator.check_schema(schema)
            for text in json.load(sys.stdin):
                value = json.loads(json.dumps(yaml.safe_load(text), default=str))
                print(int(Draft202012Validator(schema).is_valid(value)))
            """
        let result = try await run(
            .path(FilePath(Command.root.appending(path: ".build/python/bin/python3").path())),
            arguments: ["-c", program], workingDirectory: FilePath(Command.root.path()),
            input: .data(try JSONEncoder().encode(texts)), output: .string(limit: 65536), error: .string(limit: 65536))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        let valid = result.standardOutput.split(separator: "\n").map { $0 == "1" }
        #expect(valid == Self.refused.filter(\.2).map { _ in false } + [true, true])
    }

    @Test("bounds, pacing and hints hold for the run, and options come before them")
    func runs() async throws {
        let folder = try TestFolder()
        func audit(_ policy: String, _ more: [String] = []) async throws -> Command.Result {
            try folder.write(policy + "\n", to: "quada.yaml")
            return try await Command.run(
                ["audit", "--config", folder.file("quada.yaml"), "--format", "json"] + more)
        }
        let lab = ["--lab", "fixtures/gtm-2014.yaml", "www.shop.test"]
        func report(_ result: Command.Result) throws -> Report {
            try JSONDecoder().decode(Report.self, from: Data(result.stdout.utf8))
        }
        func seconds(_ report: Report) -> Int64 {
            (report.finished.millisecondsSince1970 - report.started.millisecondsSince1970) / 1000
        }
        let usual = try report(try await audit("fail-on: error", lab))
        let slow = try report(try await audit("pacing: {queries-per-second: 1}", lab))
        #expect(seconds(slow) > seconds(usual) + 5)
        let bounded = try report(try await audit("bounds: {queries: 20, links: 3}", lab))
        #expect(bounded.vantage.bounds.contains { $0.name == "queries for a name" && $0.limit == 20 })
        #expect(bounded.vantage.bounds.contains { $0.name == "links" && $0.limit == 3 })
        #expect(bounded.audits.flatMap(\.findings).contains { $0.code == "bound-exceeded" })
        #expect(try await audit("fail-on: never", lab).status == 0)
        #expect(try await audit("fail-on: never", lab + ["--fail-on", "error"]).status == 1)
        // Hints are looked for beside the policy.
        let hints = try await audit("hints: gone.hints", ["www.shop.test"])
        #expect(hints.status == 2)
        #expect(hints.stderr.contains("\(folder.file("gone.hints")): No such file or directory"), "\(hints.stderr)")
    }

    // MARK: - Judgement

    static let today = "2026-11-23"

    private func judged(_ policy: String, _ audit: NameAudit, failOn: Severity? = .error) throws -> NameAudit {
        let policy = try PolicyFile(text: policy, source: "p").policy
        return Judgement(failOn: failOn, policy: policy, today: try #require(CalendarDay(Self.today))).applied(
            to: audit)
    }

    private func audit(_ verdict: Verdict, ipv6: [String] = [], _ codes: [(String, Severity)] = []) -> NameAudit {
        NameAudit(
            name: "www.example.test.", verdict: verdict, reason: "", addresses: Addresses(ipv6: ipv6),
            findings: codes.map { code, severity in
                FindingEntry(
                    code: code, severity: severity, name: "www.example.test.", zone: "example.test.",
                    server: ServerReference(name: "ns.", address: "192.0.2.1"), title: "", detail: "", effect: "",
                    rfc: [], remedy: "")
            })
    }

    @Test("the first entry that matches and says something decides")
    func entries() throws {
        let policy = """
            names:
              - {match: "www.*", severities: {edns-broken: notice}}
              - {match: "www.*", aaaa: optional}
              - {match: "*", aaaa: required}
            severities: {edns-broken: error, aaaa-absent: error}
            """
        let judged = try judged(policy, audit(.degraded, [("edns-broken", .warning), ("aaaa-absent", .notice)]))
        #expect(judged.expectation == .optional)
        #expect(judged.findings.map(\.code) == ["aaaa-absent", "edns-broken"])
        #expect(judged.findings.map(\.severity) == [.error, .notice])
        #expect(judged.findings.map(\.declaredSeverity) == [.notice, .warning])
        #expect(judged.status == .failed)
    }

    @Test("AAAA that is required and missing, or forbidden and there, is a finding")
    func demands() throws {
        #expect(
            try judged("names: [{match: '*', aaaa: required}]", audit(.ipv4Only)).findings.map(\.code) == [
                "aaaa-required"
            ])
        #expect(try judged("names: [{match: '*', aaaa: required}]", audit(.indeterminate)).findings.isEmpty)
        #expect(
            try judged("names: [{match: '*', aaaa: required}]", audit(.ready, ipv6: ["2001:db8::1"])).status == .passed)
        let forbidden = try judged("names: [{match: '*', aaaa: forbidden}]", audit(.ready, ipv6: ["2001:db8::1"]))
        #expect(forbidden.findings.map(\.code) == ["aaaa-forbidden"] && forbidden.status == .failed)
    }

    static func waiver(_ expires: String, _ more: String = "") -> String {
        "waivers: [{match: 'www.*', codes: aaaa-nxdomain, reason: because, expires: \(expires)\(more)}]"
    }

    @Test("a waiver holds through its last day, then fails whatever the severity")
    func waivers() throws {
        let error = audit(.broken, [("aaaa-nxdomain", .error)])
        #expect(try judged(Self.waiver("2026-11-23"), error).status == .passed)
        let expired = try judged(Self.waiver("2026-11-22"), error)
        #expect(expired.status == .failed)
        #expect(expired.findings.first?.waiver?.isExpired == true)
        #expect(expired.findings.first?.waiver?.location.description == "p:1")
        #expect(try judged(Self.waiver("2026-11-22"), audit(.ready, [("aaaa-nxdomain", .notice)])).status == .failed)
        #expect(try judged(Self.waiver("2027-01-01", ", servers: 192.0.2.9"), error).status == .failed)
        #expect(try judged(Self.waiver("2027-01-01", ", servers: 192.0.2.1"), error).status == .passed)
    }

    @Test("what the earlier report had does not fail again, what it had waived does")
    func baseline() throws {
        let day = try #require(CalendarDay(Self.today))
        func report(_ audit: NameAudit) -> Report {
            Report(
                tool: .quada, started: .now, finished: .now,
                vantage: Vantage(network: .lab, ipv4: true, ipv6: true, seed: 1, preflight: .skipped), audits: [audit])
        }
        let error = audit(.broken, [("aaaa-nxdomain", .error)])
        let known = Judgement(baseline: Baseline(report(error), place: "old"), today: day).applied(to: error)
        #expect(known.status == .passed && known.findings.map(\.baseline) == [.known])
        let other = audit(.broken, [("aaaa-rcode", .error)])
        let new = Judgement(baseline: Baseline(report(error), place: "old"), today: day).applied(to: other)
        #expect(new.status == .failed && new.findings.map(\.baseline) == [.new])
        let waived = try judged(Self.waiver("2027-01-01"), error)
        #expect(
            Judgement(baseline: Baseline(report(waived), place: "old"), today: day).applied(to: error).status == .failed
        )
        let unclear = audit(.indeterminate)
        #expect(
            Judgement(baseline: Baseline(report(unclear), place: "old"), today: day).applied(to: unclear).status
                == .passed)
        #expect(Judgement(today: day).applied(to: unclear).status == .inconclusive)
    }
}
