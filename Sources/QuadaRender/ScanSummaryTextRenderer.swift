public import QuadaReport

/// The summary of a scan for a person at a terminal.
public struct ScanSummaryTextRenderer: Sendable {
    public var usesColour: Bool
    /// In columns.
    public var width: Int

    /// - Parameter width: 80 at least.
    public init(usesColour: Bool = false, width: Int = 80) {
        self.usesColour = usesColour
        self.width = max(80, width)
    }

    public func render(_ summary: ScanSummary) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        page.line((headline(of: summary), .bold))
        for note in summary.remarks { page.paragraph(note, indent: 2, style: .yellow) }
        page.gap()
        addVerdicts(of: summary, to: &page)
        addFindings(of: summary, to: &page)
        addOperators(of: summary, to: &page)
        addSoftware(of: summary, to: &page)
        return page.octets
    }

    // In columns.
    private static let indent = 2
    private static let numberWidth = 12
    private static let barWidth = 30
    /// Rows of findings and software; the JSON has all.
    private static let rowLimit = 40

    private func headline(of summary: ScanSummary) -> String {
        "\(counted(summary.names, "name")), \(counted(summary.queries, "query", "queries"))"
    }

    // MARK: - Names

    private func addVerdicts(of summary: ScanSummary, to page: inout TextPage) {
        for verdict in Verdict.allCases {
            addBar(
                verdict.rawValue, summary.verdicts[verdict, default: 0], of: summary.names, verdict.style, to: &page)
        }
        page.gap()
        for status in NameAudit.Status.allCases {
            addBar(status.rawValue, summary.statuses[status, default: 0], of: summary.names, .plain, to: &page)
        }
        page.gap()
        for (label, count) in summary.endingRows { addBar(label, count, of: summary.names, .plain, to: &page) }
        page.gap()
        for (family, asked) in [("IPv4", summary.ipv4Servers), ("IPv6", summary.ipv6Servers)] {
            page.labelled(
                "Servers over \(family)", indent: Self.indent, column: 22,
                "\(asked.answered) answered of \(asked.asked) asked"
                    + (asked.asked > 0 ? ", \(Share(asked.answered, of: asked.asked).percent)" : ""))
        }
        page.gap()
    }

    private func addBar(
        _ label: String, _ count: UInt, of whole: UInt, _ style: TextStyle, to page: inout TextPage
    ) {
        let share = Share(count, of: whole)
        page.line(
            (spaces(Self.indent) + label.padded(to: 16), count > 0 ? style : .dim),
            ("\(count)".paddedLeft(to: Self.numberWidth) + share.percent.paddedLeft(to: 10) + "  ", .plain),
            (String(repeating: "#", count: share.length(of: Self.barWidth)), style))
    }

    // MARK: - Tables

    private func addFindings(of summary: ScanSummary, to page: inout TextPage) {
        let findings = summary.findings
        guard !findings.isEmpty else { return }
        addHead("Findings", ["names", "share", "findings"], to: &page)
        for finding in findings.prefix(Self.rowLimit) {
            addRow(
                "\(finding.tally.severity.rawValue) \(finding.code)",
                [
                    "\(finding.tally.names)", Share(UInt(finding.tally.names), of: summary.names).percent,
                    "\(finding.tally.findings)",
                ], finding.tally.names > 0 ? finding.tally.severity.style : .dim, to: &page)
        }
        addRest(findings.count, to: &page)
        page.gap()
    }

    private func addOperators(of summary: ScanSummary, to page: inout TextPage) {
        let worst = summary.worstOperators
        guard summary.operatorCount > 0 else { return }
        guard !worst.isEmpty else {
            page.line(("Operators of servers", .bold))
            page.paragraph(
                "\(counted(summary.operatorCount, "operator")), and no server of theirs is at fault.",
                indent: Self.indent)
            page.gap()
            return
        }
        addHead("Worst operators of servers", ["at fault", "names", "broken", "degraded"], to: &page)
        for row in worst {
            addRow(
                row.name,
                [row.tally.atFault, row.tally.names, row.tally.broken, row.tally.degraded].map { "\($0)" }, .plain,
                to: &page)
        }
        page.paragraph(
            "At fault counts the names behind which a server of the operator does not conform, the others all that met "
                + "one; \(counted(summary.operatorCount, "operator")) in all.", indent: Self.indent, style: .dim)
        page.gap()
    }

    private func addSoftware(of summary: ScanSummary, to page: inout TextPage) {
        let software = summary.software
        guard !software.isEmpty else { return }
        addHead("Software, as hints have it", ["at fault", "names", "broken", "degraded"], to: &page)
        for row in software.prefix(Self.rowLimit) {
            addRow(
                row.title,
                [row.tally.atFault, row.tally.names, row.tally.broken, row.tally.degraded].map { "\($0)" }, .plain,
                to: &page)
        }
        addRest(software.count, to: &page)
        page.gap()
    }

    private func addRest(_ count: Int, to page: inout TextPage) {
        guard count > Self.rowLimit else { return }
        page.line(("\(spaces(Self.indent))and \(count - Self.rowLimit) more in the JSON", .dim))
    }

    /// Columns of the label; numbers stand at the right.
    private func labelWidth(beside numbers: Int) -> Int { width - Self.numberWidth * numbers - Self.indent }

    private func addHead(_ title: String, _ columns: [String], to page: inout TextPage) {
        page.line(
            (title.padded(to: labelWidth(beside: columns.count) + Self.indent), .bold),
            (columns.map { $0.paddedLeft(to: Self.numberWidth) }.joined(), .dim))
    }

    /// A label that is too long goes on above its last piece.
    private func addRow(_ label: String, _ numbers: [String], _ style: TextStyle, to page: inout TextPage) {
        let room = labelWidth(beside: numbers.count)
        var pieces = label.visible.cut(to: room)
        let last = pieces.popLast() ?? ""
        for piece in pieces { page.line((spaces(Self.indent) + piece, style)) }
        page.line(
            (spaces(Self.indent) + last.padded(to: room), style),
            (numbers.map { $0.paddedLeft(to: Self.numberWidth) }.joined(), .plain))
    }
}

extension ScanSummary {
    /// What the ends of the chains have.
    var endingRows: [(label: String, count: UInt)] {
        [("with IPv4", endings.ipv4), ("with IPv6", endings.ipv6), ("with both", endings.both)]
    }

    /// What a reader must know of the numbers.
    var remarks: [String] {
        isPartial
            ? [
                "There was more to tell apart than is held: the numbers of one operator, software or code may be too "
                    + "small. Those of names are exact."
            ] : []
    }
}

/// As `3 names`, `1 name`.
func counted(_ count: UInt, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
