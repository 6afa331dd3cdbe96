import QuadaReport

/// Each fault once, those together that differ only in the server; the exchanges that show it folded beneath.
extension MarkdownRenderer {
    private static let serverLimit = 12
    private static let detailLimit = 4
    private static let nameLimit = 8
    private static let sourceLimit = 8
    private static let productLimit = 3
    private static let commandLimit = 4
    /// Scalars; a shell's quotes make four of one in the longest name.
    private static let commandTextLimit = 4_200
    /// Exchanges beneath a fault, and lines of one.
    private static let evidenceLimit = 2
    private static let evidenceLineLimit = 14

    /// What counts, then what is waived or known.
    func faults(of report: Report) -> [MarkdownDocument.Section] {
        let audits = Dictionary(report.audits.map { ($0.name, $0) }) { first, _ in first }
        let groups = FaultGroup.groups(of: report.faults)
        return [true, false].map { isCounted in
            let ofOneKind = groups.filter { $0.first.finding.isCounted == isCounted }
            return MarkdownDocument.Section(pieces: ofOneKind.flatMap { pieces(for: $0, audits: audits) })
        }
    }

    private func pieces(for group: FaultGroup, audits: [String: NameAudit]) -> [MarkdownDocument.Piece] {
        let block = MarkdownDocument.Piece(importance: importance(of: group.first.finding), lines: block(for: group))
        let evidence = exchanges(of: group, audits: audits)
        return [block] + (evidence.isEmpty ? [] : [.init(importance: .evidence, lines: evidence, isAppendix: true)])
    }

    private func importance(of finding: FindingEntry) -> MarkdownDocument.Importance {
        guard finding.isCounted else { return .setAside }
        return switch finding.severity {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        }
    }

    private func block(for group: FaultGroup) -> [String] {
        let finding = group.first.finding
        let standing = finding.standing.map { " (\($0))" } ?? ""
        var lines = ["", "### \(finding.severity.rawValue) \(code(finding.code)): \(text(finding.title))\(standing)"]
        func add(_ label: String, _ text: String) {
            if !text.isEmpty { lines += ["", "**\(label).** \(text)"] }
        }
        add("Name", subject(of: group))
        add(group.faults.count > 1 ? "\(group.faults.count) servers" : "Server", servers(of: group))
        add("Seen", details(of: group))
        add("Clients", text(finding.effect))
        for (index, commands) in group.findings.commandsByShape.prefix(Self.commandLimit).enumerated() {
            guard let command = commands.first else { continue }
            add(index == 0 ? "See it" : "Or", commands.count == 1 ? "With" : "At each of the servers, as")
            lines += [""] + markdownFence([command.clipped(to: Self.commandTextLimit)], language: "sh")
        }
        add("Remedy", text(finding.remedy))
        if !finding.productRemedies.isEmpty {
            lines += [""] + finding.productRemedies.prefix(Self.productLimit).map(product)
            let more = finding.productRemedies.count - Self.productLimit
            if more > 0 { lines.append("- \(more) more: " + code("quada explain \(finding.code)")) }
        }
        add("Source", listed(finding.rfc, atMost: Self.sourceLimit, as: source))
        add("Where", finding.location.map { code($0.description) } ?? "")
        if let severity = finding.declaredSeverity {
            add("Policy", "a rule of severity \(severity.rawValue), made \(finding.severity.rawValue) here")
        }
        add("Waiver", finding.waiver.map(waiver) ?? "")
        return lines
    }

    private func subject(of group: FaultGroup) -> String {
        let finding = group.first.finding
        let zone = finding.zone.map { ", zone \(code($0))" } ?? ""
        let names = group.first.names
        if names == [finding.name] { return code(finding.name) + zone }
        return code(finding.name) + zone + "; shows at "
            + (names.count == 1 ? "" : "\(counted(names.count, "name")): ")
            + listed(names, atMost: Self.nameLimit, as: code)
    }

    private func servers(of group: FaultGroup) -> String {
        let servers = group.faults.compactMap(\.finding.server)
        let transports = servers.map { $0.transport.rawValue.uppercased() }.uniqued().joined(separator: ", ")
        return servers.isEmpty
            ? ""
            : listed(servers, atMost: Self.serverLimit) { "\(code($0.name)) \(code($0.address))" } + ", \(transports)"
    }

    private func details(of group: FaultGroup) -> String {
        let details = group.faults.map(\.finding.detail).uniqued()
        return listed(details, atMost: Self.detailLimit) { detail in
            let addresses = group.faults.filter { $0.finding.detail == detail }.compactMap(\.finding.server?.address)
            let whose = addresses.first.map { address in
                code(address) + (addresses.count > 1 ? " and \(addresses.count - 1) more: " : ": ")
            }
            return (details.count == 1 ? "" : whose ?? "") + text(detail)
        }
    }

    private func product(_ remedy: ProductRemedy) -> String {
        "- **\(text(remedy.product)):** \(text(remedy.text)) "
            + "(\(remedy.source.clipped(to: Self.textLimit).markdown(linksAddresses: true)))"
    }

    private func source(_ reference: String) -> String {
        RFCLink.address(of: reference).map { "[\(text(reference))](\($0))" } ?? text(reference)
    }

    private func waiver(_ waiver: AppliedWaiver) -> String {
        "\(waiver.isExpired ? "expired on" : "until") \(waiver.expires): \(text(waiver.reason)) "
            + "(\(code(waiver.location.description)))"
    }

    private func listed<Item>(_ items: [Item], atMost limit: Int, as words: (Item) -> String) -> String {
        let more = items.count > limit ? ["\(items.count - limit) more"] : []
        return (items.prefix(limit).map(words) + more).joined(separator: "; ")
    }

    // MARK: - Evidence

    /// The exchanges of the first server, folded.
    private func exchanges(of group: FaultGroup, audits: [String: NameAudit]) -> [String] {
        let finding = group.first.finding
        let audit = group.first.names.lazy.compactMap { audits[$0] }.first { $0.findings.contains(finding) }
        let entries = finding.evidence.compactMap { id in audit?.evidence.first { $0.id == id } }
        guard !entries.isEmpty else { return [] }
        let shown = entries.prefix(Self.evidenceLimit)
        let more = entries.count > shown.count ? " of \(entries.count)" : ""
        return ["", "<details>", "<summary>Evidence: \(counted(shown.count, "exchange"))\(more)</summary>", ""]
            + markdownFence(shown.flatMap(lines(of:))) + ["", "</details>"]
    }

    private func lines(of entry: EvidenceEntry) -> [String] {
        let time = entry.roundTrip.map { ", \($0.text) ms" } ?? ""
        let attempts = entry.attempts.count > 1 ? ", \(entry.attempts.count) attempts" : ""
        let head =
            "\(entry.question) @\(entry.server.address) \(entry.server.transport.rawValue.uppercased())"
            + (entry.edns ? "" : " without EDNS") + time + attempts
        let rest = entry.lines.count - Self.evidenceLineLimit
        return [head.clipped(to: Self.textLimit)]
            + entry.lines.prefix(Self.evidenceLineLimit).map { "  " + $0.clipped(to: 200) }
            + (rest > 0 ? ["  ... \(counted(rest, "more line"))"] : [])
    }
}
