import QuadaReport

/// Where there are many names: a table that leads to each, with a filter, and each fault once.
extension HTMLRenderer {
    /// Names behind a fault that are listed; all have it in their own sections.
    private static let nameLimit = 12

    static func anchor(_ index: Int) -> String { "name-\(index + 1)" }

    // MARK: - The table

    func addNames(_ audits: [NameAudit], to page: inout Markup) {
        page.element("section", ("aria-labelledby", "names-title")) { page in
            page.element("h2", ("id", "names-title"), text: "Names")
            addFilter(to: &page)
            page.element(
                "div", ("class", "scroll"), ("role", "region"), ("aria-label", "Table of names"), ("tabindex", "0")
            ) { page in
                page.element("table", ("class", "names"), ("id", "names")) { page in
                    page.element("caption", text: "Every name, how it came out, and what counts against it")
                    page.element("thead") { page in
                        page.element("tr") { page in
                            for title in ["Name", "Status", "Verdict", "Findings that count"] {
                                page.element("th", ("scope", "col"), text: title)
                            }
                        }
                    }
                    page.element("tbody") { page in
                        for (index, audit) in audits.enumerated() { addRow(audit, at: index, to: &page) }
                    }
                }
            }
        }
    }

    private func addRow(_ audit: NameAudit, at index: Int, to page: inout Markup) {
        let counted = audit.findings.filter(\.isCounted)
        page.element(
            "tr", ("data-name", audit.name), ("data-status", audit.status.rawValue),
            ("data-verdict", audit.verdict.rawValue), ("data-severity", counted.first?.severity.rawValue ?? "none"),
            ("data-target", Self.anchor(index))
        ) { page in
            page.element("th", ("scope", "row")) { page in
                page.element("a", ("href", "#\(Self.anchor(index))"), text: audit.name)
            }
            page.element("td") { $0.badge(audit.status.rawValue, audit.status.tone, isQuiet: audit.status == .passed) }
            page.element("td") { $0.badge(audit.verdict.rawValue, audit.verdict.tone, isQuiet: true) }
            page.element("td", text: counted.map(\.code).uniqued().joined(separator: ", "))
        }
    }

    /// Hidden until the script, which makes it work, shows it.
    private func addFilter(to page: inout Markup) {
        page.element("form", ("class", "filter"), ("id", "filter"), ("role", "search"), ("hidden", "")) { page in
            page.element("label") { page in
                page.text("Search names and findings ")
                page.element(
                    "input", ("type", "search"), ("id", "search"), ("autocomplete", "off"), ("spellcheck", "false"))
            }
            choice("Status", "status", NameAudit.Status.allCases.map(\.rawValue), to: &page)
            choice("Verdict", "verdict", Verdict.allCases.map(\.rawValue), to: &page)
            choice("Gravest finding", "severity", Severity.allCases.map(\.rawValue) + ["none"], to: &page)
            page.element("button", ("type", "reset"), text: "Show all")
            page.element(
                "p", ("class", "shown"), ("id", "shown"), ("role", "status"), ("aria-live", "polite"), text: "")
        }
    }

    private func choice(_ label: String, _ id: String, _ values: [String], to page: inout Markup) {
        page.element("label") { page in
            page.text("\(label) ")
            page.element("select", ("id", id)) { page in
                page.element("option", ("value", "any"), text: "any")
                for value in values { page.element("option", ("value", value), text: value) }
            }
        }
    }

    // MARK: - Faults

    func addFaults(_ faults: [Fault], among audits: [NameAudit], to page: inout Markup) {
        guard !faults.isEmpty else { return }
        let places = Dictionary(audits.enumerated().map { ($1.name, $0) }) { first, _ in first }
        page.element("section", ("aria-labelledby", "faults-title")) { page in
            page.element("h2", ("id", "faults-title"), text: "Faults, each once")
            page.element("ul", ("class", "faults")) { page in
                for fault in faults {
                    page.element("li") { page in
                        page.badge(fault.finding.severity.rawValue, fault.finding.severity.tone)
                        page.text(" ")
                        page.element("code", text: fault.finding.code)
                        page.text(
                            " " + fault.finding.title
                                + (fault.finding.server.map { ": \($0.name) \($0.address)" }
                                    ?? ": \(fault.finding.name)"))
                        if let standing = fault.finding.standing {
                            page.text(" ")
                            page.badge(standing, "quiet", isQuiet: true)
                        }
                        page.element("p", ("class", "behind")) { addNames(of: fault, places, to: &$0) }
                    }
                }
            }
        }
    }

    private func addNames(of fault: Fault, _ places: [String: Int], to page: inout Markup) {
        page.text("at ")
        for (index, name) in fault.names.prefix(Self.nameLimit).enumerated() {
            if index > 0 { page.text(", ") }
            page.element("a", ("href", "#\(Self.anchor(places[name] ?? 0))"), text: name)
        }
        let others = fault.names.count - Self.nameLimit
        if others > 0 { page.text(" and \(counted(others, "more name"))") }
    }
}

extension Markup {
    /// A word on a coloured ground, or in a coloured frame where it is quiet.
    mutating func badge(_ word: String, _ tone: String, isQuiet: Bool = false) {
        element("span", ("class", "badge \(tone)\(isQuiet ? " outline" : "")"), text: word)
    }
}
