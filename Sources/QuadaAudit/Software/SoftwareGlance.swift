internal import QuadaDNS
internal import QuadaEvidence

/// Tells at a glance that nothing hints at the software of a server in order: of nearly all nothing does.
///
/// The servers of one zone are looked at one after another: what was seen to hint at nothing in one is not looked at in
/// the next. A test holds it against the hints of every server of every scenario.
struct SoftwareGlance {
    private let traits: PlainTraits
    /// The zone's SOA as the server before gave it, where it hints at nothing.
    private var calmSOA: [RData] = []
    /// The name of the server before, where it hints at nothing.
    private var calmName: Name?

    init(_ traits: PlainTraits = .ofTable) {
        self.traits = traits
    }

    /// Whether it is sure that the server, which was not asked about itself, meets no trait.
    mutating func seesNothing(in server: ServerCase) -> Bool {
        guard server.isPlain, let facts = server.facts, isCalm(facts.soa, of: server.apex),
            isCalm(server.server.name)
        else { return false }
        return !traits.haveSize(of: facts.soa) && !traits.haveSize(of: facts.ns) && !traits.haveSize(of: server.a[0])
            && !traits.haveSize(of: server.aaaa[0])
    }

    private mutating func isCalm(_ name: Name) -> Bool {
        if let calmName, calmName == name { return true }
        guard !traits.haveServer(name) else { return false }
        calmName = name
        return true
    }

    private mutating func isCalm(_ observation: Observation, of zone: Name) -> Bool {
        guard observation.question.name == zone, case .data(let records) = observation.answer, !records.isEmpty
        else { return false }
        if records == calmSOA { return true }
        guard case .soa(let soa) = records[0], !traits.haveSOA(soa) else { return false }
        calmSOA = records
        return true
    }
}

/// What the traits look for that can be met in servers in order.
struct PlainTraits: Sendable {
    private var mnames: [KnownName] = []
    private var rnames: [KnownName] = []
    private var servers: [KnownName] = []
    private var payloadSizes: [UInt16] = []

    static let ofTable = PlainTraits(SoftwareTrait.table)

    init(_ table: [SoftwareTrait]) {
        for row in table {
            switch row.trait {
            case .soaMNAME(let name): mnames.append(name)
            case .soaRNAME(let name): rnames.append(name)
            case .serverName(let name): servers.append(name)
            case .payloadSize(let size): payloadSizes.append(size)
            case .says, .nsid, .sameTextForEveryName, .textTTL, .textOfClassIN, .textIsAuthoritative, .textBringsNS,
                .deniedByOwnSOA, .refuses, .refusesWithoutOPT, .offersRecursion, .deniesWithoutSOA, .aliasForAOnly,
                .leavesAliasInZone, .addressBeforeAlias:
                break
            }
        }
    }

    func haveServer(_ name: Name) -> Bool { Self.have(name, servers) }

    func haveSOA(_ soa: SOA) -> Bool { Self.have(soa.mname, mnames) || Self.have(soa.rname, rnames) }

    func haveSize(of observation: Observation) -> Bool {
        guard let size = observation.payloadSizeInOctets else { return false }
        return payloadSizes.contains(size)
    }

    /// By place, so that no name of the table is copied.
    private static func have(_ name: Name, _ known: [KnownName]) -> Bool {
        known.indices.contains { known[$0].matches(name) }
    }
}
