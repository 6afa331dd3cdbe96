internal import Synchronization

/// The jobs of one loop, and whether its thread sleeps.
final class JobQueue: Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var isAsleep = false
        /// Something was handed to the loop by other means than a job.
        var isNudged = false
        var isStopped = false
    }

    private let state = Mutex(State())
    /// Ends the thread's sleep; called at most once for each.
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func append(_ job: UnownedJob) {
        update { $0.jobs.append(job) }
    }

    /// Makes the loop look once more before it sleeps.
    func nudge() {
        update { $0.isNudged = true }
    }

    func stop() {
        update { $0.isStopped = true }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    private func update(_ change: (inout State) -> Void) {
        let mustWake = state.withLock { state in
            change(&state)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if mustWake { wake() }
    }

    // MARK: - For the loop's thread

    /// Runs jobs in the order they came until none is left.
    ///
    /// - Parameter maximumRounds: Then the loop looks at other things first, so that jobs that make jobs do not starve
    ///   them.
    func runJobs(on executor: UnownedTaskExecutor, spare: inout [UnownedJob], maximumRounds: Int = .max) {
        var rounds = 0
        while rounds < maximumRounds {
            state.withLock { swap(&$0.jobs, &spare) }
            if spare.isEmpty { return }
            for job in spare { job.runSynchronously(on: executor) }
            spare.removeAll(keepingCapacity: true)
            rounds += 1
        }
    }

    /// Whether the thread may sleep; whatever comes from now on wakes it.
    func fallAsleep() -> Bool {
        state.withLock { state in
            guard state.jobs.isEmpty, !state.isNudged, !state.isStopped else {
                state.isNudged = false
                return false
            }
            state.isAsleep = true
            return true
        }
    }

    func awaken() {
        state.withLock { $0.isAsleep = false }
    }
}

/// The face of a loop toward Swift's tasks; its thread ends when nobody holds it any more.
final class LoopExecutor: TaskExecutor {
    private let jobs: JobQueue

    init(jobs: JobQueue) {
        self.jobs = jobs
    }

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }

    deinit {
        jobs.stop()
    }
}
