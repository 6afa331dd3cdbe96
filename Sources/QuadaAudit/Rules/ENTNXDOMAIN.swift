internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// NXDOMAIN for an ancestor of a name that the same server answers.
    static let entNXDOMAIN = Rule(
        code: "ent-nxdomain",
        severity: .error,
        title: "a name is denied that has names below it",
        sources: [.rfc(8020, "1", "2"), .rfc(1034, "3.1")],
        explanation: """
            A name without records of its own exists as soon as there is a name below it (an empty non-terminal): the \
            answer for it is NODATA. This server denies it with NXDOMAIN, which says that nothing below it exists either.
            """,
        impact: """
            A resolver that minimises QNAMEs asks for the ancestors first and stops at the denial; one that applies RFC \
            8020 loses the name for as long as somebody asked for its ancestor.
            """,
        remedy: "Answer NOERROR, empty, with the zone's SOA, for every name that has names below it.",
        demonstration: [
            "dig +norecurse @SERVER NAME A     # of the ancestor: NXDOMAIN",
            "dig +norecurse @SERVER NAME A     # of the name below it: data",
        ],
        scenarios: ["ent-nxdomain"],
        judge: .server { server in
            let variant: EDNSVariant = server.usesEDNS ? .standard : .plain
            let asked = server.survey.ancestors.filter { $0.variant == variant }
            var names: [Name] = []
            for name in asked.map(\.question.name) where !names.contains(name) { names.append(name) }
            var doubt: Outcome?
            for name in names {
                let outcome = server.bracket(
                    server.a, in: "A", \.isPositive, asked.filter { $0.question.name == name }, in: "\(name) A",
                    { observation in
                        guard case .nameError = observation.answer else { return false }
                        return observation.isAuthoritative
                    })
                switch outcome {
                case .absent: continue
                case .unsteady(let reason): doubt = doubt ?? .inconclusive(reason: reason)
                case .shown(let evidence):
                    return .violated(
                        "\(name) is NXDOMAIN, \(server.owner) below it gives \(server.whatAGives)", evidence: evidence)
                }
            }
            return doubt ?? .met
        })
}
