import QuadaReport

/// Each fault once, with all the servers that show it: four servers alike are one block, not four.
extension TextRenderer {
    private static let labelIndent = 2
    private static let labelColumn = 12
    /// Lines of one exchange; a response of 64 KiB is in the JSON.
    private static let evidenceLineLimit = 14
    private static let commandLimit = 4
    /// Products beside a finding; all are on the rule's page and in the JSON.
    private static let productLimit = 3

    /// - Parameter told: Keys of the findings that were told under an earlier name; they are only named here.
    func addFindings(of audit: NameAudit, _ told: inout Set<String>, to page: inout TextPage) {
        let evidence = Dictionary(audit.evidence.map { ($0.id, $0) }) { first, _ in first }
        var shown: Set<String> = []
        let isNew = { [told] (finding: FindingEntry) in !told.contains(finding.key) }
        for group in FindingGroup.groups(of: audit.findings.filter(isNew)) {
            page.gap()
            add(group, evidence: evidence, &shown, to: &page)
        }
        let repeated = audit.findings.filter { !isNew($0) }.map(\.code).uniqued()
        if !repeated.isEmpty {
            page.gap()
            page.labelled("Also", indent: Self.labelIndent, column: 8, repeated.joined(separator: ", ") + ": see above")
        }
        told.formUnion(audit.findings.map(\.key))
    }

    private func add(
        _ group: FindingGroup, evidence: [String: EvidenceEntry], _ shown: inout Set<String>, to page: inout TextPage
    ) {
        let finding = group.first
        let word = finding.severity.rawValue.uppercased()
        page.labelled(
            word, indent: 0, column: word.count + 2, labelStyle: finding.severity.style, finding.code, style: .bold)
        page.paragraph(finding.title, indent: Self.labelIndent, style: .bold)
        addStanding(of: finding, to: &page)
        field("Name", finding.name + (finding.zone.map { "  zone \($0)" } ?? ""), to: &page)
        field("Record", finding.location.map(\.description) ?? "", to: &page)
        addServers(of: group, to: &page)
        addDetails(of: group, to: &page)
        field("Clients", finding.effect, to: &page)
        if showsAllEvidence {
            addAllEvidence(of: group, from: evidence, &shown, to: &page)
        } else {
            addEvidence(of: group, from: evidence, to: &page)
        }
        addCommands(of: group, to: &page)
        field("Remedy", finding.remedy, to: &page)
        addProducts(of: finding, to: &page)
        field("Source", finding.rfc.joined(separator: "; "), to: &page)
    }

    /// What the policy and the earlier report make of it.
    private func addStanding(of finding: FindingEntry, to page: inout TextPage) {
        if let declared = finding.declaredSeverity {
            field("Policy", "\(declared.rawValue) by the rule itself", to: &page)
        }
        if let waiver = finding.waiver {
            let standing = waiver.isExpired ? "expired on" : "until"
            field(
                waiver.isExpired ? "WAIVER" : "Waived",
                "\(standing) \(waiver.expires) (\(waiver.location)): \(waiver.reason)", to: &page)
        }
        switch finding.baseline {
        case .known: field("Known", "from the earlier report: it does not count again", to: &page)
        case .new: field("New", "not in the earlier report", to: &page)
        case nil: break
        }
    }

    func field(_ label: String, _ text: String, to page: inout TextPage) {
        guard !text.isEmpty else { return }
        page.labelled(label, indent: Self.labelIndent, column: Self.labelColumn, labelStyle: .dim, text)
    }

    private func addProducts(of finding: FindingEntry, to page: inout TextPage) {
        let remedies = finding.productRemedies
        page.products(Array(remedies.prefix(Self.productLimit)), indent: Self.labelIndent, column: Self.labelColumn)
        guard remedies.count > Self.productLimit else { return }
        page.paragraph(
            "\(remedies.count - Self.productLimit) more: quada explain \(finding.code)", indent: Self.labelColumn,
            style: .dim)
    }

