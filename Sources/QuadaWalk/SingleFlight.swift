internal import Synchronization

/// Work in progress, shared by all who need it: the first caller starts it, the others wait for the same result.
///
/// The work runs in a task of its own, so that a caller who is cancelled does not spoil it for the others. A caller
/// that is itself such work passes its own flight: waiting is refused where it would close a circle.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var running: [Key: (flight: Flight, task: Task<Value, Never>)] = [:]
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let executor: any TaskExecutor
    private let circles: FlightCircles

    init(executor: any TaskExecutor, circles: FlightCircles) {
        self.executor = executor
        self.circles = circles
    }

    /// Waits for the work under `key`, starting it if nobody has.
    ///
    /// - Parameters:
    ///   - waiter: The flight on whose behalf the caller waits; none for a caller that nobody waits for.
    ///   - work: Is given its own flight, to pass on to what it waits for.
    /// - Returns: None where waiting would close a circle: the work under `key` already waits for `waiter`.
    func value(
        for key: Key, waiter: Flight?, _ work: @escaping @Sendable (Flight) async -> Value
    ) async -> Value? {
        let (flight, task) = state.withLock { state in
            if let entry = state.running[key] { return entry }
            let flight = circles.newFlight()
            let task = Task(executorPreference: executor) {
                let value = await work(flight)
                self.finish(key)
                return value
            }
            if state.isCancelled { task.cancel() }
            state.running[key] = (flight, task)
            return (flight, task)
        }
        guard circles.wait(waiter, for: flight) else { return nil }
        defer { circles.stopWaiting(waiter, for: flight) }
        return await task.value
    }

    private func finish(_ key: Key) {
        _ = state.withLock { $0.running.removeValue(forKey: key) }
    }

    /// Ends all work in progress, and whatever is started later: the run is over.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            for entry in state.running.values { entry.task.cancel() }
        }
    }
}

/// One piece of work in progress.
struct Flight: Hashable, Sendable {
    fileprivate let number: Int
}

/// Who waits for whom among flights, so that no circle of them waits for ever: zones whose servers' names lie in each
/// other's zones would.
final class FlightCircles: Sendable {
    private struct State {
        var count = 0
        /// How often each flight waits for another; a flight may wait for the same one in two of its branches.
        var waiting: [Flight: [Flight: Int]] = [:]
    }

    private let state = Mutex(State())

    func newFlight() -> Flight {
        state.withLock { state in
            state.count += 1
            return Flight(number: state.count)
        }
    }

    /// Notes that `waiter` waits; refuses where `flight` waits, directly or not, for `waiter`.
    func wait(_ waiter: Flight?, for flight: Flight) -> Bool {
        guard let waiter else { return true }
        return state.withLock { state in
            guard !Self.leads(from: flight, to: waiter, in: state.waiting) else { return false }
            state.waiting[waiter, default: [:]][flight, default: 0] += 1
            return true
        }
    }

    func stopWaiting(_ waiter: Flight?, for flight: Flight) {
        guard let waiter else { return }
        state.withLock { state in
            guard let count = state.waiting[waiter]?[flight] else { return }
            state.waiting[waiter]?[flight] = count > 1 ? count - 1 : nil
            if state.waiting[waiter]?.isEmpty == true { state.waiting[waiter] = nil }
        }
    }

    private static func leads(from start: Flight, to goal: Flight, in waiting: [Flight: [Flight: Int]]) -> Bool {
        var open = [start]
        var seen: Set<Flight> = [start]
        while let flight = open.popLast() {
            if flight == goal { return true }
            for next in (waiting[flight] ?? [:]).keys where seen.insert(next).inserted { open.append(next) }
        }
        return false
    }
}
