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

    /// - Parameters:
    ///   - failOn: The least severity that counts; none where no finding does.
    ///   - requireAAAA: Whether a name without an AAAA at the end of its chain counts, too.
    public init(report: Report, failOn: Severity?, requireAAAA: Bool) {
        self.init(audits: report.audits, failOn: failOn, requireAAAA: requireAAAA)
    }

    /// The same for audits that are not in a report yet.
    public init(audits: some Sequence<NameAudit>, failOn: Severity?, requireAAAA: Bool) {
        self = audits.reduce(.clean) { status, audit in
            let one = ExitStatus(audit: audit, failOn: failOn, requireAAAA: requireAAAA)
            return status.outweighs(one) ? status : one
        }
    }

    private init(audit: NameAudit, failOn: Severity?, requireAAAA: Bool) {
        let isBlamed = failOn.map { least in audit.findings.contains { $0.severity >= least } } ?? false
        if isBlamed {
            self = .findings
        } else if audit.verdict == .indeterminate {
            self = .indeterminate
        } else if requireAAAA, audit.addresses.ipv6.isEmpty {
            self = .findings
        } else {
            self = .clean
        }
    }

    /// A finding is certain, so it outweighs what could not be told.
    private func outweighs(_ other: ExitStatus) -> Bool {
        self == .findings || (self == .indeterminate && other == .clean)
    }
}
