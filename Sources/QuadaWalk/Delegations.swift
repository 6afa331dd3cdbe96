internal import QuadaDNS
internal import QuadaEvidence

/// What the walk learnt of zone cuts, for whoever asks whether another resolver could have come the same way.
extension Walk {
    /// The cuts at `apexes`, above them, and on the way to the names of their servers.
    func delegations(of apexes: some Sequence<Name>) -> [Name: Delegation] {
        var open = Array(apexes)
        var found: [Name: Delegation] = [:]
        while let apex = open.popLast(), found.count < Self.maximumDelegations {
            guard found[apex] == nil, let cut = cuts[apex] else { continue }
            let delegation = Delegation(
                apex: apex, parent: cut.parent, serverNames: cut.serverNames, glue: cut.glue,
                knownServers: cut.knownServers,
                hosts: cut.serverNames.reduce(into: [:]) { hosts, name in
                    // Addresses of which some may have been lost tell nothing of those that are not there.
                    guard let host = hostCache.peek(name) else { return }
                    if host.isComplete || host.addresses.contains(where: { $0.family == .ipv6 }) {
                        hosts[name] = host.addresses
                    }
                },
                holders: cut.serverNames.reduce(into: [:]) { $0[$1] = deepestCut(for: $1).apex },
                referral: cut.referral, isPinned: cut.isPinned)
            found[apex] = delegation
            if let parent = cut.parent { open.append(parent) }
            open += delegation.holders.values.sorted()
        }
        return found
    }

    /// A name's zones, their ancestors and those of their servers' names: real walks meet under 50.
    private static let maximumDelegations = 256
}
