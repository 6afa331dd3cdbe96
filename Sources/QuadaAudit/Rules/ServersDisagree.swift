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
        productRemedies: [.powerDNSAliasTransfer],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # once for each server of the zone",
            "dig +norecurse @SERVER NAME AAAA",
        ],
        scenarios: ["servers-disagree"],
        judge: .zone { zone in
            if zone.isUnanimous { return .met }
            // A server that is blamed by itself is not compared: its own finding says why it differs.
            let compared = zone.servers.filter { !zone.blamed.contains($0.server.address) }
                .compactMap { server in Content(server).map { (server, $0) } }
            guard let first = compared.first,
                Set(compared.map(\.1.a)).count > 1 || Set(compared.map(\.1.aaaa)).count > 1
            else { return .met }
            guard compared.allSatisfy({ $0.1.isSteady }) else { return .met }
            guard compared.allSatisfy({ $0.1.rounds >= 3 }) else {
                return .inconclusive(reason: "seen in too few rounds")
            }
            let serials = compared.map { $0.0.facts?.serial }
            guard !serials.contains(nil) else {
                return .inconclusive(reason: "the serial of a server is not known")
            }
            guard Set(serials).count <= 1 else {
                return .inconclusive(reason: "the servers are at different serials: a transfer may be under way")
            }
            let majority = Rule.largestGroup(of: compared.map(\.1.data))
            let others = compared.filter { $0.1.data != majority }
            let names = others.map { "\($0.0.server.name) (\($0.0.server.address))" }
            return .violated(
                "\(names.joined(separator: ", ")) differ from \(compared.count - others.count) others",
                evidence: others.flatMap { $0.0.a.prefix(1) + $0.0.aaaa.prefix(1) } + first.0.a.prefix(1)
                    + first.0.aaaa.prefix(1))
        })

    /// What most servers hold; of two that are held by as many, the one that comes first in the servers' order.
    private static func largestGroup(of contents: [[Set<Content.Kind>]]) -> [Set<Content.Kind>]? {
        contents.max { left, right in
            contents.count { $0 == left } < contents.count { $0 == right }
        }
    }
}

extension Content {
    fileprivate var isSteady: Bool { a.count == 1 && aaaa.count == 1 }

    /// What was answered, in however many rounds.
    fileprivate var data: [Set<Kind>] { [a, aaaa] }
}
