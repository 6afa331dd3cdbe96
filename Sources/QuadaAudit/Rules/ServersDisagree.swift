internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Servers of one zone give different answers that rotation does not explain.
    static let serversDisagree = Rule(
        code: "servers-disagree",
        severity: .warning,
        title: "the zone's servers give different answers",
        sources: [.rfc(1034, "4.3.5")],
        explanation: """
            All servers of a zone hold the same data. These gave different answers, each the same in every round, so that \
            neither rotation nor a balancer's choice explains it; their serials are the same.
            """,
        impact: "What a client gets depends on which server its resolver happens to ask.",
        remedy:
            "Bring the servers to the same data: zone transfers, the balancers' synchronisation, separate configurations.",
        scenarios: ["servers-disagree"],
        judge: .zone { zone in
            // A server that lies about AAAA is judged by itself; here those are compared that seem in order.
            let compared = zone.servers.compactMap { server in Content(server).map { (server, $0) } }
            guard let first = compared.first,
                Set(compared.map(\.1.a)).count > 1 || Set(compared.map(\.1.aaaa)).count > 1
            else { return .met }
            guard compared.allSatisfy({ $0.1.isSteady }) else { return .met }
            guard compared.allSatisfy({ $0.1.rounds >= 3 }) else {
                return .inconclusive(reason: "seen in too few rounds")
            }
            guard Set(compared.compactMap { $0.0.facts?.serial }).count <= 1 else {
                return .inconclusive(reason: "the servers are at different serials: a transfer may be under way")
            }
            // Where A agrees and one of them only misses what the others have for AAAA, its own finding says so.
            guard !zone.isExplainedByFaults(compared) else { return .met }
            let groups = Dictionary(grouping: compared) { $0.1 }.values.sorted { $0.count > $1.count }
            let others = groups.dropFirst().flatMap { $0 }
            let names = others.map { "\($0.0.server.name) (\($0.0.server.address))" }
            return .violated(
                "\(names.joined(separator: ", ")) differ from \(groups.first?.count ?? 1) others",
                evidence: others.flatMap { $0.0.a.prefix(1) + $0.0.aaaa.prefix(1) } + first.0.a.prefix(1)
                    + first.0.aaaa.prefix(1))
        })
}

extension Content {
    fileprivate var isSteady: Bool { a.count == 1 && aaaa.count == 1 }

    /// Whether A and AAAA fit together as an honest server's do.
    fileprivate var isConsistent: Bool {
        switch (a.first, aaaa.first) {
        case (.alias(let first), .alias(let second)): first == second
        case (.alias, _), (_, .alias): false
        case (.nameError, .nameError): true
        case (.nameError, _), (_, .nameError): false
        default: true
        }
    }
}

extension ZoneCase {
    /// Whether the servers whose A and AAAA fit together agree: the others have findings of their own.
    fileprivate func isExplainedByFaults(_ compared: [(ServerCase, Content)]) -> Bool {
        let consistent = Set(compared.map(\.1).filter(\.isConsistent).map { [$0.a, $0.aaaa] })
        let inconsistent = compared.contains { !$0.1.isConsistent }
        return inconsistent && consistent.count <= 1 && Set(compared.map(\.1.a)).count == 1
    }
}
