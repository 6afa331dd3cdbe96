public import QuadaReport

/// How a plug-in for Nagios, Icinga and their kin ends.
///
/// - SeeAlso: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
public enum PluginStatus: Int32, Hashable, Sendable, CaseIterable {
    /// Every name passed, and nothing that counts was found.
    case ok = 0
    /// Nothing failed, yet something was found that is below the threshold.
    case warning = 1
    /// Some name failed.
    case critical = 2
    /// Nothing failed, yet some name could not be audited, or there was none to audit.
    case unknown = 3

    public init(report: Report) {
        let summary = report.summary
        self =
            if summary.statuses[.failed] != nil {
                .critical
            } else if summary.statuses[.inconclusive] != nil || report.audits.isEmpty {
                .unknown
            } else {
                summary.worst == nil ? .ok : .warning
            }
    }

    /// The word on the line.
    public var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }
}

/// One line by the guidelines of the monitoring plug-ins: the status, what failed, and the counts as performance data.
///
/// The exit status beside it is `PluginStatus`. The line has at most 1,024 octets, which is what the older NRPE carries.
/// Its labels are the same in every run.
///
/// - SeeAlso: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and "Performance data".
public struct NagiosRenderer: Renderer {
    public let name = "nagios"

    private static let nameLimit = 3
    /// Scalars of one name or reason.
    private static let textLimit = 80
    /// Of the text before the performance data, whose numbers leave room for it.
    private static let lengthLimit = 600

    public init() {}

    public func render(_ report: Report) -> [UInt8] {
        let status = PluginStatus(report: report)
        let words = ([report.outcome] + culprits(of: report) + [counts(of: report)]).joined(separator: "; ")
        let data = performance(of: report).joined(separator: " ")
        return Array("QUADA \(status.word) - \(words.prefix(Self.lengthLimit)) | \(data)\n".utf8)
    }

    /// The names that explain the status.
    private func culprits(of report: Report) -> [String] {
        let failed = report.audits.filter { $0.status == .failed }
        let audits = failed.isEmpty ? report.audits.filter { $0.status == .inconclusive } : failed
        let texts = audits.prefix(Self.nameLimit).map { audit in
            let codes = audit.findings.filter { $0.fails(by: report.gate) }.map(\.code).uniqued()
            let why = audit.status == .failed && !codes.isEmpty ? codes.joined(separator: " ") : audit.reason
            return "\(neutral(audit.name)) \(audit.verdict.rawValue) (\(neutral(why)))"
        }
        return texts + (audits.count > Self.nameLimit ? ["\(audits.count - Self.nameLimit) more"] : [])
    }

    private func counts(of report: Report) -> String {
        let summary = report.summary
        return Severity.allCases.map { counted(summary.findings[$0, default: 0], $0.rawValue) }.joined(separator: ", ")
            + (summary.waived == 0 ? "" : ", \(summary.waived) waived")
            + (summary.known == 0 ? "" : ", \(summary.known) known before")
    }

    /// `'label'=value[UOM];[warn];[crit];[min];[max]`: one failed name is critical, whatever the others do.
    private func performance(of report: Report) -> [String] {
        let summary = report.summary
        let names = NameAudit.Status.allCases.map { status in
            let critical = status == .failed ? "0" : ""
            return "'\(status.rawValue)'=\(summary.statuses[status, default: 0]);;\(critical);0;\(report.audits.count)"
        }
        let findings = Severity.allCases.map { "'\($0.rawValue)s'=\(summary.findings[$0, default: 0]);;;0" }
        return names + findings + [
            "'waived'=\(summary.waived);;;0", "'known'=\(summary.known);;;0", "'queries'=\(report.queries);;;0",
            "'time'=\(report.duration.seconds(decimals: 3))s;;;0",
        ]
    }

    /// Nothing that ends the text (`|`, a new line), nor what Nagios strikes from its macros lest a shell obey it: the
    /// default of `illegal_macro_output_chars`.
    private func neutral(_ text: String) -> String {
        let illegal: Set<Character> = ["`", "~", "$", "&", "|", "'", "\"", "<", ">"]
        return String(text.clipped(to: Self.textLimit).map { illegal.contains($0) ? "?" : $0 })
    }
}
