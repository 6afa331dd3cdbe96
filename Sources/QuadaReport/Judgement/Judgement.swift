/// What a run's findings are held against: a threshold, a policy, an earlier report.
///
/// A pure function of one audit: it adds what the policy demands, changes severities, marks what is waived or was known
/// before, and says whether the name passed.
public struct Judgement: Hashable, Sendable {
    /// The least severity that makes a name fail; none where nothing does.
    public var failOn: Severity?
    public var policy: Policy
    /// What was found before, and so does not make a name fail again.
    public var baseline: Baseline?
    /// By which waivers are in force or have expired.
    public var today: CalendarDay

    public init(failOn: Severity? = .error, policy: Policy = Policy(), baseline: Baseline? = nil, today: CalendarDay) {
        self.failOn = failOn
        self.policy = policy
        self.baseline = baseline
        self.today = today
    }

    /// What a report says of it.
    public var gate: Gate { Gate(failOn: failOn, policy: policy.place, baseline: baseline?.place) }

    /// The audit with all that it is held against.
    public func applied(to audit: consuming NameAudit) -> NameAudit {
        audit.expectation = policy.expectation(for: audit.name)
        let demands = demands(on: audit)
        if !audit.findings.isEmpty || !demands.isEmpty { audit.findings = marked(audit.findings + demands, in: audit) }
        audit.status = status(of: audit)
        return audit
    }

    private func marked(_ findings: [FindingEntry], in audit: NameAudit) -> [FindingEntry] {
        let all = findings.map { marked($0, in: audit) }
        // Stable: findings of one severity keep the rules' order.
        return Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
    }

    private func demands(on audit: NameAudit) -> [FindingEntry] {
        switch audit.expectation {
        case .required where audit.addresses.ipv6.isEmpty && audit.verdict != .indeterminate:
            [PolicyRule.aaaaRequired.finding(on: audit, detail: "\(audit.name) has no AAAA: \(audit.reason)")]
        case .forbidden where !audit.addresses.ipv6.isEmpty:
            [
                PolicyRule.aaaaForbidden.finding(
                    on: audit, detail: "\(audit.name) has \(audit.addresses.ipv6.joined(separator: ", "))")
            ]
        case .required, .forbidden, .optional, nil: []
        }
    }

    private func marked(_ finding: FindingEntry, in audit: NameAudit) -> FindingEntry {
        var finding = finding
        if let severity = policy.severity(of: finding.code, for: audit.name), severity != finding.severity {
            finding.declaredSeverity = finding.severity
            finding.severity = severity
        }
        // Of several waivers, one that still holds is enough.
        let waivers = policy.waivers.filter { $0.covers(finding, of: audit.name) }
        finding.waiver = waivers.max { $0.expires < $1.expires }.map { waiver in
            AppliedWaiver(
                reason: waiver.reason, expires: waiver.expires, isExpired: waiver.expires < today,
                location: waiver.location)
        }
        finding.baseline = baseline.map { $0.contains(finding, of: audit.name) ? .known : .new }
        return finding
    }

    private func status(of audit: NameAudit) -> NameAudit.Status {
        if let failOn, audit.findings.contains(where: { $0.isFailure(at: failOn) }) { return .failed }
        let wasIndeterminate = baseline?.indeterminate.contains(audit.name) == true
        return audit.verdict == .indeterminate && !wasIndeterminate ? .inconclusive : .passed
    }
}

extension FindingEntry {
    /// Whether it counts against its name: neither waived nor known before.
    public var isCounted: Bool { !isWaived && baseline != .known }

    public var isWaived: Bool { waiver?.isExpired == false }

    /// Whether it alone makes a name fail.
    public func isFailure(at threshold: Severity) -> Bool {
        isCounted && (severity >= threshold || waiver?.isExpired == true)
    }
}
