internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport
internal import QuadaWalk
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Behind closed doors: takes orders on the process's first thread, walks on the transport's.
///
/// It sends evidence and judges nothing. The channel's end is its own.
final class WorkerLoop: Sendable {
    private let channel: Channel
    private let heart = Heart()
    private let walks = Mutex<Walk?>(nil)
    private let outbox: EvidenceOutbox

    #if QUADA_ATTACKS
        private let takenOver: (@Sendable (UInt32, Name) -> Void)?

        init(channel: Channel, takenOver: @escaping @Sendable (UInt32, Name) -> Void) {
            self.channel = channel
            outbox = EvidenceOutbox(channel)
            self.takenOver = takenOver
        }
    #endif

    init(channel: Channel) {
        self.channel = channel
        outbox = EvidenceOutbox(channel)
        #if QUADA_ATTACKS
            takenOver = nil
        #endif
    }

    func serve() -> Never {
        while true {
            switch channel.receive(within: Self.pulse) {
            case .frame(let frame):
                do throws(Nonsense) {
                    try obey(frame)
                } catch {
                    refuse(.orders, WorkerMain.Status.orders)
                }
            case .nothing: break
            case .end: exit(WorkerMain.Status.done)
            case .nonsense: refuse(.orders, WorkerMain.Status.orders)
            }
            beat()
        }
    }

    /// How often a sign of life is due, in milliseconds.
    private static let pulse: Int32 = 1000

    private func obey(_ frame: Frame) throws(Nonsense) {
        switch frame.kind {
        case .configuration:
            let configuration = try WorkerConfiguration(reading: frame.payload)
            guard walk == nil else { throw Nonsense("a second configuration") }
            begin(configuration)
        case .walk:
            let order = try WalkOrder(reading: frame.payload)
            #if QUADA_ATTACKS
                if let takenOver { return takenOver(order.number, order.name) }
            #endif
            try start { [outbox] walk in
                let payload = EvidencePayload(order: order.number, evidence: await walk.walked(order.name))
                // It runs behind what the loop has to do already.
                if outbox.add(payload) { Task(executorPreference: walk.executor) { outbox.flush() } }
            }
        case .mailHosts:
            let order = try WalkOrder(reading: frame.payload)
            try start { [channel] walk in
                let payload = HostsPayload(order: order.number, hosts: await walk.mailExchangers(of: order.name))
                channel.send(Frame(.hosts, payload.octets))
            }
        case .preflight:
            try start { [channel] walk in
                channel.send(Frame(.preflightSeen, PreflightPayload(await walk.preflight()).octets))
            }
        case .transfer: TransferRelay.run(try TransferOrder(reading: frame.payload), over: channel)
        case .plan, .readYAML, .readRData, .unpack, .ready, .alive, .observation, .evidence, .hosts, .preflightSeen,
            .refusal, .yaml, .rdata, .unpacked, .message, .transferEnd:
            throw Nonsense("a frame that is no order")
        }
    }

    private var walk: Walk? { walks.withLock { $0 } }

    /// Makes the transport, whose thread is the loop.
    private func begin(_ configuration: WorkerConfiguration) {
        let heart = heart
        let transport: SocketTransport
        do throws(TransportError) {
            transport = try SocketTransport(
                pacing: configuration.pacing, sourcePorts: configuration.sourcePorts,
                sockets: configuration.hasHandedSockets ? .handed(over: WorkerMain.Descriptors.broker) : .own,
                addressMap: configuration.addressMap, mixesCase: configuration.mixesCase, clock: configuration.clock
            ) { heart.count($0.attempts.count) }
        } catch {
            switch error {
            case .noThread: refuse(.transport(errno: 0), WorkerMain.Status.transport)
            case .noPoller(let errno): refuse(.transport(errno: errno), WorkerMain.Status.transport)
            }
        }
        let channel = channel
        var onObserved: (@Sendable (Observation) -> Void)?
        if configuration.isWitnessed {
            onObserved = { channel.send(Frame(.observation, ObservationPayload($0).octets)) }
        }
        let made = Walk(configuration: configuration.walk, transport: transport, onObserved: onObserved)
        made.onAside { heart.note(aside: $0) }
        walks.withLock { $0 = made }
    }

    /// Does something on the loop.
    private func start(_ work: @escaping @Sendable (Walk) async -> Void) throws(Nonsense) {
        guard let walk else { throw Nonsense("an order before the configuration") }
        Task(executorPreference: walk.executor) { await work(walk) }
    }

    /// Says that the loop runs, if it has run since that was last said.
    private func beat() {
        guard let walk else { return }
        if let sign = heart.take() { channel.send(Frame(.alive, sign.octets)) }
        let heart = heart
        if heart.mayAsk() { Task(executorPreference: walk.executor) { heart.answer() } }
    }

    private func refuse(_ reason: RefusalPayload, _ status: Int32) -> Never {
        channel.send(Frame(.refusal, reason.octets))
        exit(status)
    }
}

/// Whether the loop runs, told from outside of it, and what it has sent.
private final class Heart: Sendable {
    private struct State {
        var isAsked = false
        var hasAnswered = true
        var queries: UInt64 = 0
        var aside = 0
        var saidAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    func count(_ queries: Int) { state.withLock { $0.queries += UInt64(clamping: queries) } }

    func note(aside: Int) { state.withLock { $0.aside = aside } }

    func answer() {
        state.withLock { state in
            state.hasAnswered = true
            state.isAsked = false
        }
    }

    /// What to say now; none where the loop has not run, or it was said a moment ago.
    func take() -> AlivePayload? {
        state.withLock { state in
            let now = ContinuousClock.now
            guard state.hasAnswered, state.saidAt.map({ now - $0 >= Self.interval }) ?? true else { return nil }
            state.hasAnswered = false
            state.saidAt = now
            return AlivePayload(queries: state.queries, aside: UInt32(clamping: state.aside))
        }
    }

    /// Whether the loop is to be asked again.
    func mayAsk() -> Bool {
        state.withLock { state in
            guard !state.hasAnswered, !state.isAsked else { return false }
            state.isAsked = true
            return true
        }
    }

    private static let interval = Duration.milliseconds(900)
}
