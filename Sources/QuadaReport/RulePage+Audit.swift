internal import QuadaAudit

extension RulePage {
    /// A page for each rule, in the order in which findings are reported; those of the user's own policy last.
    public static let catalogue = Rule.catalogue.map { RulePage($0) } + PolicyRule.all.map(\.page)

    init(_ rule: Rule) {
        self.init(
            code: rule.code, severity: Severity(rule.severity), scope: RuleScope(rule.scope), title: rule.title,
            rfc: rule.sources.map(\.description), explanation: rule.explanation, impact: rule.impact,
            remedy: rule.remedy, productRemedies: rule.productRemedies.map { ProductRemedy($0) },
            demonstration: rule.demonstration, scenarios: rule.scenarios)
    }
}

extension RuleScope {
    init(_ scope: QuadaAudit.Scope) {
        self =
            switch scope {
            case .server: .server
            case .zone: .zone
            case .name: .name
            }
    }
}
