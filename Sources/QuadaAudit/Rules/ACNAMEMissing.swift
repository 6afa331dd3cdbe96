internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// AAAA gives an alias; A of the same owner gives NOERROR without it.
    static let aCNAMEMissing = Rule(
        code: "a-cname-missing",
        severity: .error,
        title: "the alias that AAAA shows is missing for A",
        sources: [.rfc(1034, "3.6.2", "4.3.2")],
        explanation: """
            An owner with a CNAME is an alias for every type. This server gives the CNAME for AAAA, and for A an empty \
            answer, or addresses in some rounds and the alias in others.
            """,
        impact: """
            Clients with IPv4 lose the host, or reach another one, unless their resolver still holds the alias from an \
            AAAA query: the fault comes and goes with the alias' TTL.
            """,
        remedy: "Give A the same treatment as AAAA: the alias, for every type.",
        productRemedies: [.bigIPWideIPs, .netScalerRecordType],
        demonstration: ["dig +norecurse @SERVER NAME AAAA", "dig +norecurse @SERVER NAME A"],
        scenarios: ["a-cname-missing"],
        behaviour: .hidesAliasFromA,
        judge: .server { server in
            let isDenied: (Observation) -> Bool = { if case .noData = $0.answer { true } else { false } }
            switch server.bracket(server.aaaa, in: "AAAA", \.isAlias, server.a, in: "A", isDenied) {
            case .shown(let evidence):
                let target = server.firstAAAA?.aliasTarget.map { "CNAME \($0)" } ?? "an alias"
                return .violated(
                    "AAAA gives \(target), A gives NOERROR without alias and addresses", evidence: evidence)
            case .unsteady, .absent: return server.mixedAddresses
            }
        })
}

extension ServerCase {
    /// AAAA is an alias in every round, A an alias in some and addresses in others.
    ///
    /// A balancer that flattens by chance would show addresses for AAAA too, sooner or later.
    fileprivate var mixedAddresses: Outcome {
        let rounds = a.filter(\.isAnswered)
        let controls = aaaa.filter(\.isAnswered)
        let flattened = rounds.filter { if case .data = $0.answer { true } else { false } }
        guard !flattened.isEmpty, flattened.count < rounds.count, !controls.isEmpty, controls.allSatisfy(\.isAlias)
        else { return .met }
        guard servesZone, flattened.count >= 2, controls.count >= 6, let last = controls.last,
            flattened.contains(where: { $0.exchange.answeredAt <= last.exchange.sentAt })
        else { return .inconclusive(reason: "A gives the alias or addresses, seen in too few rounds") }
        return .violated(
            "AAAA gives the alias in all of \(controls.count) rounds, A gives addresses in \(flattened.count) of \(rounds.count)",
            evidence: flattened + controls)
    }
}
