internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A and AAAA give the alias; an unassigned type or TXT does not.
    static let typeCNAMEMissing = Rule(
        code: "type-cname-missing",
        severity: .notice,
        title: "the alias is missing for types other than A and AAAA",
        sources: [.rfc(1034, "3.6.2", "4.3.2"), .rfc(3597, "3")],
        explanation: """
            An owner with a CNAME is an alias for every type, those not invented yet included. This server gives it for \
            the types that it knows.
            """,
        impact: "Nobody notices today; the next type that clients ask for will not work here, as AAAA once did not.",
        remedy: "Give the alias for every type.",
        demonstration: ["dig +norecurse @SERVER NAME A", "dig +norecurse @SERVER NAME TYPE1000"],
        scenarios: ["type-cname-missing"],
        judge: .server { $0.missingAlias(for: [.unassigned, .txt]) })
}
