internal import QuadaDNS
internal import QuadaEvidence
internal import Synchronization

/// The zone cuts that were met, and which names are known not to be one.
final class CutCache: Sendable {
    fileprivate struct State {
        /// The root's and those that the caller gave, which nothing pushes out.
        var given: [Name: Cut]
        var found: PackedMap<Cut>
        /// The zones below which a cut was met.
        var delegating: BoundedMap<Name, Bool>
        var notCuts: BoundedMap<StepKey, Bool>
        /// What of the cuts was told, and would be told otherwise after a change at or above one of its names.
        var told: [Name: (told: ToldDelegation, until: Duration)] = [:]
        /// By the first of their names.
        var toldServers: [Name: (servers: KnownServers, until: Duration)] = [:]
        var toldNames: Set<Name> = []
    }

    /// What is known of the servers in one NS RRset.
    struct KnownServers {
        let names: [Name]
        let hosts: [Name: [IPAddress]]
        /// The zone that holds each, as deep as it is known.
        let holders: [Name: Name]
        /// Those zones, each once, in order.
        let zones: [Name]
    }

    /// A delegation, and the zones that it leads to: its parent, and those that hold its servers' names.
    struct ToldDelegation {
        let delegation: Delegation
        let next: [Name]
    }

    private let state: Mutex<State>

    init(_ cuts: [Cut], limits: CacheLimits) {
        state = Mutex(
            State(
                given: Dictionary(cuts.map { ($0.apex, $0) }) { first, _ in first },
                found: PackedMap(limitInOctets: limits.cutOctets, unpacked: limits.unpacked),
                delegating: BoundedMap(limit: limits.delegating), notCuts: BoundedMap(limit: limits.notCuts)))
    }

    /// However old, for those who tell what was met.
    subscript(apex: Name) -> Cut? {
        state.withLock { $0.given[apex] ?? $0.found.peek(apex, in: ()) }
    }

    /// Keeps what is there while it is fresh.
    func add(_ cut: Cut, at now: Duration) {
        state.withLock { state in
            if let parent = cut.parent, state.delegating.peek(parent) == nil {
                state.delegating.set(true, for: parent, until: .seconds(Int64.max))
            }
            guard state.given[cut.apex] == nil, !state.found.isFresh(cut.apex, at: now) else { return }
            state.found.set(cut, for: cut.apex, until: now + cut.lifetime)
            state.forget(ifAbout: cut.apex)
        }
    }

    // MARK: - Delegations

    /// A delegation that was put together a moment ago.
    func delegation(of apex: Name, at now: Duration) -> ToldDelegation? {
        state.withLock { state in
            guard let told = state.told[apex], told.until > now else { return nil }
            return told.told
        }
    }

    /// Keeps a delegation for a moment: those of top-level zones and of large operators come up for every name.
    func keep(_ told: ToldDelegation, at now: Duration) {
        state.withLock { state in
            state.watch([told.delegation.apex] + told.delegation.serverNames, limit: Self.maximumTold)
            state.told[told.delegation.apex] = (told, now + Self.moment)
        }
    }

    /// What was put together a moment ago of the very same names.
    func knownServers(_ names: [Name], at now: Duration) -> KnownServers? {
        guard let first = names.first else { return KnownServers(names: [], hosts: [:], holders: [:], zones: []) }
        return state.withLock { state in
            guard let told = state.toldServers[first], told.until > now, told.servers.names == names else { return nil }
            return told.servers
        }
    }

    func keep(_ servers: KnownServers, at now: Duration) {
        guard let first = servers.names.first else { return }
        state.withLock { state in
            state.watch(servers.names, limit: Self.maximumTold)
            state.toldServers[first] = (servers, now + Self.moment)
        }
    }

    /// Something is known of a server's name that was not known before.
    func noteChange(at host: Name) {
        state.withLock { $0.forget(ifAbout: host) }
    }

    private static let maximumTold = 512
    /// Short enough for the least used of what a delegation is made of to be kept until it is used again.
    private static let moment = Duration.seconds(1)

    /// The deepest fresh cut at or above a name; the root's is always there.
    func deepest(for name: Name, at now: Duration) -> Cut {
        state.withLock { state in
            var candidate: Name? = name
            while let apex = candidate {
                if apex.isRoot || state.given.count > 1, let cut = state.given[apex] { return cut }
                if let cut = state.found.value(for: apex, at: now, in: ()) {
                    // Whoever uses a cut uses those that led to it.
                    var parent = cut.parent
                    while let above = parent, let cut = state.found.value(for: above, at: now, in: ()) {
                        parent = cut.parent
                    }
                    return cut
                }
                candidate = apex.parent
            }
            return Cut(apex: .root, parent: nil, serverNames: [])
        }
    }

    /// Whether one of the zone's servers should be asked for a referral before all of them are surveyed.
    ///
    /// The root, top-level zones and zones that have delegated in this run mostly delegate; the others mostly hold the
    /// names below them, and a survey that meets a referral is only put again one zone deeper.
    func mayOnlyDelegate(_ cut: Cut, _ name: Name) -> Bool {
        guard !cut.isPinned, name != cut.apex else { return false }
        return cut.apex.labelCount < 2
            || state.withLock { $0.delegating.peek(cut.apex) == true }
    }

    func isKnownNotToBe(_ name: Name, below zone: Name, at now: Duration) -> Bool {
        state.withLock { $0.notCuts.value(for: StepKey(zone: zone, name: name), at: now) != nil }
    }

    func noteNot(_ name: Name, below zone: Name, at now: Duration) {
        state.withLock { $0.notCuts.set(true, for: StepKey(zone: zone, name: name), until: now + Freshness.unsaid) }
    }
}

extension CutCache.State {
    fileprivate mutating func forget(ifAbout name: Name) {
        if toldNames.contains(name) { forget() }
    }

    /// Makes sure that changes at or above these names are noticed.
    fileprivate mutating func watch(_ names: [Name], limit: Int) {
        if told.count >= limit || toldServers.count >= limit { forget() }
        for name in names {
            var candidate: Name? = name
            while let above = candidate, toldNames.insert(above).inserted { candidate = above.parent }
        }
    }

    fileprivate mutating func forget() {
        told.removeAll(keepingCapacity: true)
        toldServers.removeAll(keepingCapacity: true)
        toldNames.removeAll(keepingCapacity: true)
    }
}
