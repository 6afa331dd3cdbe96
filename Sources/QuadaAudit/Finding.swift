public import QuadaDNS
public import QuadaEvidence

/// A rule that was violated: by whom, about which name, and how it was seen.
public struct Finding: Sendable {
    public let rule: Rule
    public let owner: Name
    /// The zone that holds the owner; none where it was not reached.
    public let zone: Name?
    /// None for a finding about a zone or a name.
    public let server: ServerAddress?
    public let detail: String
    public let evidence: [Observation]

    public var code: String { rule.code }
    public var severity: Severity { rule.severity }
}

/// A rule that could neither be found met nor violated.
public struct Inconclusive: Sendable {
    public let rule: Rule
    public let owner: Name
    public let zone: Name?
    public let server: ServerAddress?
    public let reason: String
}
