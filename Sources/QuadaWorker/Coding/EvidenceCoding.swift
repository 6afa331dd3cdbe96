internal import QuadaDNS
internal import QuadaEvidence

/// The number of a source on the channel.
private enum SourceCode: UInt8 {
    case parent, child, both, pinned

    init(_ source: ServerAddress.Source) {
        self =
            switch source {
            case .parent: .parent
            case .child: .child
            case .both: .both
            case .pinned: .pinned
            }
    }

    var source: ServerAddress.Source {
        switch self {
        case .parent: .parent
        case .child: .child
        case .both: .both
        case .pinned: .pinned
        }
    }
}

extension PayloadWriter {
    mutating func write(_ evidence: NameEvidence) {
        write(evidence.name)
        write(list: evidence.links) { $0.write($1) }
        write(map: evidence.zones) { writer, apex, zone in
            writer.write(writer.said?.zones.place(zone, of: apex)) { $0.write(zone) }
        }
        write(map: evidence.delegations) { writer, apex, delegation in
            writer.write(writer.said?.delegations.place(delegation, of: apex)) { $0.write(delegation) }
        }
        write(map: evidence.identities) {
            $0.write($1)
            $0.write($2)
        }
        write(list: evidence.bounds) {
            $0.write($1.kind.rawValue)
            $0.write(count: $1.limit)
            $0.write($1.name)
        }
        write(evidence.vantage.ipv4.rawValue)
        write(evidence.vantage.ipv6.rawValue)
        write(count: evidence.effort.queries)
        write(evidence.effort.began)
        write(evidence.effort.ended)
    }

    /// Writes a value that may have been said before: 0 and the value where nothing is remembered, 1, a place and the value
    /// where it is to be, 2 and the place where it was.
    private mutating func write(_ place: (place: Int, isKnown: Bool)?, _ value: (inout Self) -> Void) {
        guard let place else {
            write(octet: 0)
            return value(&self)
        }
        write(octet: place.isKnown ? 2 : 1)
        write(count: place.place)
        if !place.isKnown { value(&self) }
    }

    private mutating func write(_ link: Link) {
        write(link.owner)
        write(optional: link.zone) { $0.write($1) }
        write(list: link.surveys) {
            $0.write($1.server)
            $0.write($1.probes)
            $0.write($1.ancestors)
            $0.write(optional: $1.earlierSilence) {
                $0.write(count: $1.udpQueries)
                $0.write(count: $1.tcpConnections)
                $0.write(count: $1.seconds)
            }
        }
        write(optional: link.obstacle) {
            $0.write($1.zone)
            $0.write($1.reason.rawValue)
            $0.write($1.observations)
        }
    }

    mutating func write(_ server: ServerAddress) {
        write(server.name)
        write(server.address)
        write(octet: SourceCode(server.source).rawValue)
    }

    private mutating func write(_ zone: Zone) {
        write(zone.apex)
        write(optional: zone.parent) { $0.write($1) }
        write(zone.delegation)
        write(glue: zone.glue)
        write(optional: zone.referral) { $0.write($1) }
        write(list: zone.servers) { $0.write($1) }
        write(map: zone.facts) {
            $0.write($1)
            $0.write($2.soa)
            $0.write($2.ns)
        }
        write(map: zone.hosts) {
            $0.write($1)
            $0.write($2.addresses)
            $0.write(optional: $2.failure) { $0.write($1.rawValue) }
            $0.write($2.aliases)
            $0.write($2.aliasEvidence)
            $0.write($2.isComplete)
        }
        write(optional: zone.glueCheck) {
            $0.write($1.referrals)
            $0.write($1.hosts)
        }
    }

    private mutating func write(_ delegation: Delegation) {
        write(delegation.apex)
        write(optional: delegation.parent) { $0.write($1) }
        write(delegation.serverNames)
        write(glue: delegation.glue)
        write(list: delegation.knownServers) { $0.write($1) }
        write(glue: delegation.hosts)
        write(map: delegation.holders) {
            $0.write($1)
            $0.write($2)
        }
        write(optional: delegation.referral) { $0.write($1) }
        write(delegation.isPinned)
    }

    mutating func write(glue: [Name: [IPAddress]]) {
        write(map: glue) {
            $0.write($1)
            $0.write($2)
        }
    }
}

extension PayloadReader {
    /// Owners in one name's chains, their zones, and what a zone has of servers; a walk stops at a quarter of it.
    private static let maximumLinks = 64
    private static let maximumServers = 4096

    mutating func evidence() throws(Nonsense) -> NameEvidence {
        let name = try name()
        let links = try list(atMost: Self.maximumLinks, "links") { (r) throws(Nonsense) in try r.link() }
        guard links.count < 2 || Set(links.map(\.owner)).count == links.count else {
            throw nonsense("an owner in two links")
        }
        let zones = try map(atMost: Self.maximumLinks, "zones") { (r) throws(Nonsense) in
            let zone = try r.remembered(
                { $0.zones[$1] }, or: { (r) throws(Nonsense) in try r.zone() }, { $0.zones.hear($1, at: $2) })
            return (zone.apex, zone)
        }
        let delegations = try map(atMost: Self.maximumServers, "delegations") { (r) throws(Nonsense) in
            let delegation = try r.remembered(
                { $0.delegations[$1] }, or: { (r) throws(Nonsense) in try r.delegation() },
                { $0.delegations.hear($1, at: $2) })
            return (delegation.apex, delegation)
        }
        let identities = try map(atMost: Self.maximumServers, "identities") { (r) throws(Nonsense) in
            (try r.address(), try r.observationList())
        }
        let bounds = try list(atMost: Self.maximumServers, "bounds") { (r) throws(Nonsense) in
            let kind = try r.word(Bound.Kind.self)
            let limit = try r.count(atMost: 1 << 32, "for a limit")
            return Bound(kind: kind, limit: limit, name: try r.name())
        }
        let vantage = Vantage(ipv4: try word(), ipv6: try word())
        let queries = try count(atMost: 1 << 32, "queries")
        return NameEvidence(
            name: name, links: links, zones: zones, delegations: delegations, identities: identities, bounds: bounds,
            vantage: vantage, effort: Effort(queries: queries, began: try duration(), ended: try duration()))
    }

