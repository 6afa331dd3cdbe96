internal import QuadaDNS
internal import QuadaEvidence

/// One owner at all servers of its zone, as a zone rule sees them.
final class ZoneCase: Sendable {
    let owner: Name
    let zone: Zone
    let servers: [ServerCase]
    /// Addresses that a rule about servers blames for what they give of the owner.
    let blamed: Set<IPAddress>
    /// Addresses of the zone that were shown not to answer at all.
    let dead: Set<IPAddress>
    let vantage: Vantage

    init(
        owner: Name, zone: Zone, servers: [ServerCase], blamed: Set<IPAddress>, dead: Set<IPAddress>, vantage: Vantage
    ) {
        self.owner = owner
        self.zone = zone
        self.servers = servers
        self.blamed = blamed
        self.dead = dead
        self.vantage = vantage
    }

    /// Whether all answers of all servers are data, the same addresses in the same order: what nearly every zone comes
    /// to, told without comparing sets.
    var isUnanimous: Bool {
        guard let first = servers.first, let a = first.a.first, let aaaa = first.aaaa.first else { return false }
        return servers.allSatisfy { server in
            !server.a.isEmpty && !server.aaaa.isEmpty && server.a.allSatisfy { $0.holdsAsMuch(as: a) }
                && server.aaaa.allSatisfy { $0.holdsAsMuch(as: aaaa) }
        }
    }

    /// Servers' names of which it is not known whether they have IPv6 addresses.
    var namesOfUnknownFamily: [Name] {
        let names = Set(zone.delegation).union(servers.map(\.server.name))
        return names.filter { name in
            let known = (zone.glue[name] ?? []) + servers.filter { $0.server.name == name }.map(\.server.address)
            return !known.contains { $0.family == .ipv6 } && zone.hosts[name]?.isComplete != true
        }.sorted()
    }
}

extension Observation {
    /// Whether both answers are data, the same in the same order.
    fileprivate func holdsAsMuch(as other: Observation) -> Bool {
        guard case .data(let records) = answer, case .data(let others) = other.answer else { return false }
        return records == others
    }
}

/// What one server answered about the owner over all rounds, for comparison with its siblings.
struct Content: Hashable {
    enum Kind: Hashable {
        case addresses(Set<RData>)
        case alias(Name)
        case noData
        case nameError
        case errorCode(RCODE)

        /// None for what says nothing of the data.
        init?(_ observation: Observation) {
            switch observation.answer {
            case .data(let records): self = .addresses(Set(records))
            case .alias(let alias): self = .alias(alias.target)
            case .noData: self = .noData
            case .nameError: self = .nameError
            case .errorCode(let rcode): self = .errorCode(rcode)
            case .referral, .wrongData, .malformed, .truncated, .noResponse, .notTested: return nil
            }
        }
    }

    /// Every distinct answer; more than one where the server rotates or flips.
    let a: Set<Kind>
    let aaaa: Set<Kind>
    let rounds: Int

    /// None where the server did not give a readable answer with which it could be compared.
    init?(_ server: ServerCase) {
        let a = server.a.compactMap(Self.data)
        let aaaa = server.aaaa.compactMap(Self.data)
        guard !a.isEmpty, !aaaa.isEmpty, server.servesZone else { return nil }
        self.a = Set(a)
        self.aaaa = Set(aaaa)
        rounds = min(a.count, aaaa.count)
    }

    /// An error is no data.
    private static func data(_ observation: Observation) -> Kind? {
        switch Kind(observation) {
        case .addresses, .alias, .noData, .nameError: Kind(observation)
        case .errorCode, nil: nil
        }
    }
}
