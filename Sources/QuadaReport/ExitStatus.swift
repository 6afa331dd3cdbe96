/// How `audit`, `zone` and `replay` end, for a script to act on.
public enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
    /// Nothing at or above the severity asked about.
    case clean = 0
    case findings = 1
    /// Wrong usage or input: nothing was audited.
    case usage = 2
    /// Nothing to blame was found, yet a name could not be audited.
    case indeterminate = 3
    /// Stopped by SIGINT: 128 and the number of the signal.
    case interrupted = 130

    public init(report: Report) {
        self.init(statuses: report.audits.lazy.map(\.status))
    }

    /// A fault is certain, so it outweighs what could not be told.
    public init(statuses: some Sequence<NameAudit.Status>) {
        self = statuses.reduce(.clean) { worst, status in
            switch status {
            case .passed: worst
            case .failed: .findings
            case .inconclusive: worst == .findings ? .findings : .indeterminate
            }
        }
    }
}
