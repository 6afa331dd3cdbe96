internal import QuadaDNS
internal import QuadaEvidence

/// The addresses of servers' names, from the zones that hold those names.
extension Walk {
    /// Looks up several hosts at once.
    func hosts(_ names: [Name], _ context: Context) async -> [Name: HostAddresses] {
        var hosts = knownHosts(names)
        guard hosts.count < names.count else { return hosts }
        return await withTaskGroup(of: (Name, HostAddresses).self) { group in
            for name in names where hosts[name] == nil {
                group.addTask { (name, await self.host(name, context)) }
            }
            for await (name, host) in group { hosts[name] = host }
            return hosts
        }
    }

    /// Those of which it is known what they have.
    func knownHosts(_ names: [Name]) -> [Name: HostAddresses] {
        let now = now
        return names.reduce(into: [:]) { hosts, name in
            if let known = hostCache.value(for: name, at: now) { hosts[name] = known }
        }
    }

    private func host(_ name: Name, _ context: Context) async -> HostAddresses {
        if let known = hostCache.value(for: name, at: now) { return known }
        let host = await hostLookups.value(for: name, waiter: context.flight) { flight in
            let (host, lifetime) = await self.lookUp(name, context.within(flight))
            // What failed because of who happened to wait may succeed for the next.
            if host.failure == nil || host.failure == .noAddress {
                self.hostCache.set(host, for: name, until: self.now + lifetime)
                self.cuts.noteChange(at: name)
            }
            return host
        }
        return host ?? HostAddresses(addresses: [], failure: .circular)
    }

    private func lookUp(_ name: Name, _ context: Context) async -> (HostAddresses, lifetime: Duration) {
        var owner = name
        var aliases: [Name] = []
        var evidence: [Observation] = []
        var lifetime = Freshness.most
        func host(
            _ addresses: [IPAddress], _ failure: HostAddresses.Failure?, isComplete: Bool = false
        ) -> (HostAddresses, lifetime: Duration) {
            let host = HostAddresses(
                addresses: addresses, failure: failure, aliases: aliases, aliasEvidence: evidence,
                isComplete: isComplete)
            return (host, lifetime)
        }
        for _ in 0...configuration.bounds.serverNameAliases {
            switch await askForAddresses(of: owner, context) {
            case .failure(let failure): return host([], failure)
            case .addresses(let addresses, let isComplete, let fresh):
                lifetime = min(lifetime, fresh)
                return host(addresses, addresses.isEmpty ? .noAddress : nil, isComplete: isComplete)
            case .alias(let target, let observations):
                if owner == name { evidence = observations }
                lifetime = min(lifetime, Freshness.ofAnswers(observations))
                guard target != name, !aliases.contains(target) else { return host([], .noAddress) }
                aliases.append(target)
                owner = target
            }
        }
        return host([], .bound)
    }

    private enum Lookup {
        case addresses([IPAddress], isComplete: Bool, lifetime: Duration)
        case alias(Name, [Observation])
        case failure(HostAddresses.Failure)
    }

    private func askForAddresses(of owner: Name, _ context: Context) async -> Lookup {
        for _ in 0..<configuration.bounds.referrals {
            let cut: Cut
            switch await holder(of: owner, context) {
            case .obstacle(let obstacle): return .failure(HostAddresses.Failure(obstacle.reason))
            case .zone(let zone): cut = zone
            }
            let questions = [Question(name: owner, type: .a), Question(name: owner, type: .aaaa)]
            let result = await firstUseful(of: cut, context, questions: questions) { observations in
                observations.contains { Self.tells($0, of: owner, in: cut.apex) }
            }
            switch result {
            case .obstacle(let obstacle): return .failure(HostAddresses.Failure(obstacle.reason))
            case .useful(let observations):
                if let deeper = observations.lazy.compactMap({ self.referredCut($0, from: cut, toward: owner) }).first {
                    cuts.add(deeper, at: now)
                    continue
                }
                return Self.lookup(in: observations)
            }
        }
        return .failure(.bound)
    }

    private static func tells(_ observation: Observation, of owner: Name, in zone: Name) -> Bool {
        switch observation.answer {
        case .data, .alias: true
        case .noData, .nameError: observation.isAuthoritative
        case .referral(let referral): referral.descends(from: zone, toward: owner)
        case .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: false
        }
    }

    private static func lookup(in observations: [Observation]) -> Lookup {
        var addresses: [IPAddress] = []
        for observation in observations {
            switch observation.answer {
            case .alias(let alias): return .alias(alias.target, observations)
            case .data(let records): addresses += records.compactMap(\.address)
            case .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse,
                .notTested:
                continue
            }
        }
        let isComplete = observations.allSatisfy { observation in
            switch observation.answer {
            case .data, .noData, .nameError: true
            case .alias, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: false
            }
        }
        return .addresses(addresses, isComplete: isComplete, lifetime: Freshness.ofAnswers(observations))
    }
}

extension HostAddresses.Failure {
    init(_ reason: Obstacle.Reason) {
        self =
            switch reason {
            case .noUsableServer, .noAddress, .noRoute: .unreachable
            case .circular: .circular
            case .bound: .bound
            }
    }
}

extension RData {
    /// The address of an A or AAAA record.
    var address: IPAddress? {
        switch self {
        case .a(let address), .aaaa(let address): address
        case .ns, .cname, .dname, .ptr, .soa, .mx, .srv, .opaque, .malformed: nil
        }
    }
}
