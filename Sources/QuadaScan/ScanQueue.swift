internal import Synchronization

/// The lines that wait for one loop. Pushed from the thread that reads, taken by the loop's tasks.
///
/// It has no bound of its own: whoever pushes waits until results were written.
final class ScanQueue: Sendable {
    fileprivate struct State {
        var ready: [ScanEntry] = []
        /// Of `ready`, taken already.
        var taken = 0
        var waiting: [UnsafeContinuation<ScanEntry?, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    func push(_ entry: ScanEntry) {
        let waiting: UnsafeContinuation<ScanEntry?, Never>? = state.withLock { state in
            guard !state.isClosed else { return nil }
            if let waiting = state.waiting.popLast() { return waiting }
            state.ready.append(entry)
            return nil
        }
        waiting?.resume(returning: entry)
    }

    /// The next line; none once the queue is closed and, if it was closed at the input's end, empty.
    func next() async -> ScanEntry? {
        await withUnsafeContinuation { continuation in
            let result: ScanEntry?? = state.withLock { state in
                if let entry = state.popFirst() { return .some(entry) }
                if state.isClosed { return .some(nil) }
                state.waiting.append(continuation)
                return nil
            }
            if let result { continuation.resume(returning: result) }
        }
    }

    /// No more lines come.
    ///
    /// - Parameter dropsRest: Whether those that wait are given up, too.
    func close(dropsRest: Bool) {
        let waiting = state.withLock { state in
            state.isClosed = true
            if dropsRest {
                state.ready = []
                state.taken = 0
            }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: nil) }
    }
}

extension ScanQueue.State {
    fileprivate mutating func popFirst() -> ScanEntry? {
        guard taken < ready.count else { return nil }
        defer {
            taken += 1
            if taken == ready.count {
                ready.removeAll(keepingCapacity: true)
                taken = 0
            } else if taken >= 256, taken * 2 >= ready.count {
                ready.removeFirst(taken)
                taken = 0
            }
        }
        return ready[taken]
    }
}
