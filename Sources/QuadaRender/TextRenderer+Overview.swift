import QuadaReport

/// What is left on the screen after many names: a line for each, and the numbers.
extension TextRenderer {
    /// Of the longest verdict, and the space behind it.
    private static let verdictWidth = (Verdict.allCases.map(\.rawValue.count).max() ?? 0) + 2
    private static let statusWidth = (NameAudit.Status.allCases.map(\.rawValue.count).max() ?? 0) + 2
    /// Names that passed beyond this are only counted.
    private static let passedLimit = 50
    private static let codeLimit = 4

    func addOverview(of report: Report, to page: inout TextPage) {
        var passed = 0
        for audit in report.audits {
            if audit.status == .passed {
                passed += 1
                if passed > Self.passedLimit { continue }
            }
            let codes = audit.findings.filter(\.isCounted).map(\.code).uniqued()
            page.labelled(
                audit.status.rawValue.uppercased().padded(to: Self.statusWidth)
                    + audit.verdict.rawValue.padded(to: Self.verdictWidth), indent: 0,
                column: Self.statusWidth + Self.verdictWidth, labelStyle: audit.status.style(for: audit.verdict),
                audit.name + (codes.isEmpty ? "" : " (\(Self.list(codes)))"))
        }
        if passed > Self.passedLimit {
            page.paragraph(
                "... and \(counted(passed - Self.passedLimit, "more name")) that passed", indent: 0, style: .dim)
        }
        page.gap()
    }

    private static func list(_ codes: [String]) -> String {
        codes.prefix(codeLimit).joined(separator: ", ")
            + (codes.count > codeLimit ? " and \(codes.count - codeLimit) more" : "")
    }

    func addSummary(of report: Report, to page: inout TextPage) {
        let summary = report.summary
        let verdicts = Verdict.allCases.compactMap { verdict in
            summary.verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        let findings = Severity.allCases.map { counted(summary.findings[$0, default: 0], $0.rawValue) }
        let others = [(summary.waived, "waived"), (summary.known, "known")].filter { $0.0 > 0 }.map {
            "\($0.0) \($0.1)"
        }
        page.labelled(
            "Summary", indent: 0, column: 9, labelStyle: .bold,
            counted(report.audits.count, "name") + (verdicts.isEmpty ? "" : ": ") + verdicts.joined(separator: ", ")
                + "; " + (findings + others).joined(separator: ", "))
        if let subject = report.subject { page.labelled("Subject", indent: 0, column: 9, subject.phrase) }
        if let gate = report.gate.sentence(summary) { page.labelled("Gate", indent: 0, column: 9, gate) }
        for note in report.notes { page.labelled("Note", indent: 0, column: 9, note) }
        page.labelled("Audited", indent: 0, column: 9, report.circumstances, style: .dim)
    }
}

extension NameAudit {
    /// Whether a reader has to know more of it than its name.
    fileprivate var isClean: Bool { status == .passed && !findings.contains { $0.isCounted && $0.severity > .notice } }

    var needsAttention: Bool { !isClean }
}

extension NameAudit.Status {
    fileprivate func style(for verdict: Verdict) -> TextStyle {
        switch self {
        case .failed: .red
        case .inconclusive: .yellow
        case .passed: verdict.style == .red ? .yellow : verdict.style
        }
    }
}

extension Gate {
    /// None where it is the usual one.
    func sentence(_ summary: Summary) -> String? {
        guard policy != nil || baseline != nil || failOn != .error else { return nil }
        let threshold = failOn.map { "fails on \($0.rawValue)" } ?? "nothing fails"
        let others = [policy.map { "policy \($0)" }, baseline.map { "compared with \($0)" }].compactMap(\.self)
        let failed = summary.statuses[.failed, default: 0]
        return ([threshold] + others).joined(separator: ", ")
            + ": \(failed == 0 ? "no name" : counted(failed, "name")) failed"
    }
}