    /// A value that may have been said before.
    ///
    /// - Parameters:
    ///   - known: What stands at a place.
    ///   - hear: Puts it there.
    private mutating func remembered<Value>(
        _ known: (borrowing HeardEvidence, Int) -> Value?, or value: (inout Self) throws(Nonsense) -> Value,
        _ hear: (inout HeardEvidence, Value, Int) -> Bool
    ) throws(Nonsense) -> Value {
        let code = try octet()
        if code == 0 { return try value(&self) }
        guard code <= 2, heard != nil else { throw nonsense("\(code) for what may have been said before") }
        let place = try count(atMost: 1 << 16, "for a place")
        if code == 2 {
            guard let known = heard.flatMap({ known($0, place) }) else {
                throw nonsense("place \(place), where nothing is")
            }
            return known
        }
        let new = try value(&self)
        guard heard != nil, hear(&heard!, new, place) else { throw nonsense("place \(place), which there is not") }
        return new
    }

    private mutating func link() throws(Nonsense) -> Link {
        let owner = try name()
        let zone = try optional { (r) throws(Nonsense) in try r.name() }
        let surveys = try list(atMost: Self.maximumServers, "surveys") { (r) throws(Nonsense) in
            let server = try r.server()
            let probes = try r.observationList()
            let ancestors = try r.observationList()
            let silence = try r.optional { (r) throws(Nonsense) in
                let queries = try r.count(atMost: 1 << 32, "queries")
                let connections = try r.count(atMost: 1 << 32, "connections")
                return EarlierSilence(
                    udpQueries: queries, tcpConnections: connections,
                    seconds: try r.count(atMost: 1 << 32, "seconds"))
            }
            return ServerSurvey(server: server, probes: probes, ancestors: ancestors, earlierSilence: silence)
        }
        let obstacle = try optional { (r) throws(Nonsense) in
            let zone = try r.name()
            let reason = try r.word(Obstacle.Reason.self)
            return Obstacle(zone: zone, reason: reason, observations: try r.observationList())
        }
        return Link(owner: owner, zone: zone, surveys: surveys, obstacle: obstacle)
    }

    mutating func server() throws(Nonsense) -> ServerAddress {
        let name = try name()
        let address = try address()
        let code = try octet()
        guard let source = SourceCode(rawValue: code)?.source else { throw nonsense("source \(code)") }
        return ServerAddress(name: name, address: address, source: source)
    }

    mutating func servers() throws(Nonsense) -> [ServerAddress] {
        try list(atMost: Self.maximumServers, "servers") { (r) throws(Nonsense) in try r.server() }
    }

    private mutating func zone() throws(Nonsense) -> Zone {
        let apex = try name()
        let parent = try optional { (r) throws(Nonsense) in try r.name() }
        let delegation = try nameList()
        let glue = try glue()
        let referral = try optional { (r) throws(Nonsense) in try r.observation() }
        let servers = try servers()
        let facts = try map(atMost: Self.maximumServers, "facts") { (r) throws(Nonsense) in
            let address = try r.address()
            let soa = try r.observation()
            return (address, ServerFacts(soa: soa, ns: try r.observation()))
        }
        let hosts = try map(atMost: Self.maximumServers, "hosts") { (r) throws(Nonsense) in
            (try r.name(), try r.hostAddresses())
        }
        let glueCheck = try optional { (r) throws(Nonsense) in
            let referrals = try r.observationList()
            return GlueCheck(referrals: referrals, hosts: try r.observationList())
        }
        return Zone(
            apex: apex, parent: parent, delegation: delegation, glue: glue, referral: referral, servers: servers,
            facts: facts, hosts: hosts, glueCheck: glueCheck)
    }

    private mutating func hostAddresses() throws(Nonsense) -> HostAddresses {
        let addresses = try addressList()
        let failure = try optional { (r) throws(Nonsense) in try r.word(HostAddresses.Failure.self) }
        let aliases = try nameList()
        let evidence = try observationList()
        return HostAddresses(
            addresses: addresses, failure: failure, aliases: aliases, aliasEvidence: evidence, isComplete: try flag())
    }

    private mutating func delegation() throws(Nonsense) -> Delegation {
        let apex = try name()
        let parent = try optional { (r) throws(Nonsense) in try r.name() }
        let serverNames = try nameList()
        let glue = try glue()
        let known = try servers()
        let hosts = try self.glue()
        let holders = try map(atMost: Self.maximumServers, "holders") { (r) throws(Nonsense) in
            (try r.name(), try r.name())
        }
        let referral = try optional { (r) throws(Nonsense) in try r.observation() }
        return Delegation(
            apex: apex, parent: parent, serverNames: serverNames, glue: glue, knownServers: known, hosts: hosts,
            holders: holders, referral: referral, isPinned: try flag())
    }

    mutating func glue() throws(Nonsense) -> [Name: [IPAddress]] {
        try map(atMost: Self.maximumServers, "hosts") { (r) throws(Nonsense) in (try r.name(), try r.addressList()) }
    }
}
