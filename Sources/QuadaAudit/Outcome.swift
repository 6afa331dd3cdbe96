public import QuadaDNS
public import QuadaEvidence

/// What a rule says of one case.
public enum Outcome: Hashable, Sendable {
    /// The rule has nothing to say here.
    case notApplicable
    case met
    case violated(Violation)
    /// Something is odd, and what was seen does not tell the fault from loss, rotation or our own limits.
    case inconclusive(reason: String)
}

/// A rule violated in one case: what was seen.
public struct Violation: Hashable, Sendable {
    public let detail: String
    /// The observations it rests on; the first is the one that shows it.
    public let evidence: [Observation]
    /// The owner it speaks of, where that is not the case's own.
    public let owner: Name?

    init(_ detail: String, evidence: [Observation], owner: Name? = nil) {
        self.detail = detail
        self.evidence = evidence
        self.owner = owner
    }
}

extension Outcome {
    static func violated(_ detail: String, evidence: [Observation], owner: Name? = nil) -> Outcome {
        .violated(Violation(detail, evidence: evidence, owner: owner))
    }
}
