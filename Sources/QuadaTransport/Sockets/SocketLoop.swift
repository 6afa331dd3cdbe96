internal import QuadaDNS
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The loop of a `SocketTransport`: jobs, then datagrams out, then a wait, then what came in.
final class SocketLoop: CoreHolder {
    private let network: Mutex<SocketNetwork>
    private let poller: any Poller
    private let clock: RunClock
    private let onSettled: (@Sendable (Exchange) -> Void)?

    /// - Throws: `.noPoller`.
    init(
        settings: ExchangeMachine.Settings, poller: any Poller, origin: SocketOrigin, descriptorLimit: Int,
        clock: RunClock, onSettled: (@Sendable (Exchange) -> Void)?
    ) throws(TransportError) {
        network = Mutex(
            try SocketNetwork(
                core: TransportCore(
                    machine: ExchangeMachine(settings: settings, randomness: .system), isObserved: onSettled != nil),
                poller: poller, descriptorLimit: descriptorLimit, handed: HandedSockets(origin)))
        self.poller = poller
        self.clock = clock
        self.onSettled = onSettled
    }

    /// Changes the core, from any thread; what follows is done at the loop's next turn at the latest.
    func update(_ change: (inout TransportCore, Int64) -> Void) {
        let now = clock.now
        network.withLock { network in
            change(&network.core, now)
            if !network.isAskingInTurns { network.perform(at: now) }
        }
    }

    /// The body of the loop's thread.
    func run(_ jobs: JobQueue, on executor: UnownedTaskExecutor) {
        var spare: [UnownedJob] = []
        var ready: [UInt64] = []
        while !jobs.isStopped {
            jobs.runJobs(on: executor, spare: &spare, maximumRounds: Self.maximumRounds)
            let deadline = flush()
            let mayWait = jobs.fallAsleep()
            poller.wait(milliseconds: mayWait ? milliseconds(until: deadline) : 0, into: &ready)
            if mayWait { jobs.awaken() }
            turn(ready).tell(onSettled)
            ready.removeAll(keepingCapacity: true)
        }
        network.withLock { $0.closeAll() }
    }

    /// Sends what was collected.
    ///
    /// - Returns: When something is to be done without an event; 0 where callers wait to be told something.
    private func flush() -> Int64 {
        let now = clock.now
        return network.withLock { network in
            if network.isAskingInTurns { network.perform(at: now) }
            network.flush(at: now)
            return network.core.wakeups.isEmpty ? network.core.nextDeadline ?? .max : 0
        }
    }

    private func turn(_ ready: [UInt64]) -> News {
        let now = clock.now
        return network.withLock { network in
            if network.isAskingInTurns { network.receiveStrays(ready, at: now) }
            for mark in ready { network.ready(mark, at: now) }
            network.core.advance(to: now)
            network.perform(at: now)
            return network.core.takeNews()
        }
    }

    /// Rounded up, so that the deadline has come when the wait is over.
    private func milliseconds(until deadline: Int64) -> Int32 {
        guard deadline < .max else { return -1 }
        let remaining = max(0, deadline - clock.now)
        return Int32(clamping: remaining / 1_000_000 + (remaining % 1_000_000 == 0 ? 0 : 1))
    }

    /// Jobs that make jobs let the sockets have a turn after so many rounds.
    private static let maximumRounds = 16
}
