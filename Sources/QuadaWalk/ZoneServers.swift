internal import QuadaDNS
internal import QuadaEvidence

/// Who serves a zone: the parent's NS RRset, the child's own at each server, and every address of those names.
extension Walk {
    /// The zone with all its servers, learnt once a run.
    func zone(at cut: Cut, _ context: Context) async -> Zone {
        if let known = zoneCache.zone(at: cut, now) { return known }
        let zone = await zoneLookups.value(for: cut.apex, waiter: context.flight) { flight in
            let zone = await self.learn(cut, context.within(flight))
            self.zoneCache.add(zone, until: self.now + Self.lifetime(of: zone, at: cut))
            return zone
        }
        return zone
            ?? Zone(
                apex: cut.apex, parent: cut.parent, delegation: cut.serverNames, glue: cut.glue, referral: cut.referral)
    }

    /// Asks the addresses that came with the cut for the zone's NS RRset while the servers' names are looked up, then
    /// does the same for what that brought, until nothing is new.
    private func learn(_ cut: Cut, _ context: Context) async -> Zone {
        var found = ZoneServers(cut: cut, isUsable: asker.isUsable)
        for _ in 0..<Self.maximumRounds {
            let addresses = found.addressesToAsk(limit: configuration.bounds.addresses)
            let names = cut.isPinned || cut.apex.isRoot ? [] : found.namesToLookUp(configuration.bounds.serverNames)
            if addresses.isEmpty, names.isEmpty { break }
            let known = knownHosts(names)
            if known.count == names.count {
                found.learn(await facts(of: cut.apex, at: addresses, context), known)
            } else {
                async let hosts = hosts(names, context)
                let facts = await facts(of: cut.apex, at: addresses, context)
                found.learn(facts, await hosts)
            }
        }
        let servers = found.servers
        if servers.count > configuration.bounds.addresses {
            context.allowance.reached(
                Bound(kind: .addresses, limit: configuration.bounds.addresses, name: cut.apex))
        }
        var zone = Zone(
            apex: cut.apex, parent: cut.parent, delegation: cut.serverNames, glue: cut.glue, referral: cut.referral,
            servers: Array(servers.prefix(configuration.bounds.addresses)), facts: found.facts, hosts: found.hosts)
        zone.glueCheck = await glueCheck(of: zone, context)
        return zone
    }

    /// What a zone says of itself holds no longer than the delegation that led to it.
    private static func lifetime(of zone: Zone, at cut: Cut) -> Duration {
        min(cut.lifetime, Freshness.ofAnswers(zone.facts.values.lazy.flatMap { [$0.soa, $0.ns] }))
    }

    /// Parent and child agree after two rounds; each further one follows a server that names servers of its own.
    private static let maximumRounds = 5

    /// The zone's SOA and NS RRset as each address gives them.
    private func facts(
        of zone: Name, at addresses: [IPAddress], _ context: Context
    ) async -> [IPAddress: ServerFacts] {
        if addresses.isEmpty { return [:] }
        if configuration.isBulk { return await factsAtOnce(of: zone, at: addresses, context) }
        return await withTaskGroup(of: (IPAddress, ServerFacts)?.self) { group in
            for address in addresses {
                group.addTask {
                    let asks = [Ask(zone, .soa, at: address), Ask(zone, .ns, at: address)]
                    let observations = await self.askTolerantly(asks, context)
                    guard observations.count == 2 else { return nil }
                    return (address, ServerFacts(soa: observations[0], ns: observations[1]))
                }
            }
            var facts: [IPAddress: ServerFacts] = [:]
            for await case (let address, let fact)? in group { facts[address] = fact }
            return facts
        }
    }

    /// The same with one wait for all.
    private func factsAtOnce(
        of zone: Name, at addresses: [IPAddress], _ context: Context
    ) async -> [IPAddress: ServerFacts] {
        let asks = addresses.flatMap { [Ask(zone, .soa, at: $0), Ask(zone, .ns, at: $0)] }
        let observations = await askTolerantly(asks, context)
        var facts: [IPAddress: ServerFacts] = [:]
        facts.reserveCapacity(addresses.count)
        for (index, address) in addresses.enumerated() {
            facts[address] = ServerFacts(soa: observations[2 * index], ns: observations[2 * index + 1])
        }
        return facts
    }

