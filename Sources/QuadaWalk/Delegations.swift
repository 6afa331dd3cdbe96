internal import QuadaDNS
internal import QuadaEvidence

/// What the walk learnt of zone cuts, for whoever asks whether another resolver could have come the same way.
extension Walk {
    /// The cuts at `apexes`, above them, and on the way to the names of their servers.
    func delegations(of apexes: some Sequence<Name>) -> [Name: Delegation] {
        var open = Array(apexes)
        let own = open.count
        var taken = 0
        let now = now
        var found: [Name: Delegation] = [:]
        while let apex = open.popLast(), found.count < Self.maximumDelegations {
            taken += 1
            guard found[apex] == nil else { continue }
            let delegation: Delegation
            if let known = cuts.delegation(of: apex, at: now) {
                delegation = known
            } else {
                guard let cut = cuts[apex] else { continue }
                delegation = self.delegation(at: cut)
                // Those of the name's own zones seldom come up again at once.
                if taken > own { cuts.keep(delegation, at: now) }
            }
            found[apex] = delegation
            if let parent = delegation.parent { open.append(parent) }
            open += delegation.holders.values.sorted()
        }
        return found
    }

    private func delegation(at cut: Cut) -> Delegation {
        let servers = knownServers(cut.serverNames)
        return Delegation(
            apex: cut.apex, parent: cut.parent, serverNames: cut.serverNames, glue: cut.glue,
            knownServers: cut.knownServers, hosts: servers.hosts, holders: servers.holders, referral: cut.referral,
            isPinned: cut.isPinned)
    }

    /// What is known of servers' names; many zones have the same ones.
    private func knownServers(_ names: [Name]) -> CutCache.KnownServers {
        if let told = cuts.knownServers(names, at: now) { return told }
        let servers = CutCache.KnownServers(
            names: names,
            hosts: names.reduce(into: [:]) { hosts, name in
                // Addresses of which some may have been lost tell nothing of those that are not there.
                guard let host = hostCache.peek(name) else { return }
                if host.isComplete || host.addresses.contains(where: { $0.family == .ipv6 }) {
                    hosts[name] = host.addresses
                }
            },
            holders: names.reduce(into: [:]) { $0[$1] = deepestCut(for: $1).apex })
        cuts.keep(servers, at: now)
        return servers
    }

    /// A name's zones, their ancestors and those of their servers' names: real walks meet under 50.
    private static let maximumDelegations = 256
}
