internal import Synchronization

/// How many names are under way at once: so many, and more while some of them wait for servers that do not answer, or
/// wait aside until others are through with their servers.
///
/// Such names cost next to nothing but time, a minute at worst; without room beside them a few of them in a hundred would
/// set the pace of the rest, and so would a slow operator whose names follow each other. Each lane takes one name after
/// another; those that were added leave when they are no longer needed.
final class ScanLanes: Sendable {
    private struct State {
        var running: Int
        /// When each lane began with the name that it is at.
        var begun: [Int: Duration] = [:]
        var nextLane: Int
        var isWatched = false
        /// Names that wait for others to be through.
        var aside = 0
    }

    private let usual: Int
    private let state: Mutex<State>

    /// From then on a name does not count: an audit of servers that answer takes a few round trips.
    static let patience = Duration.seconds(2)
    /// How many more there may be for each usual one: for names that wait for an answer, and for those aside, which
    /// hold nothing yet.
    private static let addedForSilence = 3
    private static let addedForAside = 8

    init(usual: Int) {
        self.usual = max(1, usual)
        state = Mutex(State(running: self.usual, nextLane: self.usual))
    }

    /// The lanes to begin with.
    var first: Range<Int> { 0..<usual }

    /// Notes that a lane takes up a name.
    ///
    /// - Returns: Whether somebody must look after the lanes from now on, for all of them are taken.
    func begin(_ lane: Int, at now: Duration) -> Bool {
        state.withLock { state in
            state.begun[lane] = now
            guard !state.isWatched, state.begun.count == state.running, state.running < most(state) else {
                return false
            }
            state.isWatched = true
            return true
        }
    }

    /// Notes that a lane is through with its name.
    ///
    /// - Returns: Whether it goes on; if not, it is no longer counted.
    func end(_ lane: Int, at now: Duration) -> Bool {
        state.withLock { state in
            state.begun[lane] = nil
            guard state.running > usual, state.running > wanted(state, at: now) else { return true }
            state.running -= 1
            return false
        }
    }

    /// Notes that a lane found no more names.
    ///
    /// - Returns: Whether it was the last.
    func leave() -> Bool {
        state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
    }

    /// The lanes to add now; none where nobody need look again before all are taken again.
    func growth(at now: Duration) -> Range<Int>? {
        state.withLock { state in
            guard state.begun.count == state.running, state.running > 0, state.running < most(state) else {
                state.isWatched = false
                return nil
            }
            return grow(&state, at: now)
        }
    }

    /// Notes how many names wait aside.
    ///
    /// - Returns: The lanes to add now.
    func waitAside(_ count: Int, at now: Duration) -> Range<Int> {
        state.withLock { state in
            state.aside = count
            // Where a lane is free, or all have left, nobody lacks one.
            guard state.begun.count == state.running, state.running > 0 else { return 0..<0 }
            return grow(&state, at: now)
        }
    }

    private func grow(_ state: inout State, at now: Duration) -> Range<Int> {
        let added = max(0, wanted(state, at: now) - state.running)
        defer {
            state.running += added
            state.nextLane += added
        }
        return state.nextLane..<state.nextLane + added
    }

    private func most(_ state: State) -> Int {
        usual + max(Self.addedForSilence * usual, min(state.aside, Self.addedForAside * usual))
    }

    private func wanted(_ state: State, at now: Duration) -> Int {
        let aside = min(state.aside, Self.addedForAside * usual)
        // Those aside are mostly the same as those that take long.
        guard aside < Self.addedForSilence * usual else { return usual + aside }
        let late = state.begun.values.count { now - $0 > Self.patience }
        return usual + max(aside, min(late, Self.addedForSilence * usual))
    }
}