    /// Asks; where EDNS seems to stand in the way, asks again without it and gives that answer.
    private func askTolerantly(_ asks: [Ask], _ context: Context) async -> [Observation] {
        var observations = await asker.ask(asks, context.allowance)
        let troubled = Set(zip(asks, observations).lazy.filter { SurveyReading.mayBeEDNS($1) }.map(\.0.address))
        guard !troubled.isEmpty else { return observations }
        let again = asks.indices.filter { troubled.contains(asks[$0].address) }
        let plain = await asker.ask(
            again.map { index in
                let question = asks[index].query.question
                return Ask(question.name, question.type, at: asks[index].address, edns: false, policy: .brief)
            },
            context.allowance)
        for (index, plain) in zip(again, plain)
        where SurveyReading.mayBeEDNS(observations[index]) && !SurveyReading.mayBeEDNS(plain) {
            observations[index] = plain
        }
        return observations
    }
}

/// The servers of one zone while they are being learnt.
private struct ZoneServers {
    let cut: Cut
    let isUsable: (IPAddress) -> Bool
    private(set) var facts: [IPAddress: ServerFacts] = [:]
    private(set) var hosts: [Name: HostAddresses] = [:]
    /// Only an answer with authority speaks for the child.
    private var childNames: Set<Name> = []
    /// The parent's NS RRset and, after it, each name that only a server of the zone itself gives.
    private var names: [Name] = []
    /// Each address once, under the first name that has it.
    private(set) var servers: [ServerAddress] = []

    init(cut: Cut, isUsable: @escaping (IPAddress) -> Bool) {
        self.cut = cut
        self.isUsable = isUsable
        update()
    }

    /// What is there already stays as it is.
    mutating func learn(_ facts: [IPAddress: ServerFacts], _ hosts: [Name: HostAddresses]) {
        self.facts.merge(facts) { first, _ in first }
        self.hosts.merge(hosts) { first, _ in first }
        update()
    }

    private mutating func update() {
        childNames = namesAtChild()
        names = namesInOrder()
        servers = serversInOrder()
    }

    private func namesInOrder() -> [Name] {
        guard !cut.isPinned else { return [] }
        var names = cut.serverNames
        for name in childNames.sorted() where !names.contains(name) { names.append(name) }
        return names
    }

    private func namesAtChild() -> Set<Name> {
        var names: Set<Name> = []
        var last: [RData] = []
        for facts in facts.values where facts.ns.isAuthoritative {
            // Nearly all servers of a zone give the same.
            guard case .data(let records) = facts.ns.answer, records != last else { continue }
            last = records
            for case .ns(let name) in records { names.insert(name) }
        }
        return names
    }

    func namesToLookUp(_ limit: Int) -> [Name] {
        names.prefix(limit).filter { hosts[$0] == nil }
    }

    func addressesToAsk(limit: Int) -> [IPAddress] {
        servers.prefix(limit).map(\.address).filter { facts[$0] == nil }
    }

    private func serversInOrder() -> [ServerAddress] {
        var servers = cut.isPinned || cut.apex.isRoot ? cut.knownServers : []
        let parent = Set(cut.serverNames)
        var seen = Set(servers.map(\.address))
        for name in names where !cut.apex.isRoot {
            let source: ServerAddress.Source =
                parent.contains(name) ? (childNames.contains(name) ? .both : .parent) : .child
            for address in (cut.glue[name] ?? []) + (hosts[name]?.addresses ?? []) where seen.insert(address).inserted {
                servers.append(ServerAddress(name: name, address: address, source: source))
            }
        }
        // A parent that serves the child as well is audited as its server, even if no NS record says so.
        for server in cut.knownServers where seen.insert(server.address).inserted { servers.append(server) }
        return servers.filter { isUsable($0.address) }.sorted()
    }
}
