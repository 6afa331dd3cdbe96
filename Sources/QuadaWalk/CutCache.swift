internal import QuadaDNS
internal import Synchronization

/// The zone cuts that were met, and which names are known not to be one.
final class CutCache: Sendable {
    private struct Entry {
        let cut: Cut
        /// Whether a cut below it was met.
        var delegates = false
    }

    private struct State {
        /// The root's and those that the caller gave, which nothing pushes out.
        var given: [Name: Entry]
        var found: BoundedMap<Name, Entry>
        var notCuts: BoundedMap<StepKey, Bool>
    }

    private let state: Mutex<State>

    init(_ cuts: [Cut], limits: CacheLimits) {
        state = Mutex(
            State(
                given: Dictionary(cuts.map { ($0.apex, Entry(cut: $0)) }) { first, _ in first },
                found: BoundedMap(limit: limits.cuts), notCuts: BoundedMap(limit: limits.notCuts)))
    }

    /// However old, for those who tell what was met.
    subscript(apex: Name) -> Cut? {
        state.withLock { ($0.given[apex] ?? $0.found.peek(apex))?.cut }
    }

    /// Keeps what is there while it is fresh.
    func add(_ cut: Cut, at now: Duration) {
        state.withLock { state in
            if let parent = cut.parent {
                state.given[parent]?.delegates = true
                state.found.change(parent) { $0.delegates = true }
            }
            guard state.given[cut.apex] == nil, state.found.value(for: cut.apex, at: now) == nil else { return }
            state.found.set(Entry(cut: cut), for: cut.apex, until: now + cut.lifetime)
        }
    }

    /// The deepest fresh cut at or above a name; the root's is always there.
    func deepest(for name: Name, at now: Duration) -> Cut {
        state.withLock { state in
            var candidate: Name? = name
            while let apex = candidate {
                if let entry = state.given[apex] { return entry.cut }
                if let entry = state.found.value(for: apex, at: now) {
                    // Whoever uses a cut uses those that led to it.
                    var parent = entry.cut.parent
                    while let above = parent, let entry = state.found.value(for: above, at: now) {
                        parent = entry.cut.parent
                    }
                    return entry.cut
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
            || state.withLock { ($0.given[cut.apex] ?? $0.found.peek(cut.apex))?.delegates == true }
    }

    func isKnownNotToBe(_ name: Name, below zone: Name, at now: Duration) -> Bool {
        state.withLock { $0.notCuts.value(for: StepKey(zone: zone, name: name), at: now) != nil }
    }

    func noteNot(_ name: Name, below zone: Name, at now: Duration) {
        state.withLock { $0.notCuts.set(true, for: StepKey(zone: zone, name: name), until: now + Freshness.unsaid) }
    }
}
