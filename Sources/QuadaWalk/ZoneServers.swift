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
            async let hosts = hosts(names, context)
            found.facts.merge(await facts(of: cut.apex, at: addresses, context)) { first, _ in first }
            found.hosts.merge(await hosts) { first, _ in first }
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
        await withTaskGroup(of: (IPAddress, ServerFacts)?.self) { group in
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

    /// Asks; where EDNS seems to stand in the way, asks again without it and gives that answer.
    private func askTolerantly(_ asks: [Ask], _ context: Context) async -> [Observation] {
        let first = await asker.ask(asks, context.allowance)
        guard first.contains(where: SurveyReading.mayBeEDNS) else { return first }
        let plain = await asker.ask(
            asks.map {
                Ask($0.query.question.name, $0.query.question.type, at: $0.address, edns: false, policy: .brief)
            },
            context.allowance)
        return zip(first, plain).map { first, plain in
            SurveyReading.mayBeEDNS(first) && !SurveyReading.mayBeEDNS(plain) ? plain : first
        }
    }
}

/// The servers of one zone while they are being learnt.
private struct ZoneServers {
    let cut: Cut
    let isUsable: (IPAddress) -> Bool
    var facts: [IPAddress: ServerFacts] = [:]
    var hosts: [Name: HostAddresses] = [:]

    /// The parent's NS RRset and, after it, each name that only a server of the zone itself gives.
    private var names: [Name] {
        guard !cut.isPinned else { return [] }
        var names = cut.serverNames
        for name in childNames.sorted() where !names.contains(name) { names.append(name) }
        return names
    }

    /// Only an answer with authority speaks for the child.
    private var childNames: Set<Name> {
        Set(facts.values.filter(\.ns.isAuthoritative).flatMap(\.nameServers))
    }

    func namesToLookUp(_ limit: Int) -> [Name] {
        names.prefix(limit).filter { hosts[$0] == nil }
    }

    func addressesToAsk(limit: Int) -> [IPAddress] {
        servers.prefix(limit).map(\.address).filter { facts[$0] == nil }
    }

    /// Each address once, under the first name that has it.
    var servers: [ServerAddress] {
        var servers = cut.isPinned || cut.apex.isRoot ? cut.knownServers : []
        let parent = Set(cut.serverNames)
        let child = childNames
        var seen = Set(servers.map(\.address))
        for name in names where !cut.apex.isRoot {
            let source: ServerAddress.Source =
                parent.contains(name) ? (child.contains(name) ? .both : .parent) : .child
            for address in (cut.glue[name] ?? []) + (hosts[name]?.addresses ?? []) where seen.insert(address).inserted {
                servers.append(ServerAddress(name: name, address: address, source: source))
            }
        }
        // A parent that serves the child as well is audited as its server, even if no NS record says so.
        for server in cut.knownServers where seen.insert(server.address).inserted { servers.append(server) }
        return servers.filter { isUsable($0.address) }.sorted()
    }
}
