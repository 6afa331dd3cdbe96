import Testing

@testable import QuadaReport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Parts of a scan add up to the scan, in bounded memory.
@Suite struct ScanSummaryTests {
    // MARK: - Laws

    /// Few enough keys that they do not fit.
    static let tight: ScanSummary.Limits = {
        var limits = ScanSummary.Limits()
        limits.operators = .init(keys: 12, octets: 1 << 20)
        limits.software = .init(keys: 3, octets: 1 << 20)
        limits.findings = .init(keys: 2, octets: 1 << 20)
        return limits
    }()

    /// The audits dealt out at random, and the parts merged in a random order, as a tree.
    private func merged(_ audits: [NameAudit], limits: ScanSummary.Limits, _ numbers: inout SeededNumbers)
        -> ScanSummary
    {
        var parts = (0..<Int.random(in: 1...9, using: &numbers)).map { _ in ScanSummary(limits: limits) }
        for audit in audits.shuffled(using: &numbers) {
            parts[Int.random(in: parts.indices, using: &numbers)].add(audit)
        }
        while parts.count > 1 {
            parts.shuffle(using: &numbers)
            let other = parts.removeLast()
            parts[0].merge(other)
        }
        return parts[0]
    }

    @Test(
        "Summaries of the parts are the summary of the whole, whatever the order",
        arguments: 1...12 as ClosedRange<UInt64>)
    func parts(seed: UInt64) {
        let audits = ScanSample.audits(300, seed: seed)
        var numbers = SeededNumbers(state: seed &* 31)
        let whole = ScanSample.summary(of: audits)
        let sum = merged(audits, limits: .init(), &numbers)
        #expect(sum == whole, "seed \(seed)")
        #expect(sum.operators == whole.operators && sum.worstOperators == whole.worstOperators)
        #expect(sum.software == whole.software && sum.findings == whole.findings)
        #expect(!whole.isPartial)
        var (left, right) = (whole, ScanSummary())
        left.merge(ScanSummary())
        right.merge(whole)
        #expect(left == whole && right == whole, "an empty summary changes nothing")
    }

