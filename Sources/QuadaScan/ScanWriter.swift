internal import Dispatch
internal import QuadaReport
internal import QuadaStorage
internal import Synchronization

/// What became of one line.
struct ScanResult: Sendable {
    let entry: ScanEntry
    /// The name's own audit, then those of hosts that belong to it.
    let audits: [NameAudit]
    /// As they stand in the output; empty where the caller leaves them out.
    let octets: [UInt8]
}

/// Writes results on a thread of its own and keeps the journal.
///
/// Results become safe at checkpoints: the output's piece is ended and on the disk, then the store has them, then the
/// journal counts them. What lies between two checkpoints is done again by a scan that is gone on with.
final class ScanWriter: Sendable {
    private struct Inbox {
        var results: [ScanResult] = []
        var isClosed = false
        /// Whether all of the input was through when it was closed.
        var isComplete = false
        var failure: ScanError?
    }

    private let inbox = Mutex(Inbox())
    private let news = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// One for each name that may still be read.
    private let room = DispatchSemaphore(value: 0)
    /// Held by the writer's thread as long as it runs.
    private let ledger: Mutex<ScanLedger>
    private let configuration: ScanConfiguration
    private let store: (any ResultStore)?
    private let onFailure: @Sendable () -> Void

    init(
        _ configuration: ScanConfiguration, _ ledger: sending ScanLedger, store: (any ResultStore)?,
        onFailure: @escaping @Sendable () -> Void
    ) {
        self.ledger = Mutex(ledger)
        self.configuration = configuration
        self.store = store
        self.onFailure = onFailure
        for _ in 0..<max(1, configuration.namesInMemory) { room.signal() }
    }

    // MARK: - From other threads

    /// Waits until one more name may be read.
    func waitForRoom() { room.wait() }

    /// Lets a reader that waits go on, so that it sees the end.
    func release() { room.signal() }

    func deliver(_ result: ScanResult) {
        let isFirst = inbox.withLock { inbox in
            inbox.results.append(result)
            return inbox.results.count == 1
        }
        // The writer takes all there are: it is woken once for them, not once for each.
        if isFirst { news.signal() }
    }

    /// What the results came to, once it is closed.
    var summary: ScanSummary? { ledger.withLock { $0.summary } }

    var failure: ScanError? { inbox.withLock { $0.failure } }

    /// Begins to write.
    func start() {
        DispatchQueue(label: "results").async { [self] in
            ledger.withLock { run(&$0) }
            ended.signal()
        }
    }

    /// Writes what is there, makes it safe, and ends.
    ///
    /// - Parameter isComplete: Whether nothing of the input is left to be done.
    /// - Throws: What went wrong since the beginning.
    func close(isComplete: Bool) async throws(ScanError) {
        inbox.withLock { inbox in
            inbox.isClosed = true
            inbox.isComplete = isComplete
        }
        news.signal()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                ended.wait()
                continuation.resume()
            }
        }
        if let failure { throw failure }
    }

    // MARK: - On the writer's thread

    /// Checkpoints take a twentieth of the time at most.
    private static let patience = 20

    private func run(_ ledger: inout ScanLedger) {
        var checkpointAt = ContinuousClock.now + configuration.checkpointInterval
        var sequence = Resequencing(isOrdered: configuration.isOrdered, from: ledger.done)
        while true {
            if news.wait(timeout: .now() + .milliseconds(250)) == .success {
                // What comes in the next moment is written with it; only the end is told a second time.
                _ = news.wait(timeout: .now() + .milliseconds(5))
            }
            let (results, isClosed, isComplete) = inbox.withLock { inbox in
                defer { inbox.results.removeAll(keepingCapacity: false) }
                return (inbox.results, inbox.isClosed, inbox.isComplete)
            }
            do throws(ScanError) {
                let ready = sequence.ready(results)
                try ledger.add(ready)
                for _ in ready { room.signal() }
                if isClosed {
                    try ledger.checkpoint(store)
                    if isComplete { try ledger.finish() }
                    return
                }
                let began = ContinuousClock.now
                if ledger.isFull || ContinuousClock.now >= checkpointAt {
                    try ledger.checkpoint(store)
                    // A journal that takes long, as with many operators in its summary, is written less often.
                    let cost = ContinuousClock.now - began
                    checkpointAt = ContinuousClock.now + max(configuration.checkpointInterval, cost * Self.patience)
                }
            } catch {
                ledger.abandon()
                inbox.withLock { $0.failure = error }
                onFailure()
                return
            }
        }
    }
}

/// Puts results into the order of the input, where that is wanted.
private struct Resequencing {
    let isOrdered: Bool
    private var next: Int
    private var done: DoneEntries
    private var held: [Int: ScanResult] = [:]

    init(isOrdered: Bool, from done: DoneEntries) {
        self.isOrdered = isOrdered
        self.done = done
        next = done.mark
    }

    mutating func ready(_ results: [ScanResult]) -> [ScanResult] {
        guard isOrdered else { return results }
        for result in results { held[result.entry.position] = result }
        var ready: [ScanResult] = []
        while true {
            if let result = held.removeValue(forKey: next) {
                ready.append(result)
            } else if !done.contains(next) {
                return ready
            }
            next += 1
        }
    }
}
