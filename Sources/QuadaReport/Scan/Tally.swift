/// Counts that can be added: in whatever order, the sum is the same.
protocol Tally: Hashable, Sendable, Codable {
    init()

    mutating func add(_ other: Self)

    /// What is left out first where there is no room for all: the lightest.
    var weight: UInt32 { get }
}

extension FixedWidthInteger {
    /// Adds, and stays at the greatest number where the sum is beyond it: still the same in whatever order.
    mutating func count(_ other: Self) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}

/// At how many names something was met, and how those came out.
public struct NameTally: Tally {
    public internal(set) var names: UInt32 = 0
    /// Of any verdict but `ready`.
    public internal(set) var notReady: UInt32 = 0
    public internal(set) var degraded: UInt32 = 0
    public internal(set) var broken: UInt32 = 0
    /// At so many names one of its own servers does not conform: the others were met on the way only.
    public internal(set) var atFault: UInt32 = 0

    public init() {}

    init(_ verdict: Verdict, isAtFault: Bool) {
        names = 1
        notReady = verdict == .ready ? 0 : 1
        degraded = verdict == .degraded ? 1 : 0
        broken = verdict == .broken ? 1 : 0
        atFault = isAtFault ? 1 : 0
    }

    mutating func add(_ other: NameTally) {
        names.count(other.names)
        notReady.count(other.notReady)
        degraded.count(other.degraded)
        broken.count(other.broken)
        atFault.count(other.atFault)
    }

    var weight: UInt32 { names }

    private enum CodingKeys: String, CodingKey {
        case names, degraded, broken
        case notReady = "not_ready"
        case atFault = "at_fault"
    }
}

/// How often one code was found.
public struct FindingTally: Tally {
    /// The gravest that any name has it with: a policy may change it.
    public internal(set) var severity: Severity = .notice
    /// Names with such a finding that counts: neither waived nor known before.
    public internal(set) var names: UInt32 = 0
    /// Names that have only such findings of it as do not count.
    public internal(set) var namesSetAside: UInt32 = 0
    /// Findings, of which a name may have one for each server address; all of them.
    public internal(set) var findings: UInt32 = 0

    public init() {}

    mutating func add(_ other: FindingTally) {
        severity = max(severity, other.severity)
        names.count(other.names)
        namesSetAside.count(other.namesSetAside)
        findings.count(other.findings)
    }

    var weight: UInt32 { names }

    private enum CodingKeys: String, CodingKey {
        case severity, names, findings
        case namesSetAside = "names_set_aside"
    }
}
