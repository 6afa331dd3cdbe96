import QuadaReport
import Subprocess
import Testing

@testable import QuadaRender

@Suite struct ReportTests {
    static func audit(_ verdict: Verdict, _ severities: [Severity] = [], ipv6: [String] = ["2001:db8::1"]) -> NameAudit
    {
        NameAudit(
            name: "www.test.", verdict: verdict, reason: "", addresses: Addresses(ipv6: ipv6),
            findings: severities.map { Sample.finding("a-code", $0) })
    }

    typealias Row = (audits: [NameAudit], failOn: Severity?, requireAAAA: Bool, expected: QuadaReport.ExitStatus)

    static let rows: [Row] = [
        ([], .error, true, .clean),
        ([audit(.ready)], .error, true, .clean),
        ([audit(.ready, [.notice])], .warning, false, .clean),
        ([audit(.degraded, [.warning])], .error, false, .clean),
        ([audit(.degraded, [.warning])], .warning, false, .findings),
        ([audit(.degraded, [.warning])], .notice, false, .findings),
        ([audit(.broken, [.error])], .error, false, .findings),
        ([audit(.broken, [.error])], nil, false, .clean),
        ([audit(.ipv4Only, [.notice], ipv6: [])], .error, false, .clean),
        ([audit(.ipv4Only, [.notice], ipv6: [])], .error, true, .findings),
        ([audit(.ipv4Only, ipv6: [])], nil, true, .clean),
        ([audit(.nonexistent, ipv6: [])], .error, false, .clean),
        ([audit(.nonexistent, ipv6: [])], .error, true, .findings),
        ([audit(.indeterminate, ipv6: [])], .error, false, .indeterminate),
        ([audit(.indeterminate, ipv6: [])], nil, true, .indeterminate),
        ([audit(.indeterminate, [.error], ipv6: [])], .error, false, .findings),
        ([audit(.ready), audit(.indeterminate)], .error, false, .indeterminate),
        ([audit(.indeterminate), audit(.broken, [.error])], .error, false, .findings),
        ([audit(.broken, [.error]), audit(.indeterminate), audit(.ready)], .error, false, .findings),
    ]

    @Test("The exit status follows the gravest audit", arguments: rows.indices)
    func exitStatus(index: Int) throws {
        let row = Self.rows[index]
        var policy = Policy()
        if row.requireAAAA { policy.entries = [Policy.Entry(names: [try #require(NamePattern("*"))], aaaa: .required)] }
        let judgement = Judgement(
            failOn: row.failOn, policy: policy, today: try #require(CalendarDay("2026-11-23")))
        let status = QuadaReport.ExitStatus(report: Sample.report(row.audits.map(judgement.applied)))
        #expect(status == row.expected, "row \(index)")
    }

    @Test(
        "Times are told to a tenth of a millisecond",
        arguments: [
            (Duration.microseconds(20_149), "20.1"), (.microseconds(20_150), "20.2"), (.seconds(2), "2000"),
            (.zero, "0"), (.nanoseconds(49_999), "0"), (.milliseconds(-1_250), "-1250"), (.milliseconds(9_223), "9223"),
            (.milliseconds(9_224), "9224"), (.seconds(100_000), "100000000"),
        ])
    func milliseconds(duration: Duration, expected: String) {
        #expect(json(of: [Milliseconds(duration)], isPretty: false) == Array("[\(expected)]".utf8))
    }

    @Test("A moment is written as RFC 3339 has it")
    func timestamp() {
        #expect(Timestamp(millisecondsSince1970: 1_400_000_000_007).description == "2014-05-13T16:53:20.007Z")
        let later = Timestamp(millisecondsSince1970: 0).advanced(by: .milliseconds(1500))
        #expect(later.description == "1970-01-01T00:00:01.500Z")
    }

    @Test(
        "A shell reads the dig line back word for word, whatever the name holds",
        arguments: [
            "www.example.test.", "$\\(reboot\\).test.", "`id`.test.", "it's.test.", "a\\\"b|c&d\\;e<f>g.test.",
            "*.test.",
            "-x.test.", "+short.test.", "\\000\\032.test.", "~root.test.", "#c.test.", "!!.test.", "{a,b}.test.",
        ])
    func digLine(name: String) async throws {
        let command = DigCommand(name: name, type: "AAAA", address: "2001:db8::53", port: 5353, options: ["+tcp"])
        let script = "dig() { printf '%s\\n' \"$@\"; }; \(command)"
        let result = try await run(
            .name("sh"), arguments: ["-c", script], output: .string(limit: 4096), error: .string(limit: 4096))
        let words = result.standardOutput.split(separator: "\n").map(String.init)
        let query = "-+@".contains(name.prefix(1)) ? ["-q", name] : [name]
        #expect(words == ["+norecurse", "+tcp", "@2001:db8::53", "-p", "5353"] + query + ["AAAA"])
    }
}
