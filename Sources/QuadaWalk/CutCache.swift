internal import QuadaDNS
internal import Synchronization

/// The zone cuts that were met, and which names are known not to be one.
final class CutCache: Sendable {
    private struct State {
        /// The root's and those that the caller gave, which nothing pushes out.
        var given: [Name: Cut]
        var found: PackedMap<Cut>
        /// The zones below which a cut was met.
        var delegating: BoundedMap<Name, Bool>
        var notCuts: BoundedMap<StepKey, Bool>
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
        }
    }

    /// The deepest fresh cut at or above a name; the root's is always there.
    func deepest(for name: Name, at now: Duration) -> Cut {
        state.withLock { state in
            var candidate: Name? = name
            while let apex = candidate {
                if let cut = state.given[apex] { return cut }
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
