internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Aliases in one answer that do not start at QNAME or do not connect.
    static let cnameChainMalformed = Rule(
        code: "cname-chain-malformed",
        severity: .warning,
        title: "the aliases of an answer do not connect",
        sources: [.rfc(1034, "4.3.2")],
        explanation: """
            The aliases in an answer section lead from QNAME, each from the target of the one before. Here one stands \
            apart: nothing in the answer leads to it. Their order does not matter.
            """,
        impact: "Strict resolvers drop the answer or what stands apart; others may follow the wrong end.",
        remedy: "Put only the aliases into the answer that lead from the name which was asked.",
        demonstration: ["dig +norecurse @SERVER NAME A"],
        scenarios: ["cname-chain-malformed"],
        changesData: true,
        judge: .server { server in
            let apart = (server.a + server.aaaa).filter { !$0.unconnectedAliases.isEmpty }
            guard let first = apart.first else { return .met }
            guard server.servesZone else {
                return .inconclusive(reason: "the server was not shown to serve \(server.apex)")
            }
            guard apart.count >= 2 else { return .inconclusive(reason: "seen in one answer only") }
            let owners = first.unconnectedAliases.prefix(3).map(\.description).joined(separator: ", ")
            return .violated("nothing leads from \(server.owner) to the alias at \(owners)", evidence: apart)
        })
}

extension Observation {
    /// Owners of CNAME records in the answer section to which nothing leads from QNAME.
    fileprivate var unconnectedAliases: [Name] {
        guard let message else { return [] }
        var targets: [Name: [Name]] = [:]
        var dnames: [(owner: Name, target: Name)] = []
        for record in message.answer {
            switch record.data {
            case .cname(let target): targets[record.owner, default: []].append(target)
            case .dname(let target): dnames.append((record.owner, target))
            case .a, .aaaa, .ns, .ptr, .soa, .mx, .srv, .opaque, .malformed: continue
            }
        }
        guard !targets.isEmpty else { return [] }
        var reached: Set<Name> = [question.name]
        var open = [question.name]
        while let name = open.popLast() {
            let substituted = dnames.filter { name.isBelow($0.owner) }
                .compactMap { try? name.replacing(suffix: $0.owner, with: $0.target) }
            for next in (targets[name] ?? []) + substituted where reached.insert(next).inserted { open.append(next) }
        }
        return targets.keys.filter { !reached.contains($0) }.sorted()
    }
}
