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
    /// Whether names that nothing is said against have more than a line of the overview.
    public var showsCleanNames: Bool

    public init(
        usesColour: Bool = false, width: Int = 80, evidenceLimit: Int = 2, showsAllEvidence: Bool = false,
        showsCleanNames: Bool = true
    ) {
        self.showsCleanNames = showsCleanNames
        self.usesColour = usesColour
        self.width = max(80, width)
        self.evidenceLimit = evidenceLimit
        self.showsAllEvidence = showsAllEvidence
    }

    public func render(_ report: Report) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        // In a report of one zone a fault of the zone is told once; names on a command line each tell their own.
        var told: Set<String> = []
        for audit in report.audits where showsCleanNames || audit.needsAttention {
            page.gap()
            if showsCleanNames { told = [] }
            add(audit, &told, to: &page)
        }
        page.gap()
        if report.audits.count > 1 { addOverview(of: report, to: &page) }
        addSummary(of: report, to: &page)
        return page.octets
    }

    private func add(_ audit: NameAudit, _ told: inout Set<String>, to page: inout TextPage) {
        let word = audit.verdict.rawValue.uppercased()
        page.labelled(
            word, indent: 0, column: word.count + 2, labelStyle: audit.verdict.style, audit.name, style: .bold)
        page.paragraph(audit.reason, indent: 2)
        addChain(of: audit, to: &page)
        addClients(of: audit, to: &page)
        for note in audit.notes { page.labelled("Note", indent: 2, column: 8, note) }
        addFindings(of: audit, &told, to: &page)
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
