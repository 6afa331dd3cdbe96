internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// An alias at an owner where the same server gives other data, too.
    static let cnameWithOtherData = Rule(
        code: "cname-with-other-data",
        severity: .error,
        title: "an alias has other data beside it",
        sources: [.rfc(1034, "3.6.2"), .rfc(2181, "10.1")],
        explanation: """
            Where a CNAME is, nothing else may be but the records that sign it. This server gives an alias for some types \
            and other records at the same owner for others; at a zone's apex the SOA and NS records are always there.
            """,
        impact: """
            A resolver that holds the alias uses it for every type: mail, name servers, addresses are found or lost \
            depending on what was asked first.
            """,
        remedy: """
            Replace the CNAME by A and AAAA records, or by what the provider offers for an apex (ALIAS, ANAME, \
            flattening), or move the other records to the target.
            """,
        productRemedies: [.cloudflareApex, .googleApex, .powerDNSApex],
        demonstration: ["dig +norecurse @SERVER NAME A", "dig +norecurse @SERVER NAME SOA"],
        scenarios: ["cname-with-other-data"],
        changesData: true,
        judge: .server { server in
            server.apexAlias ?? server.mixedAnswer ?? server.otherData
        })
}

extension ServerCase {
    /// An alias at the apex, where the server gave the SOA.
    fileprivate var apexAlias: Outcome? {
        guard owner == apex, let facts, facts.servesZone else { return nil }
        let aliases = (a + aaaa).filter { $0.aliasTarget != nil && $0.dnameOwner == nil }
        guard let target = aliases.first?.aliasTarget else { return nil }
        guard aliases.count >= 2 else { return .inconclusive(reason: "an alias at the apex, seen once") }
        let types = facts.nameServers.isEmpty ? "SOA" : "SOA and NS"
        return .violated("CNAME \(target) at the apex of the zone, beside \(types)", evidence: aliases + [facts.soa])
    }

    /// CNAME and other records at the owner in one answer.
    fileprivate var mixedAnswer: Outcome? {
        let mixed = survey.probes.filter { !$0.typesBesideAlias.isEmpty }
        guard let first = mixed.first else { return nil }
        guard mixed.count >= 2, servesZone else { return .inconclusive(reason: "seen in one answer only") }
        let types = first.typesBesideAlias.map(\.description).joined(separator: ", ")
        return .violated("one answer holds CNAME and \(types) at the owner", evidence: mixed)
    }

    /// The alias for one type and data for another, each in every round.
    fileprivate var otherData: Outcome {
        let isData: (Observation) -> Bool = { if case .data = $0.answer { true } else { false } }
        var doubt: Outcome?
        for (aliasType, aliases) in [(RRType.a, a), (.aaaa, aaaa)] where aliases.contains(where: \.isAlias) {
            for type in [RRType.a, .aaaa, .https, .txt, .mx, .unassigned] where type != aliasType {
                switch bracket(aliases, in: "\(aliasType)", \.isAlias, asked(type), in: "\(type)", isData) {
                case .absent: continue
                case .unsteady(let reason): doubt = doubt ?? .inconclusive(reason: reason)
                case .shown(let evidence):
                    let target = aliases.first?.aliasTarget.map { "CNAME \($0)" } ?? "an alias"
                    return .violated("\(aliasType) gives \(target), \(type) gives data", evidence: evidence)
                }
            }
        }
        return doubt ?? .met
    }
}

extension Observation {
    fileprivate var dnameOwner: Name? {
        if case .alias(let alias) = answer { alias.dname } else { nil }
    }

    /// Types of records at QNAME beside a CNAME at QNAME; signatures and what signs a denial are at home there.
    fileprivate var typesBesideAlias: [RRType] {
        guard isAlias, let message else { return [] }
        let atOwner = message.answer.filter { $0.owner == question.name }
        guard atOwner.contains(where: { $0.type == .cname }) else { return [] }
        var types: [RRType] = []
        for type in atOwner.map(\.type) where ![.cname, .rrsig, .nsec].contains(type) && !types.contains(type) {
            types.append(type)
        }
        return types
    }
}
