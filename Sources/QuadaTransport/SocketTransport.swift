public import QuadaDNS
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Asks over UDP and TCP sockets, from one thread that is also the executor of the tasks that ask.
public final class SocketTransport: Transport {
    private let loop: LoopExecutor
    private let jobs: JobQueue
    private let sockets: SocketLoop
    private let clock: RunClock

    public var executor: any TaskExecutor { loop }

    /// How a transport waits for its sockets.
    enum Waiting {
        /// The best the system has.
        case best
        /// poll(2), which every system has.
        case poll
    }

    /// - Parameters:
    ///   - pacing: How hard servers may be pressed.
    ///   - sourcePorts: How many queries share a source port.
    ///   - sockets: Where the sockets come from.
    ///   - addressMap: Where packets for an endpoint really go.
    ///   - mixesCase: Whether QNAME is sent in mixed case ("0x20"); a server that does not copy it is seen as silent, its
    ///     responses recorded as strays.
    ///   - clock: Stamps everything; from now on where the caller has no other origin.
    ///   - onSettled: Sees each exchange when it is settled, on the loop's thread, before its caller does.
    /// - Throws: `.noThread` or `.noPoller`.
    public convenience init(
        pacing: Pacing = .polite, sourcePorts: SourcePorts = .onePerQuery, sockets origin: SocketOrigin = .own,
        addressMap: AddressMap = .direct, mixesCase: Bool = false, clock: RunClock = RunClock(),
        onSettled: (@Sendable (Exchange) -> Void)? = nil
    ) throws(TransportError) {
        try self.init(
            settings: .init(
                pacing: pacing, sourcePorts: sourcePorts, addressMap: addressMap, mixesCase: mixesCase),
            waiting: .best, sockets: origin, descriptorLimit: nil, clock: clock, onSettled: onSettled)
    }

    /// - Parameter descriptorLimit: Sockets at most; by default half of what the process may open.
    init(
        settings: ExchangeMachine.Settings, waiting: Waiting, sockets origin: SocketOrigin = .own,
        descriptorLimit: Int?, clock: RunClock = RunClock(),
        onSettled: (@Sendable (Exchange) -> Void)?
    ) throws(TransportError) {
        let poller = try Self.poller(waiting)
        let jobs = JobQueue { poller.wake() }
        let loop = LoopExecutor(jobs: jobs)
        let descriptorLimit = descriptorLimit ?? Self.halfOfDescriptors
        var settings = settings
        // A port is two sockets; what is left is for connections and for more servers at once.
        if origin != .own { settings.sourcesPerDestination = max(1, descriptorLimit / 4) }
        let sockets = try SocketLoop(
            settings: settings, poller: poller, origin: origin, descriptorLimit: descriptorLimit, clock: clock,
            onSettled: onSettled)
        let executor = loop.asUnownedTaskExecutor()
        guard LoopThread.start({ sockets.run(jobs, on: executor) }) else { throw .noThread }
        self.loop = loop
        self.jobs = jobs
        self.clock = clock
        self.sockets = sockets
    }

    /// Time since the clock's origin.
    public var now: Duration { .nanoseconds(clock.now) }

    public func exchange(_ requests: [Request]) async -> [Exchange] {
        await sockets.exchange(requests, jobs)
    }

    public func sleep(for duration: Duration) async {
        await sockets.sleep(for: duration, jobs)
    }

    private static func poller(_ waiting: Waiting) throws(TransportError) -> any Poller {
        #if os(Linux)
            if waiting == .best { return try EpollPoller() }
        #endif
        return try PollPoller()
    }

    private static var halfOfDescriptors: Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let result = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
            let result = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return result == 0 ? Int(clamping: limit.rlim_cur) / 2 : 128
    }
}