    private func addServers(of group: FindingGroup, to page: inout TextPage) {
        let servers = group.findings.compactMap(\.server)
        guard !servers.isEmpty else { return }
        let transports = servers.map(\.transport.rawValue).uniqued().map { $0.uppercased() }.joined(separator: ", ")
        let names = servers.map(\.name).uniqued()
        let texts = names.map { name in
            let addresses = servers.filter { $0.name == name }.map(\.address).uniqued()
            return "\(name) \(addresses.joined(separator: " "))"
        }
        field(
            servers.count == 1 ? "Server" : "Servers",
            (servers.count == 1 ? "" : "\(servers.count): ") + texts.joined(separator: ", ") + " (\(transports))",
            to: &page)
    }

    private func addDetails(of group: FindingGroup, to page: inout TextPage) {
        let details = group.findings.map(\.detail).uniqued()
        for (index, detail) in details.enumerated() {
            let addresses = group.findings.filter { $0.detail == detail }.compactMap { $0.server?.address }
            let whose = details.count == 1 || addresses.isEmpty ? "" : addresses.joined(separator: ", ") + ": "
            field(index == 0 ? "Seen" : "", whose + detail, to: &page)
        }
    }

    private func addEvidence(of group: FindingGroup, from all: [String: EvidenceEntry], to page: inout TextPage) {
        let entries = group.first.evidence.compactMap { all[$0] }
        for entry in entries.prefix(evidenceLimit) {
            let time = entry.roundTrip.map { ", \($0.text) ms" } ?? ""
            field(
                "Evidence",
                "\(entry.question) @\(entry.server.address) \(entry.server.transport.rawValue.uppercased())"
                    + (entry.edns ? "" : " without EDNS") + time
                    + (entry.attempts.count > 1 ? ", \(entry.attempts.count) attempts" : ""),
                to: &page)
            for line in entry.lines.prefix(Self.evidenceLineLimit) { page.verbatim(line, indent: 4, style: .cyan) }
            if entry.lines.count > Self.evidenceLineLimit {
                page.paragraph(
                    "... \(entry.lines.count - Self.evidenceLineLimit) more lines in the JSON report", indent: 4,
                    style: .dim)
            }
        }
        let total = group.findings.flatMap(\.evidence).uniqued().count
        let shown = min(entries.count, evidenceLimit)
        if total > shown, shown > 0 {
            page.paragraph(
                "\(counted(total - shown, "more exchange")) in the JSON report", indent: Self.labelColumn, style: .dim)
        }
    }

    private func addCommands(of group: FindingGroup, to page: inout TextPage) {
        let shapes = group.commandsByShape
        for (index, commands) in shapes.prefix(Self.commandLimit).enumerated() {
            guard let first = commands.first else { continue }
            let others = commands.count - 1
            field(
                index == 0 ? "See it" : "Or",
                others == 0
                    ? "with this line:"
                    : "with this line, and so at the other \(counted(others, "address", "addresses")):",
                to: &page)
            page.command(first, indent: 4)
        }
    }
}

/// Findings of one rule about one name, which differ only in the server.
struct FindingGroup {
    let findings: [FindingEntry]
    let first: FindingEntry

    private struct Key: Hashable {
        let code: String
        let severity: Severity
        let name: String
        let zone: String?
        let title: String
        let effect: String
        let remedy: String

        init(_ finding: FindingEntry) {
            code = finding.code
            severity = finding.severity
            name = finding.name
            zone = finding.zone
            title = finding.title
            effect = finding.effect
            remedy = finding.remedy
        }
    }

    /// The gravest first, else in the order of the report.
    static func groups(of findings: [FindingEntry]) -> [FindingGroup] {
        let byKey = Dictionary(grouping: findings, by: Key.init)
        let groups = findings.map(Key.init).uniqued().compactMap { key in
            byKey[key].flatMap { group in group.first.map { FindingGroup(findings: group, first: $0) } }
        }
        return Severity.allCases.flatMap { severity in groups.filter { $0.first.severity == severity } }
    }

    /// The `dig` lines, those together that differ only in the address they ask.
    var commandsByShape: [[String]] {
        let commands = findings.compactMap { finding in
            finding.reproduce.map { command in
                (command, finding.server.map { command.replacing("@\($0.address)", with: "@") } ?? command)
            }
        }
        return commands.map(\.1).uniqued().map { shape in commands.filter { $0.1 == shape }.map(\.0).uniqued() }
    }
}
