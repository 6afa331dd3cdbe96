/// What an earlier report found: the faults that are known, and the names that could not be audited then either.
public struct Baseline: Hashable, Sendable {
    private struct Known: Hashable {
        let name: String
        let key: String
    }

    private let findings: Set<Known>
    let indeterminate: Set<String>
    /// The file it was read from.
    public let place: String

    public init(_ report: Report, place: String) {
        self.place = place
        findings = Set(
            report.audits.flatMap { audit in
                // What had been waived then is not known: its waiver is to be renewed or the fault mended.
                audit.findings.filter { !$0.isWaived }.map { Known(name: audit.name, key: $0.key) }
            })
        indeterminate = Set(report.audits.filter { $0.verdict == .indeterminate }.map(\.name))
    }

    /// Whether the finding was made for the name before, at whatever severity.
    func contains(_ finding: FindingEntry, of name: String) -> Bool {
        findings.contains(Known(name: name, key: finding.key))
    }
}

/// What an earlier report knew of a finding.
public enum BaselineState: String, Hashable, Sendable, Codable, CaseIterable {
    case new
    case known
}
