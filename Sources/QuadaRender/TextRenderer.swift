public import QuadaReport

/// For a person at a terminal: the verdict, the chain, each finding with its evidence and its remedy, the counts.
public struct TextRenderer: Renderer {
    public let name = "text"
    public var usesColour: Bool
    /// In columns.
    public var width: Int
    /// How many exchanges are shown beside a finding; all are in the JSON.
    public var evidenceLimit: Int
    /// Whether every exchange is shown that a finding points at, attempt by attempt and with its octets.
    public var showsAllEvidence: Bool

    public init(usesColour: Bool = false, width: Int = 80, evidenceLimit: Int = 2, showsAllEvidence: Bool = false) {
        self.usesColour = usesColour
        self.width = max(80, width)
        self.evidenceLimit = evidenceLimit
        self.showsAllEvidence = showsAllEvidence
    }

    public func render(_ report: Report) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        for audit in report.audits {
            page.gap()
            add(audit, to: &page)
        }
        page.gap()
        if report.audits.count > 1 { addOverview(of: report, to: &page) }
        addSummary(of: report, to: &page)
        return page.octets
    }

    private func add(_ audit: NameAudit, to page: inout TextPage) {
        let word = audit.verdict.rawValue.uppercased()
        page.labelled(
            word, indent: 0, column: word.count + 2, labelStyle: audit.verdict.style, audit.name, style: .bold)
        page.paragraph(audit.reason, indent: 2)
        addChain(of: audit, to: &page)
        addClients(of: audit, to: &page)
        for note in audit.notes { page.labelled("Note", indent: 2, column: 8, note) }
        addFindings(of: audit, to: &page)
    }

    /// What is left on the screen after many names.
    private func addOverview(of report: Report, to page: inout TextPage) {
        for audit in report.audits {
            page.labelled(
                audit.verdict.rawValue.uppercased(), indent: 0, column: Self.verdictWidth,
                labelStyle: audit.verdict.style, audit.name)
        }
        page.gap()
    }

    /// Of the longest verdict, and the space behind it.
    private static let verdictWidth = (Verdict.allCases.map(\.rawValue.count).max() ?? 0) + 2

    private func addSummary(of report: Report, to page: inout TextPage) {
        let summary = report.summary
        let verdicts = Verdict.allCases.compactMap { verdict in
            summary.verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        let findings = Severity.allCases.map { counted(summary.findings[$0, default: 0], $0.rawValue) }
        let queries = report.audits.reduce(0) { $0 + $1.queries }
        page.labelled(
            "Summary", indent: 0, column: 9, labelStyle: .bold,
            counted(report.audits.count, "name") + (verdicts.isEmpty ? "" : ": ") + verdicts.joined(separator: ", ")
                + "; " + findings.joined(separator: ", "))
        for note in report.notes { page.labelled("Note", indent: 0, column: 9, note) }
        page.labelled("Audited", indent: 0, column: 9, circumstances(of: report, queries: queries), style: .dim)
    }

    private func circumstances(of report: Report, queries: Int) -> String {
        let vantage = report.vantage
        let families = [(vantage.ipv4, "IPv4"), (vantage.ipv6, "IPv6")].filter(\.0).map(\.1)
        let place =
            switch vantage.network {
            case .internet: ""
            case .pinned: " at the servers given"
            case .lab: " in the lab"
            case .replay: " from saved evidence"
            }
        return "\(report.finished) by \(report.tool.name) \(report.tool.version)\(place) over "
            + (families.isEmpty ? "no network" : families.joined(separator: " and "))
            + (vantage.port == 53 ? "" : ", port \(vantage.port)")
            + "; \(counted(queries, "query", "queries")), seed \(vantage.seed)"
    }
}

extension Verdict {
    var style: TextStyle {
        switch self {
        case .ready: .green
        case .degraded, .indeterminate: .yellow
        case .broken: .red
        case .ipv4Only, .nonexistent: .cyan
        }
    }
}

extension Severity {
    var style: TextStyle {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .notice: .cyan
        }
    }
}
