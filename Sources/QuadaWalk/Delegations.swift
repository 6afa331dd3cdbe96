internal import QuadaDNS
internal import QuadaEvidence

/// What the walk learnt of zone cuts, for whoever asks whether another resolver could have come the same way.
extension Walk {
    /// The cuts at `apexes`, above them, and on the way to the names of their servers.
    ///
    /// - Parameter held: A cut that the caller has, and that may have made room for others meanwhile.
    func delegations(of apexes: [Name], knowing held: Cut?) -> [Name: Delegation] {
        var open = apexes
        let own = open.count
        var taken = 0
        let now = now
        var found: [Name: Delegation] = [:]
        found.reserveCapacity(Self.usualDelegations)
        while let apex = open.popLast(), found.count < Self.maximumDelegations {
            taken += 1
            guard found[apex] == nil else { continue }
            let told: CutCache.ToldDelegation
            if let known = cuts.delegation(of: apex, at: now) {
                told = known
            } else {
                guard let cut = held?.apex == apex ? held : cuts[apex] else { continue }
                told = delegation(at: cut)
                // Those of the name's own zones seldom come up again at once.
                if taken > own { cuts.keep(told, at: now) }
            }
            found[apex] = told.delegation
            open += told.next
        }
        return found
    }

    private func delegation(at cut: Cut) -> CutCache.ToldDelegation {
        let servers = knownServers(cut.serverNames)
        let delegation = Delegation(
            apex: cut.apex, parent: cut.parent, serverNames: cut.serverNames, glue: cut.glue,
            knownServers: cut.knownServers, hosts: servers.hosts, holders: servers.holders, referral: cut.referral,
            isPinned: cut.isPinned)
        return CutCache.ToldDelegation(
            delegation: delegation, next: (cut.parent.map { [$0] } ?? []) + servers.zones.filter { $0 != cut.apex })
    }

    /// What is known of servers' names; many zones have the same ones.
    private func knownServers(_ names: [Name]) -> CutCache.KnownServers {
        if let told = cuts.knownServers(names, at: now) { return told }
        let holders = names.reduce(into: [Name: Name]()) { $0[$1] = deepestCut(for: $1).apex }
        let servers = CutCache.KnownServers(
            names: names,
            hosts: names.reduce(into: [:]) { hosts, name in
                // Addresses of which some may have been lost tell nothing of those that are not there.
                guard let host = hostCache.peek(name) else { return }
                if host.isComplete || host.addresses.contains(where: { $0.family == .ipv6 }) {
                    hosts[name] = host.addresses
                }
            },
            holders: holders, zones: Set(holders.values).sorted())
        cuts.keep(servers, at: now)
        return servers
    }

    /// A name's zones, their ancestors and those of their servers' names: real walks meet under 50.
    private static let maximumDelegations = 256
    /// A zone, its parent, the root, and the same for the zone of its servers' names.
    private static let usualDelegations = 6
}
