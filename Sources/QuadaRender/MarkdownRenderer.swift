public import QuadaReport

/// GitHub-flavoured Markdown for a comment on a pull request and for the summary of a CI job.
///
/// Never longer than `maximumOctets`: evidence is left out first, then names that passed, notes, what is waived or
/// known, notices, and so on upwards, each piece whole; a closing sentence counts what is missing. A name, an address or
/// a server's text becomes neither sign nor link, and calls nobody.
public struct MarkdownRenderer: Renderer {
    public let name = "markdown"
    /// GitHub takes 65,536 characters in a comment; the summary of a step may have 1 MiB.
    public var maximumOctets: Int

    /// Room for the head at its longest, and for what is said of the rest.
    public static let leastMaximum = 16_384
    /// Rows of the table that are more important than what was found.
    private static let rowLimit = 50
    /// Scalars of one text; the longest name in presentation format has 1,004 characters.
    static let textLimit = 1_004
    /// Scalars of a text in the head and at the end, which are never left out.
    private static let headTextLimit = 200

    /// - Parameter maximumOctets: What is less than `leastMaximum` is taken for that.
    public init(maximumOctets: Int = 65_000) {
        self.maximumOctets = maximumOctets
    }

    public func render(_ report: Report) -> [UInt8] {
        var document = MarkdownDocument()
        document.sections = [head(of: report), table(of: report)]
        document.sections += faults(of: report)
        document.sections += [cleanNames(of: report), notes(of: report)]
        return document.octets(atMost: max(Self.leastMaximum, maximumOctets))
    }

    // MARK: - Head

    private func head(of report: Report) -> MarkdownDocument.Section {
        let summary = report.summary
        let findings = Severity.allCases.map { counted(summary.findings[$0, default: 0], $0.rawValue) }
        let verdicts = Verdict.allCases.compactMap { verdict in
            summary.verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        var lines = [
            "## quada: \(report.outcome)", "",
            "**\(findings.joined(separator: ", "))**; \(summary.waived) waived, \(summary.known) known before. "
                + "One fault counts once, whatever the number of names behind which it shows.",
        ]
        if !verdicts.isEmpty {
            lines += ["", "\(counted(report.audits.count, "name")): \(verdicts.joined(separator: ", "))."]
        }
        lines += ["", gate(of: report)]
        return MarkdownDocument.Section(pieces: [.init(importance: .head, lines: lines)])
    }

    private func gate(of report: Report) -> String {
        var clauses = [
            report.gate.failOn.map { "A name fails by any \($0.rawValue)" } ?? "No finding makes a name fail"
        ]
        if report.gate.failOn != .error, report.gate.failOn != nil { clauses[0] += " or what is graver" }
        if let policy = report.gate.policy { clauses.append("policy " + headCode(policy)) }
        if let baseline = report.gate.baseline { clauses.append("compared with " + headCode(baseline)) }
        let subject = report.subject.map { "Audited: \($0.phrase.clipped(to: Self.headTextLimit).markdown()). " } ?? ""
        return subject + clauses.joined(separator: "; ") + "."
    }

    // MARK: - Names

    private func table(of report: Report) -> MarkdownDocument.Section {
        let audits = [NameAudit.Status.failed, .inconclusive].flatMap { status in
            report.audits.filter { $0.status == status }
        }
        let pieces = audits.enumerated().map { index, audit in
            let rank: MarkdownDocument.Importance =
                index >= Self.rowLimit ? .furtherName : audit.status == .failed ? .failedName : .inconclusiveName
            return MarkdownDocument.Piece(importance: rank, lines: [row(audit)])
        }
        let head = ["", "| name | status | verdict | counted findings | why |", "|---|---|---|---|---|"]
        return MarkdownDocument.Section(opening: head, pieces: pieces)
    }

    private func row(_ audit: NameAudit) -> String {
        let counts = Severity.allCases.compactMap { severity -> String? in
            let count = audit.findings.count { $0.isCounted && $0.severity == severity }
            return count == 0 ? nil : counted(count, severity.rawValue)
        }
        let place = audit.location.map { ", " + code($0.description) } ?? ""
        let cells = [
            code(audit.name) + place, audit.status.rawValue, audit.verdict.rawValue,
            counts.isEmpty ? "none" : counts.joined(separator: ", "), text(audit.reason),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    /// Folded, since nobody has to act on them.
    private func cleanNames(of report: Report) -> MarkdownDocument.Section {
        let audits = report.audits.filter { $0.status == .passed }
        let pieces = audits.map { audit in
            let wildcard = audit.roles.contains(.wildcard) ? ", made up below a wildcard" : ""
            return MarkdownDocument.Piece(
                importance: .cleanName, lines: ["- \(code(audit.name)) \(audit.verdict.rawValue)\(wildcard)"])
        }
        let summary = "<summary>\(counted(audits.count, "name")) passed</summary>"
        return MarkdownDocument.Section(
            opening: ["", "<details>", summary, ""], pieces: pieces, closing: ["", "</details>"])
    }

    private func notes(of report: Report) -> MarkdownDocument.Section {
        let notes = report.notes.map { MarkdownDocument.Piece(importance: .note, lines: ["", "Note: " + text($0)]) }
        let small = MarkdownDocument.Piece(
            importance: .head,
            lines: ["", "Audited \(report.circumstances.clipped(to: Self.headTextLimit).markdown())."])
        return MarkdownDocument.Section(pieces: notes + [small])
    }

    // MARK: - Texts

    private func headCode(_ text: String) -> String { text.clipped(to: Self.headTextLimit).markdownCode }

    func text(_ text: String) -> String { text.clipped(to: Self.textLimit).markdown() }

    func code(_ text: String) -> String { text.clipped(to: Self.textLimit).markdownCode }
}
