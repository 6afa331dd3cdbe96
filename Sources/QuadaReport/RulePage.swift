/// Everything that is said of one rule: what is wrong, whom it hits, how to see it and how to mend it.
public struct RulePage: Hashable, Sendable, Codable {
    /// Stable, kebab-case: what tests and filters go by.
    public var code: String
    public var severity: Severity
    public var scope: RuleScope
    /// A few words for a headline.
    public var title: String
    /// As `RFC 4074, section 3`.
    public var rfc: [String]
    /// What is wrong, and why it is.
    public var explanation: String
    /// What it does to clients.
    public var impact: String
    public var remedy: String
    /// The same for products whose documents were found.
    public var productRemedies: [ProductRemedy]
    /// `dig` lines with `SERVER` and `NAME` for what they are asked of; what they show stands behind a `#`.
    public var demonstration: [String]
    /// The scenarios that provoke it: files under `fixtures/`, without `.yaml`.
    public var scenarios: [String]

    public init(
        code: String, severity: Severity, scope: RuleScope, title: String, rfc: [String], explanation: String,
        impact: String, remedy: String, productRemedies: [ProductRemedy], demonstration: [String], scenarios: [String]
    ) {
        self.code = code
        self.severity = severity
        self.scope = scope
        self.title = title
        self.rfc = rfc
        self.explanation = explanation
        self.impact = impact
        self.remedy = remedy
        self.productRemedies = productRemedies
        self.demonstration = demonstration
        self.scenarios = scenarios
    }

    /// The commands that audit its scenarios, for the top of a checkout.
    public var trials: [String] { scenarios.map { "quada audit --lab fixtures/\($0).yaml" } }

    private enum CodingKeys: String, CodingKey {
        case code, severity, scope, title, rfc, explanation, impact, remedy, demonstration, scenarios
        case productRemedies = "product_remedies"
    }
}
