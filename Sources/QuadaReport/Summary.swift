/// How many names got which verdict and passed or failed, and how many faults of which severity there are.
///
/// One fault that shows at many names, as that of a zone's server, counts once.
public struct Summary: Hashable, Sendable {
    public var verdicts: [Verdict: Int]
    public var statuses: [NameAudit.Status: Int]
    /// Those that count: neither waived nor known before.
    public var findings: [Severity: Int]
    public var waived: Int
    /// Known from the earlier report.
    public var known: Int

    public init(of audits: [NameAudit]) {
        self.init(
            verdicts: audits.lazy.map(\.verdict), statuses: audits.lazy.map(\.status), faults: Fault.all(in: audits))
    }

    init(verdicts: some Sequence<Verdict>, statuses: some Sequence<NameAudit.Status>, faults: [Fault]) {
        self.verdicts = verdicts.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        self.statuses = statuses.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        findings = faults.lazy.map(\.finding).filter(\.isCounted).reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
        waived = faults.count { $0.finding.isWaived }
        known = faults.count { !$0.finding.isWaived && $0.finding.baseline == .known }
    }

    /// The gravest severity of any finding that counts; none where nothing was found.
    public var worst: Severity? { findings.keys.max() }
}

/// One fault, and the names behind which it shows.
public struct Fault: Hashable, Sendable {
    /// As the first name has it, or the first where it counts.
    public var finding: FindingEntry
    /// In the order of the report.
    public var names: [String]

    /// The faults of several audits, each once, the gravest first and else in the order of the report.
    public static func all(in audits: some Sequence<NameAudit>) -> [Fault] {
        var faults: [Fault] = []
        var places: [String: Int] = [:]
        for audit in audits {
            for finding in audit.findings {
                if let place = places[finding.key] {
                    faults[place].names.append(audit.name)
                    // What is waived at one name may count at another, and may be graver there.
                    if outweighs(finding, faults[place].finding) { faults[place].finding = finding }
                } else {
                    places[finding.key] = faults.count
                    faults.append(Fault(finding: finding, names: [audit.name]))
                }
            }
        }
        return Severity.allCases.flatMap { severity in faults.filter { $0.finding.severity == severity } }
    }

    private static func outweighs(_ new: FindingEntry, _ old: FindingEntry) -> Bool {
        new.isCounted == old.isCounted ? new.severity > old.severity : new.isCounted
    }
}

extension Report {
    /// Its faults, each once, whatever the number of names behind which it shows.
    public var faults: [Fault] { Fault.all(in: audits) }
}
