internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A and AAAA give different aliases, each the same in every round.
    static let aaaaCNAMEDiffers = Rule(
        code: "aaaa-cname-differs",
        severity: .error,
        title: "A and AAAA give different aliases",
        sources: [.rfc(1034, "3.6.2"), .rfc(2181, "10.1")],
        explanation: "An owner has one CNAME, for every type. This server names one target for A and another for AAAA.",
        impact: """
            A resolver keeps the alias that it met first and uses it for both types: what a client reaches depends on \
            which type somebody asked first, and where only one target has addresses the other type is lost.
            """,
        remedy: "Give one alias for all types, and put A and AAAA at its target.",
        productRemedies: [.bigIPWideIPs, .netScalerRecordType],
        demonstration: [
            "dig +norecurse @SERVER NAME A",
            "dig +norecurse @SERVER NAME AAAA  # another CNAME",
        ],
        scenarios: ["aaaa-cname-differs"],
        behaviour: .givesOtherAlias,
        judge: .server { server in
            let ofA = server.a.compactMap(\.aliasTarget)
            guard let first = ofA.first, let other = server.aaaa.compactMap(\.aliasTarget).first else { return .met }
            guard Set(ofA).count == 1 else {
                // A balancer that flips its target does so for both types.
                return Set(server.aaaa.compactMap(\.aliasTarget)).isSubset(of: ofA)
                    ? .met : .inconclusive(reason: "the alias changes between the rounds")
            }
            return server.outcome(
                a: { $0.aliasTarget == first }, aaaa: { $0.aliasTarget != nil && $0.aliasTarget != first }
            ) { fault in
                "A gives CNAME \(first), AAAA gives CNAME \(fault.aliasTarget ?? other)"
            }
        })
}

extension Observation {
    var aliasTarget: Name? {
        if case .alias(let alias) = answer { alias.target } else { nil }
    }
}
