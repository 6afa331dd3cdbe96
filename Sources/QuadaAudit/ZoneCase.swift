internal import QuadaDNS
internal import QuadaEvidence

/// One owner at all servers of its zone, as a zone rule sees them.
struct ZoneCase {
    let owner: Name
    let zone: Zone
    let servers: [ServerCase]
    let vantage: Vantage
}

/// What one server answered about the owner over all rounds, for comparison with its siblings.
struct Content: Hashable {
    enum Kind: Hashable {
        case addresses(Set<RData>)
        case alias(Name)
        case noData
        case nameError
    }

    /// Every distinct answer; more than one where the server rotates or flips.
    let a: Set<Kind>
    let aaaa: Set<Kind>
    let rounds: Int

    /// None where the server did not give a readable answer with which it could be compared.
    init?(_ server: ServerCase) {
        let a = server.a.compactMap(Self.kind)
        let aaaa = server.aaaa.compactMap(Self.kind)
        guard !a.isEmpty, !aaaa.isEmpty, server.servesZone else { return nil }
        self.a = Set(a)
        self.aaaa = Set(aaaa)
        rounds = min(a.count, aaaa.count)
    }

    private static func kind(_ observation: Observation) -> Kind? {
        switch observation.answer {
        case .data(let records): .addresses(Set(records))
        case .alias(let alias): .alias(alias.target)
        case .noData: .noData
        case .nameError: .nameError
        case .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: nil
        }
    }
}
