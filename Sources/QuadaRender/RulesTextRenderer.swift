public import QuadaReport

/// For a person at a terminal: the list as a table, a rule as a page.
public struct RulesTextRenderer: RulesRenderer {
    public let name = "text"
    public var usesColour: Bool
    /// In columns.
    public var width: Int

    private static let labelIndent = 2
    private static let labelColumn = 12

    public init(usesColour: Bool = false, width: Int = 80) {
        self.usesColour = usesColour
        self.width = max(80, width)
    }

    // MARK: - List

    public func list(_ pages: [RulePage]) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        let codeWidth = (pages.map(\.code.count).max() ?? 0) + 1
        let severityWidth = (Severity.allCases.map(\.rawValue.count).max() ?? 0) + 1
        let scopeWidth = (RuleScope.allCases.map(\.rawValue.count).max() ?? 0) + 1
        let titleColumn = codeWidth + severityWidth + scopeWidth
        for rule in pages {
            let titles = rule.title.visible.wrapped(to: width - titleColumn)
            page.line(
                (rule.code.padded(to: codeWidth), .bold),
                (rule.severity.rawValue.padded(to: severityWidth), rule.severity.style),
                (rule.scope.rawValue.padded(to: scopeWidth), .plain), (titles.first ?? "", .plain))
            for rest in titles.dropFirst() { page.line((spaces(titleColumn) + rest, .plain)) }
        }
        page.gap()
        page.paragraph("\(counted(pages.count, "rule")); quada explain CODE tells all about one.", indent: 0)
        return page.octets
    }

    // MARK: - Pages

    public func explain(_ pages: [RulePage]) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        for rule in pages {
            page.gap()
            add(rule, to: &page)
        }
        return page.octets
    }

    private func add(_ rule: RulePage, to page: inout TextPage) {
        let word = rule.severity.rawValue.uppercased()
        page.labelled(
            word, indent: 0, column: word.count + 2, labelStyle: rule.severity.style, rule.code, style: .bold)
        page.paragraph(rule.title, indent: Self.labelIndent, style: .bold)
        field("About", rule.scope.phrase, to: &page)
        field("What", rule.explanation, to: &page)
        field("Clients", rule.impact, to: &page)
        field("Source", rule.rfc.joined(separator: "; "), to: &page)
        if !rule.demonstration.isEmpty {
            field("See it", "with the server's address for SERVER and the name for NAME:", to: &page)
            for line in rule.demonstration { page.verbatim(line, indent: 4, style: .bold) }
        }
        field("Remedy", rule.remedy, to: &page)
        page.products(rule.productRemedies, indent: Self.labelIndent, column: Self.labelColumn)
        if !rule.trials.isEmpty {
            field("Try it", "in memory, without a network, from the top of a checkout:", to: &page)
            for line in rule.trials { page.command(line, indent: 4) }
        }
    }

    private func field(_ label: String, _ text: String, to page: inout TextPage) {
        guard !text.isEmpty else { return }
        page.labelled(label, indent: Self.labelIndent, column: Self.labelColumn, labelStyle: .dim, text)
    }
}

extension RuleScope {
    /// What a finding of the rule speaks of.
    var phrase: String {
        switch self {
        case .server: "one address of a server"
        case .zone: "a zone and all of its servers"
        case .name: "a name and its whole chain"
        }
    }
}
