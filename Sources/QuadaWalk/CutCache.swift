internal import QuadaDNS
internal import Synchronization

/// The zone cuts met in this run, and which names are known not to be one.
final class CutCache: Sendable {
    private struct State {
        var cuts: [Name: Cut] = [:]
        var delegates: Set<Name> = []
        var notCuts: Set<StepKey> = []
    }

    private let state: Mutex<State>

    init(_ cuts: [Cut]) {
        state = Mutex(State(cuts: Dictionary(cuts.map { ($0.apex, $0) }) { first, _ in first }))
    }

    subscript(apex: Name) -> Cut? { state.withLock { $0.cuts[apex] } }

    func add(_ cut: Cut) {
        state.withLock { state in
            if state.cuts[cut.apex] == nil { state.cuts[cut.apex] = cut }
            if let parent = cut.parent { state.delegates.insert(parent) }
        }
    }

    /// The deepest cut at or above a name; the root's is always there.
    func deepest(for name: Name) -> Cut {
        state.withLock { state in
            var candidate: Name? = name
            while let apex = candidate {
                if let cut = state.cuts[apex] { return cut }
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
        return cut.apex.labelCount < 2 || state.withLock { $0.delegates.contains(cut.apex) }
    }

    func isKnownNotToBe(_ name: Name, below zone: Name) -> Bool {
        state.withLock { $0.notCuts.contains(StepKey(zone: zone, name: name)) }
    }

    func noteNot(_ name: Name, below zone: Name) {
        _ = state.withLock { $0.notCuts.insert(StepKey(zone: zone, name: name)) }
    }
}
