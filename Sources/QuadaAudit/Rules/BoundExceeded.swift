internal import QuadaEvidence

extension Rule {
    /// The audit stopped at one of its own bounds.
    static let boundExceeded = Rule(
        code: "bound-exceeded",
        severity: .warning,
        title: "the audit stopped at one of its bounds",
        sources: [.rfc(1035, "7.1")],
        explanation: "A resolver, and an audit, bounds the work it does for one name. This name asks for more.",
        impact: "Resolvers stop too, at bounds of their own.",
        remedy: "Shorten what the detail names: the chain of aliases, the referrals, the list of servers.",
        demonstration: ["dig +trace NAME AAAA"],
        scenarios: ["bound-exceeded"],
        judge: .name { name in
            name.evidence.bounds.map { bound in
                .violated(
                    "more than \(bound.limit) \(bound.kind.rawValue), at \(bound.name)", evidence: [], owner: bound.name
                )
            }
        })
}
