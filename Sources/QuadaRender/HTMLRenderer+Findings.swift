import QuadaReport

/// What was found at one name: each fault once, with all the servers that show it, its evidence folded.
extension HTMLRenderer {
    private static let commandLimit = 4

    func addFindings(of audit: NameAudit, _ id: String, to page: inout Markup) {
        guard !audit.findings.isEmpty else { return }
        let evidence = Dictionary(audit.evidence.map { ($0.id, $0) }) { first, _ in first }
        page.element("h3", text: "Findings")
        for (index, group) in FindingGroup.groups(of: audit.findings).enumerated() {
            let title = "\(id)-finding-\(index + 1)"
            page.element("article", ("class", "finding \(group.first.severity.tone)"), ("aria-labelledby", title)) {
                page in
                addHead(of: group, title, to: &page)
                addBody(of: group, to: &page)
                addEvidence(of: group, evidence, to: &page)
            }
        }
    }

    private func addHead(of group: FindingGroup, _ title: String, to page: inout Markup) {
        let finding = group.first
        page.element("h4", ("id", title)) { page in
            page.badge(finding.severity.rawValue, finding.severity.tone)
            page.text(" ")
            page.element("code", text: finding.code)
            page.text(" \(finding.title)")
            if let standing = finding.standing {
                page.text(" ")
                page.badge(standing, "quiet", isQuiet: true)
            }
        }
    }

    private func addBody(of group: FindingGroup, to page: inout Markup) {
        let finding = group.first
        page.element("dl", ("class", "facts")) { page in
            item("Name", finding.name + (finding.zone.map { ", zone \($0)" } ?? ""), to: &page)
            item("Record", finding.location.map(\.description) ?? "", to: &page)
            servers(of: group, to: &page)
            for detail in group.findings.map(\.detail).uniqued() { item("Seen", detail, to: &page) }
            item("Clients", finding.effect, to: &page)
            item("Policy", finding.declaredSeverity.map { "\($0.rawValue) by the rule itself" } ?? "", to: &page)
            item("Waiver", finding.waiver.map(\.sentence) ?? "", to: &page)
            commands(of: group, to: &page)
            item("Remedy", finding.remedy, to: &page)
            for remedy in finding.productRemedies {
                item(remedy.product, "\(remedy.text) (\(remedy.source))", to: &page)
            }
            sources(finding.rfc, to: &page)
        }
    }

    private func item(_ label: String, _ text: String, to page: inout Markup) {
        guard !text.isEmpty else { return }
        page.element("dt", text: label)
        page.element("dd", text: text)
    }

    private func servers(of group: FindingGroup, to page: inout Markup) {
        let servers = group.findings.compactMap(\.server)
        guard !servers.isEmpty else { return }
        page.element("dt", text: servers.count == 1 ? "Server" : "Servers")
        page.element("dd") { page in
            page.element("ul", ("class", "plain")) { page in
                for server in servers {
                    page.element("li") { page in
                        page.text("\(server.name) ")
                        page.element("span", ("class", "mono"), text: server.address)
                        page.text(" \(server.transport.rawValue.uppercased())")
                    }
                }
            }
        }
    }

    private func commands(of group: FindingGroup, to page: inout Markup) {
        let commands = group.commandsByShape.compactMap(\.first).prefix(Self.commandLimit)
        guard !commands.isEmpty else { return }
        page.element("dt", text: "See it")
        page.element("dd") { page in
            for command in commands { page.element("pre", ("tabindex", "0")) { $0.element("code", text: command) } }
        }
    }

    /// RFCs as links to the text of the RFC Editor, which nothing loads unless a reader follows one.
    private func sources(_ texts: [String], to page: inout Markup) {
        guard !texts.isEmpty else { return }
        page.element("dt", text: "Source")
        page.element("dd") { page in
            for (index, text) in texts.enumerated() {
                if index > 0 { page.text("; ") }
                if let number = text.split(separator: " ").dropFirst().first?.prefix(while: \.isNumber),
                    text.hasPrefix("RFC "),
                    !number.isEmpty
                {
                    page.element(
                        "a", ("href", "https://www.rfc-editor.org/rfc/rfc\(number)"), ("rel", "noreferrer"), text: text)
                } else {
                    page.text(text)
                }
            }
        }
    }

    private func addEvidence(of group: FindingGroup, _ all: [String: EvidenceEntry], to page: inout Markup) {
        let entries = group.findings.flatMap(\.evidence).uniqued().compactMap { all[$0] }
        guard !entries.isEmpty else { return }
        page.element("details", ("class", "evidence")) { page in
            page.element("summary", text: "Evidence of \(group.first.code): \(counted(entries.count, "exchange"))")
            for entry in entries {
                page.element("p") { page in
                    page.element("b", text: entry.question)
                    page.text(
                        " @\(entry.server.address) \(entry.server.transport.rawValue.uppercased())"
                            + (entry.edns ? "" : " without EDNS") + ", \(counted(entry.attempts.count, "attempt"))"
                            + (entry.roundTrip.map { ", \($0.text) ms" } ?? "") + ", \(entry.outcome.rawValue)")
                }
                page.element("pre", ("tabindex", "0")) { $0.lines(entry.lines) }
            }
        }
    }
}

extension AppliedWaiver {
    fileprivate var sentence: String {
        "\(isExpired ? "expired on" : "until") \(expires), \(location): \(reason)"
    }
}
