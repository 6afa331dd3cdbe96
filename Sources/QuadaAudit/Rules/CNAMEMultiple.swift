internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// More than one CNAME at one owner in one answer.
    static let cnameMultiple = Rule(
        code: "cname-multiple",
        severity: .error,
        title: "an owner has more than one CNAME",
        sources: [.rfc(2181, "10.1")],
        explanation: "An alias has one canonical name. This answer holds several CNAME records at one owner.",
        impact: """
            Resolvers drop the answer as broken, or follow one of the targets by chance: what a client gets depends on \
            the software between.
            """,
        remedy: "Keep one CNAME. To spread load, give several addresses at its target.",
        demonstration: ["dig +norecurse @SERVER NAME A"],
        scenarios: ["cname-multiple"],
        behaviour: .givesSeveralAliases,
        judge: .server { server in
            let several = server.survey.probes.filter { !$0.otherTargets.isEmpty }
            guard let first = several.first else { return .met }
            guard server.servesZone else {
                return .inconclusive(reason: "the server was not shown to serve \(server.apex)")
            }
            guard several.count >= 2 else { return .inconclusive(reason: "seen in one answer only") }
            let targets = (first.aliasTarget.map { [$0] } ?? []) + first.otherTargets
            return .violated(
                "\(targets.count) CNAME records: " + targets.map(\.description).joined(separator: ", "),
                evidence: several)
        })
}

extension Observation {
    fileprivate var otherTargets: [Name] {
        if case .alias(let alias) = answer { alias.otherTargets } else { [] }
    }
}