    @Test("Beyond its limits the sums are exact all the same", arguments: 1...12 as ClosedRange<UInt64>)
    func beyond(seed: UInt64) {
        let audits = ScanSample.audits(300, seed: seed)
        var numbers = SeededNumbers(state: seed &* 37)
        let exact = ScanSample.summary(of: audits)
        for sum in [
            ScanSample.summary(of: audits, limits: Self.tight), merged(audits, limits: Self.tight, &numbers),
            merged(audits, limits: Self.tight, &numbers),
        ] {
            #expect(sum.isPartial)
            #expect(sum.names == exact.names && sum.verdicts == exact.verdicts && sum.statuses == exact.statuses)
            #expect(sum.operatorCount <= 12 && sum.software.count <= 3 && sum.findings.count <= 2)
            #expect(
                Self.total(sum.operators.map(\.tally), sum.operatorsLeftOut) == Self.total(exact.operators.map(\.tally))
            )
            #expect(
                Self.total(sum.software.map(\.tally), sum.softwareLeftOut) == Self.total(exact.software.map(\.tally)))
            #expect(
                Self.total(sum.findings.map(\.tally), sum.findingsLeftOut) == Self.total(exact.findings.map(\.tally)))
            // What is met everywhere is never among the light.
            #expect(sum.operators.contains { $0.name == "awsdns-*.co.uk." })
        }
    }

    private static func total<Value: Tally>(_ values: [Value], _ rest: Value = Value()) -> Value {
        values.reduce(into: rest) { $0.add($1) }
    }

    @Test("JSON gives a summary back, and it adds up as before", arguments: ScanSample.all)
    func json(name: String, summary: ScanSummary) throws {
        let octets = try JSONEncoder().encode(summary)
        let read = try JSONDecoder().decode(ScanSummary.self, from: octets)
        #expect(read == summary)
        var (once, again) = (summary, read)
        once.merge(ScanSample.healthy)
        again.merge(ScanSample.healthy)
        #expect(once == again)
    }

    @Test(
        "JSON that is no summary is refused",
        arguments: [
            (#""schema":"quada.summary\/1""#, #""schema":"quada.summary\/2""#), (#""names":1"#, #""names":-1"#),
            (#""queries":12"#, #""queries":"12""#), (#""ready":1"#, #""ready":4.5"#), (#""at_fault":0"#, #""at":0"#),
            (#""names":1"#, #""names":99999999999999999999999"#),
        ])
    func refusals(right: String, wrong: String) throws {
        let text = String(decoding: try JSONEncoder().encode(ScanSample.healthy), as: UTF8.self)
        let changed = text.replacing(right, with: wrong)
        #expect(changed != text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ScanSummary.self, from: Data(changed.utf8)) }
    }

    @Test("Counts stay at their greatest rather than overflow")
    func greatest() throws {
        let text = String(decoding: try JSONEncoder().encode(ScanSample.healthy), as: UTF8.self)
            .replacing(#""names":1"#, with: #""names":4294967295"#)
            .replacing(#""queries":12"#, with: #""queries":18446744073709551615"#)
        var summary = try JSONDecoder().decode(ScanSummary.self, from: Data(text.utf8))
        summary.add(Sample.healthyAudit("www.good.test."))
        summary.merge(summary)
        #expect(summary.queries == .max)
        #expect(summary.operators.map(\.tally.names) == [.max])
    }

    // MARK: - What is counted

    @Test("A name counts once for each operator, and those at fault are told from those on the way")
    func oneName() throws {
        let summary = ScanSample.summary(of: Sample.balancers.audits)
        #expect(summary.names == 1 && summary.queries == 104)
        #expect(summary.operators.map(\.name) == ["cdn.test.", "edge.test.", "gtm.test.", "shop.test."])
        #expect(summary.operators.allSatisfy { $0.tally.names == 1 && $0.tally.broken == 1 && $0.tally.notReady == 1 })
        #expect(summary.worstOperators.map(\.name) == ["gtm.test."])
        #expect(summary.software.map(\.title) == ["F5 BIG-IP DNS", "NSD 4.6.1"])
        #expect(summary.software.map(\.tally.atFault) == [1, 0])
        let finding = try #require(summary.findings.first)
        #expect(finding.code == "aaaa-cname-missing" && finding.tally.names == 1 && finding.tally.findings == 4)
        #expect(summary.ipv4Servers == .init(asked: 12, answered: 12))
        #expect(summary.ipv6Servers == .init())
        #expect(summary.endings == .init(ipv4: 1, ipv6: 1, both: 1))
    }

    @Test("A name whose findings of a code are all set aside counts beside the others")
    func setAside() {
        var known = Sample.finding("a-code", .warning)
        known.baseline = .known
        let both = NameAudit(
            name: "a.test.", verdict: .degraded, reason: "", findings: [known, Sample.finding("a-code", .error)])
        let one = NameAudit(name: "b.test.", verdict: .degraded, reason: "", findings: [known, known])
        let tally = ScanSample.summary(of: [both, one]).findings.map(\.tally)
        #expect(tally.map(\.names) == [1] && tally.map(\.namesSetAside) == [1])
        #expect(tally.map(\.findings) == [4] && tally.map(\.severity) == [.error])
    }

    static let operators: [(server: String, zone: String?, expected: String)] = [
        ("ns-9.awsdns-12.co.uk.", "example.com.", "awsdns-*.co.uk."),
        ("ns-9.awsdns-12.co.uk.", nil, "awsdns-*.co.uk."),
        ("ns1.example.com.", "example.com.", "example.com."), ("NS1.Example.COM.", "example.com.", "example.com."),
        ("ns.deep.example.com.", "example.com.", "example.com."), ("example.com.", "example.com.", "example.com."),
        ("ns1.zone7.test.", "zone7.test.", "zone7.test."), ("ns1.zone7.test.", "other.test.", "zone*.test."),
        ("ns1.badexample.com.", "example.com.", "badexample.com."),
        (#"ns1.bad\.example.com."#, "example.com.", #"bad\.example.com."#),
        (#"ns1.bad\\.example.com."#, "example.com.", "example.com."),
        ("a.gtld-servers.net.", "com.", "gtld-servers.net."), ("d.nic.fr.", "fr.", "fr."),
        ("a.root-servers.net.", ".", "root-servers.net."), ("dns.360.com.", "x.test.", "360.com."),
        ("ns.1and1.com.", nil, "*and*.com."), ("ns.xn--80ak6aa92e.com.", nil, "xn--80ak6aa92e.com."),
        (#"ns.a\0467b8.test."#, nil, #"a\046*b*.test."#), (#"ns.a\.7.test."#, nil, #"a\.*.test."#),
        ("test.", nil, "."), (".", nil, "."), ("", nil, "."), (#"a\"#, nil, "."), (#"a.\"#, nil, #"\"#),
        (#"a.b\1"#, nil, #"b\1"#),
    ]

    @Test("The operator is the domain above a server, its numbers as one", arguments: operators)
    func operatorName(server: String, zone: String?, expected: String) {
        #expect(ServerOperator.name(of: server, in: zone) == expected)
    }

    @Test("No octets make the operator trap", arguments: 1...20 as ClosedRange<UInt64>)
    func operatorOfAnything(seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
                String(#".\07aA-x*é"#.randomElement(using: &numbers) ?? ".")
            }.joined()
            let zone = String(text.suffix(Int.random(in: 0...12, using: &numbers)))
            #expect(ServerOperator.name(of: text, in: zone).utf8.count <= max(1, text.utf8.count))
        }
    }

    // MARK: - Memory

    @Test("A hundred thousand operators take less than 15 MB, and the limit holds beyond")
    func memory() {
        var table = TallyTable<NameTally>(limits: ScanSummary.Limits().operators)
        for number in 0..<200_000 {
            // As long as the names of operators are, and none alike.
            table.add(
                NameTally(.ready, isAtFault: false), to: Array("hosting-\(String(number, radix: 36))x.example.".utf8))
            table.settle()
            if number == 99_999 {
                #expect(table.count == 100_000 && !table.isPartial)
                #expect(table.heldOctets < 15_000_000, "\(table.heldOctets) octets")
            }
        }
        #expect(table.count <= 131_072 && table.isPartial)
        #expect(table.heldOctets < 20_000_000, "\(table.heldOctets) octets")
        #expect(table.leftOut.names == 200_000 - UInt32(table.count))
    }

    @Test("A key too long to be a name is counted and not kept")
    func longKey() {
        var table = TallyTable<NameTally>(limits: .init(keys: 8, octets: 4096))
        table.add(NameTally(.broken, isAtFault: true), to: [UInt8](repeating: 0x61, count: 1025))
        for letter in UInt8(0x61)...0x66 {
            table.add(NameTally(.broken, isAtFault: true), to: [UInt8](repeating: letter, count: 1024))
            table.settle()
        }
        #expect(table.isPartial && table.heldOctets < 65_536)
        #expect(Self.total(table.rows { $0.names > $1.names }.map(\.value), table.leftOut).names == 7)
    }
}
