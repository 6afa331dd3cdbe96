internal import QuadaDNS
internal import QuadaEvidence
internal import Synchronization

/// Lets so many names at once ask the servers of a zone; the others wait aside until it is their turn.
///
/// A server that is at its cap answers no sooner for being waited for by more names, and who waits here holds next to
/// nothing. So names of one slow operator, however many follow each other, leave room for those of others.
final class ServerTurns: Sendable {
    /// A server as it is known before its zone is: by the addresses that came with the cut, else by its name.
    enum Key: Hashable, Sendable {
        case address(IPAddress)
        case name(Name)
    }

    /// The right to ask some servers, to be given back.
    struct Turn: Sendable {
        fileprivate let keys: [Key]

        func isFor(_ cut: Cut) -> Bool { keys == ServerTurns.keys(of: cut) }
    }

    fileprivate struct Waiter {
        let keys: [Key]
        let caller: UnsafeContinuation<Void, Never>
    }

    fileprivate struct State {
        var active: [Key: Int] = [:]
        /// Behind one key that has no room, in the order of their coming: where somebody waits, there is no room.
        var waiting: [Key: [Waiter]] = [:]
        var waiters = 0
        var isClosed = false
    }

    private let limit: Int
    private let listener = Mutex<(@Sendable (Int) -> Void)?>(nil)
    private let state = Mutex(State())

    /// - Parameter limit: Names at once for each server.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// - Parameter listener: Is told how many names wait, whenever that changes.
    func onAside(_ listener: @escaping @Sendable (Int) -> Void) { self.listener.withLock { $0 = listener } }

    private func tell(_ waiters: Int) { listener.withLock { $0 }?(waiters) }

    /// Waits until there is room at all of a cut's servers.
    func enter(_ cut: Cut) async -> Turn {
        let keys = Self.keys(of: cut)
        let isAdmitted = state.withLock { $0.admit(keys, limit) }
        if !isAdmitted {
            await withUnsafeContinuation { caller in
                let (isAdmitted, waiters) = state.withLock { state in
                    (state.admitOrWait(Waiter(keys: keys, caller: caller), limit), state.waiters)
                }
                if isAdmitted { caller.resume() } else { tell(waiters) }
            }
        }
        return Turn(keys: keys)
    }

    func leave(_ turn: Turn) {
        let (admitted, waiters) = state.withLock { state in (state.leave(turn.keys, limit), state.waiters) }
        if !admitted.isEmpty { tell(waiters) }
        for waiter in admitted { waiter.caller.resume() }
    }

    /// Nobody waits any more.
    func close() {
        let waiting = state.withLock { state in
            defer { state = State(isClosed: true) }
            return state.waiting.values.flatMap { $0 }
        }
        for waiter in waiting { waiter.caller.resume() }
    }

    static func keys(of cut: Cut) -> [Key] {
        let addresses = cut.entryPoints.map { Key.address($0.address) }
        return addresses + cut.serverNames.filter { cut.glue[$0]?.isEmpty != false }.map { .name($0) }
    }
}

extension ServerTurns.State {
    fileprivate mutating func admit(_ keys: [ServerTurns.Key], _ limit: Int) -> Bool {
        guard isClosed || !keys.contains(where: { active[$0, default: 0] >= limit }) else { return false }
        for key in keys { active[key, default: 0] += 1 }
        return true
    }

    /// - Returns: Whether there was room.
    fileprivate mutating func admitOrWait(_ waiter: ServerTurns.Waiter, _ limit: Int) -> Bool {
        if admit(waiter.keys, limit) { return true }
        guard let full = waiter.keys.first(where: { active[$0, default: 0] >= limit }) else { return true }
        waiting[full, default: []].append(waiter)
        waiters += 1
        return false
    }

    /// - Returns: Whose turn it is now.
    fileprivate mutating func leave(_ keys: [ServerTurns.Key], _ limit: Int) -> [ServerTurns.Waiter] {
        for key in keys {
            let left = active[key, default: 0] - 1
            active[key] = left > 0 ? left : nil
        }
        var admitted: [ServerTurns.Waiter] = []
        for key in keys { fill(key, limit, &admitted) }
        return admitted
    }

    /// Lets in who waits behind a key while it has room; who lacks another's waits behind that one from now on.
    private mutating func fill(_ key: ServerTurns.Key, _ limit: Int, _ admitted: inout [ServerTurns.Waiter]) {
        guard var queue = waiting.removeValue(forKey: key) else { return }
        var passed = 0
        while passed < queue.count, active[key, default: 0] < limit {
            let waiter = queue[passed]
            passed += 1
            waiters -= 1
            if admitOrWait(waiter, limit) { admitted.append(waiter) }
        }
        queue.removeFirst(passed)
        if !queue.isEmpty { waiting[key] = queue }
    }
}

extension Walk {
    /// Waits for a turn at a cut's servers, where turns are taken.
    ///
    /// - Parameter turn: What was held before; it is given back first, so that nobody holds one while waiting.
    func turn(at cut: Cut, after turn: ServerTurns.Turn? = nil) async -> ServerTurns.Turn? {
        guard let turns else { return nil }
        if let turn {
            if turn.isFor(cut) { return turn }
            turns.leave(turn)
        }
        return await turns.enter(cut)
    }

    func leave(_ turn: ServerTurns.Turn?) {
        if let turn { turns?.leave(turn) }
    }
}
