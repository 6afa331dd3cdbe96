@testable import QuadaReport

/// SplitMix64: the same seed gives the same names on every machine.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Names as a scan meets them.
enum ScanSample {
    /// Made-up audits, hostile ones among them.
    static func audits(_ count: Int, seed: UInt64) -> [NameAudit] {
        var numbers = SeededNumbers(state: seed)
        return (0..<count).map { audit($0, &numbers) }
    }

    private static let hostile = "\u{1B}[2J\u{202E}\u{0}=cmd|'/c calc'!A1,\"</script>\u{1F4A9}\n"

    private static func audit(_ number: Int, _ numbers: inout SeededNumbers) -> NameAudit {
        let isHostile = Int.random(in: 0..<20, using: &numbers) == 0
        let links = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in link(number, isHostile, &numbers) }
        let codes = ["aaaa-nxdomain", "aaaa-rcode", "zone-no-ipv6-server", isHostile ? hostile : "cname-loop"]
        let findings = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
            var finding = Sample.finding(
                codes.randomElement(using: &numbers) ?? "", Severity.allCases.randomElement(using: &numbers) ?? .error)
            finding.baseline = Bool.random(using: &numbers) ? .known : .new
            return finding
        }
        return NameAudit(
            name: "n\(number).test.", verdict: Verdict.allCases.randomElement(using: &numbers) ?? .ready, reason: "",
            chain: links,
            addresses: Addresses(
                ipv4: Bool.random(using: &numbers) ? ["192.0.2.1"] : [],
                ipv6: Bool.random(using: &numbers) ? ["2001:db8::1"] : []),
            findings: findings, queries: Int.random(in: -1...50, using: &numbers),
            status: NameAudit.Status.allCases.randomElement(using: &numbers) ?? .passed)
    }

    private static func link(_ number: Int, _ isHostile: Bool, _ numbers: inout SeededNumbers) -> ChainLink {
        let zone = Bool.random(using: &numbers) ? "zone\(number % 50).test." : nil
        let names = [
            "ns\(Int.random(in: 1...40, using: &numbers)).awsdns-\(Int.random(in: 1...60, using: &numbers)).co.uk.",
            "ns.\(zone ?? "elsewhere.test.")",
            "a.\(["one", "two", "three"].randomElement(using: &numbers) ?? "").test.",
            isHostile ? hostile : "dns.\(Int.random(in: 100...120, using: &numbers)).com.",
        ]
        let outcomes = Outcome.allCases
        return ChainLink(
            name: "n\(number).test.", zone: zone,
            servers: (0..<Int.random(in: 0...5, using: &numbers)).map { _ in
                ServerRow(
                    name: names.randomElement(using: &numbers) ?? "",
                    address: Bool.random(using: &numbers) ? "192.0.2.53" : "2001:db8::53", source: .both,
                    a: TypeOutcome(outcomes.randomElement(using: &numbers) ?? .silence),
                    aaaa: TypeOutcome(outcomes.randomElement(using: &numbers) ?? .silence),
                    conforms: [true, false, nil].randomElement(using: &numbers) ?? nil,
                    software: software(isHostile, &numbers))
            })
    }

    private static func software(_ isHostile: Bool, _ numbers: inout SeededNumbers) -> Software? {
        let products = [nil, nil, "BIND", "NSD", isHostile ? hostile : "Knot DNS"]
        guard let product = products.randomElement(using: &numbers) ?? nil else { return nil }
        let versions = [nil, "", "9.18.\(Int.random(in: 0...9, using: &numbers))", isHostile ? hostile : "1"]
        return Software(
            product: product, version: versions.randomElement(using: &numbers) ?? nil, confidence: .high, traits: [])
    }

    // MARK: - Looked at and kept

    static let summary = summary(of: audits(400, seed: 7))
    static let empty = ScanSummary()
    static let healthy = summary(of: Sample.healthy.audits)
    static let hostileReport = summary(of: Sample.hostile.audits)

    /// Summaries that had to leave something out.
    static let partial: ScanSummary = {
        var limits = ScanSummary.Limits()
        limits.operators.keys = 8
        var summary = ScanSummary(limits: limits)
        for audit in audits(400, seed: 8) { summary.add(audit) }
        return summary
    }()

    static let all: [(String, ScanSummary)] = [
        ("summary", summary), ("empty", empty), ("healthy", healthy), ("hostile", hostileReport), ("partial", partial),
    ]

    static func summary(of audits: some Sequence<NameAudit>, limits: ScanSummary.Limits = .init()) -> ScanSummary {
        audits.reduce(into: ScanSummary(limits: limits)) { $0.add($1) }
    }
}
