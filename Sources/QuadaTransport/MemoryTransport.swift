internal import Dispatch
public import QuadaDNS
internal import Synchronization

/// Sends queries into a `SimulatedInternet`, in simulated time: no socket, no wall clock.
///
/// The clock moves only when the transport's loop has nothing left to run, straight to the next event. Work that runs
/// on the loop (`run`) therefore gives the same exchanges, in the same order, at the same times, every time.
public final class MemoryTransport: Transport {
    private let loop: LoopExecutor
    private let jobs: JobQueue
    private let network: SimulatedNetwork

    public var executor: any TaskExecutor { loop }

    /// - Parameters:
    ///   - internet: What answers.
    ///   - seed: The only source of chance: identifiers, ports, masks, and what the simulated Internet makes of it.
    ///   - pacing: Held in simulated time.
    ///   - mixesCase: Whether QNAME is sent in mixed case ("0x20").
    ///   - onSettled: Sees each exchange when it is settled, on the loop's thread, before its caller does.
    /// - Throws: `.noThread`.
    public init(
        internet: any SimulatedInternet, seed: UInt64, pacing: Pacing = .polite, mixesCase: Bool = false,
        onSettled: (@Sendable (Exchange) -> Void)? = nil
    ) throws(TransportError) {
        let semaphore = DispatchSemaphore(value: 0)
        let jobs = JobQueue { semaphore.signal() }
        let loop = LoopExecutor(jobs: jobs)
        let network = SimulatedNetwork(
            internet: internet, seed: seed, settings: .init(pacing: pacing, mixesCase: mixesCase),
            isObserved: onSettled != nil)
        let executor = loop.asUnownedTaskExecutor()
        let isStarted = LoopThread.start {
            var spare: [UnownedJob] = []
            while !jobs.isStopped {
                jobs.runJobs(on: executor, spare: &spare)
                if let news = network.step() {
                    news.tell(onSettled)
                } else if jobs.fallAsleep() {
                    semaphore.wait()
                }
            }
        }
        guard isStarted else { throw .noThread }
        self.loop = loop
        self.jobs = jobs
        self.network = network
    }

    /// Simulated time.
    public var now: Duration { .nanoseconds(network.now) }

    public func exchange(_ requests: [Request]) async -> [Exchange] {
        await network.exchange(requests, jobs)
    }

    public func sleep(for duration: Duration) async {
        await network.sleep(for: duration, jobs)
    }
}
