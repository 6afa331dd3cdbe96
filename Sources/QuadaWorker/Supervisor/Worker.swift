#if os(Linux)
    internal import Dispatch
    internal import QuadaDNS
    internal import QuadaEvidence
    internal import QuadaSandbox
    internal import QuadaWalk
    internal import Synchronization

    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// Who is told what a worker sees as it goes on.
    struct WorkerWitness: Sendable {
        /// Every observation; none where nobody looks.
        var onObserved: (@Sendable (Observation) -> Void)?
        /// Queries that were sent since it was last told.
        var onQueries: (@Sendable (Int) -> Void)?
        /// How many of the names that were ordered wait for others.
        var onAside: (@Sendable (Int) -> Void)?
    }

    /// One worker's process, seen from the supervisor: takes its orders, and hears it out on a thread of its own. What it
    /// says is hostile.
    final class Worker: Sendable {
        private struct State {
            var nextOrder: UInt32 = 0
            var walks: [UInt32: Order<NameEvidence>] = [:]
            var hosts: [UInt32: Order<[Name]>] = [:]
            var preflights: [UnsafeContinuation<Result<PreflightSighting, WorkerFault>, Never>] = []
            /// What waits until the doors are closed.
            var unsent: [Frame] = []
            var isReady = false
            var isStopping = false
            var fault: WorkerFault?
            var allotment: Allotment
            var process: WorkerProcess?
        }

        private struct Order<Answer: Sendable> {
            let name: Name
            let begun: ContinuousClock.Instant
            let continuation: UnsafeContinuation<Result<Answer, WorkerFault>, Never>
        }

        /// How long a worker may be silent, and how long a name may take.
        struct Patience: Sendable {
            var silence = Duration.seconds(30)
            /// A thousand names may wait for one another at a server that bears a few queries a second.
            var name = Duration.seconds(3600)
        }

        private let kit: WorkerKit
        private let configuration: WorkerConfiguration
        private let limits: WorkerLimits
        private let witness: WorkerWitness
        private let numbers: ObservationNumbers
        private let patience: Patience
        private let living: DispatchGroup
        /// What it said before and refers to.
        private let heard = Mutex<HeardEvidence?>(HeardEvidence())
        private let state: Mutex<State>
        private let channels = Mutex<Channel?>(nil)
        /// What leaves next.
        private let orders = Mutex(Orders())
        /// Queries that the witness was told of.
        private let told = Mutex<UInt64>(0)

        /// Starts the process; whether that went well is known once it is ordered something.
        ///
        /// - Parameter living: Entered until nothing of the process is left.
        init(
            _ kit: WorkerKit, _ configuration: WorkerConfiguration, limits: WorkerLimits,
            witness: WorkerWitness = WorkerWitness(), numbers: ObservationNumbers = .asTheyAre,
            patience: Patience = Patience(), living: DispatchGroup
        ) {
            self.kit = kit
            self.limits = limits
            self.witness = witness
            self.numbers = numbers
            self.patience = patience
            self.living = living
            living.enter()
            var configuration = configuration
            configuration.isWitnessed = witness.onObserved != nil
            configuration.hasHandedSockets = kit.handsSockets
            self.configuration = configuration
            state = Mutex(
                State(
                    allotment: Allotment(
                        queriesPerName: configuration.walk.bounds.queries, isWitnessed: configuration.isWitnessed)))
            DispatchQueue(label: "worker").async {
                self.live()
                living.leave()
            }
        }

        // MARK: - Orders

        func evidence(for name: Name) async -> Result<NameEvidence, WorkerFault> {
            await withUnsafeContinuation { continuation in
                order(.walk, name, continuation, in: \.walks)
            }
        }

        func mailHosts(of name: Name) async -> Result<[Name], WorkerFault> {
            await withUnsafeContinuation { continuation in
                order(.mailHosts, name, continuation, in: \.hosts)
            }
        }

        func preflight() async -> Result<PreflightSighting, WorkerFault> {
            await withUnsafeContinuation { continuation in
                let fault = state.withLock { state in
                    if state.fault == nil {
                        state.allotment.add()
                        state.preflights.append(continuation)
                    }
                    return state.fault
                }
                if let fault { return continuation.resume(returning: .failure(fault)) }
                send(Frame(.preflight))
            }
        }

        /// Ends the process; whatever was ordered comes to `.stopped`.
        func stop() {
            state.withLock { state in
                state.isStopping = true
                state.process?.kill()
            }
        }

        /// Ends the process as if it had ended by itself: for one that can ask nobody any more.
        func lose() {
            state.withLock { $0.process?.kill() }
        }

        /// Why it takes no more orders; none while it does.
        var fault: WorkerFault? { state.withLock { $0.fault } }

        private func order<Answer>(
            _ kind: Frame.Kind, _ name: Name,
            _ continuation: UnsafeContinuation<Result<Answer, WorkerFault>, Never>,
            in orders: any WritableKeyPath<State, [UInt32: Order<Answer>]> & Sendable
        ) {
            let given: Result<UInt32, WorkerFault> = state.withLock { state in
                if let fault = state.fault { return .failure(fault) }
                let number = state.nextOrder
                state.nextOrder &+= 1
                state.allotment.add()
                state[keyPath: orders][number] = Order(name: name, begun: .now, continuation: continuation)
                return .success(number)
            }
            switch given {
            case .failure(let fault): continuation.resume(returning: .failure(fault))
            case .success(let number): send(Frame(kind, WalkOrder(number: number, name: name).octets))
            }
        }

        private func send(_ frame: Frame) {
            let mustWait = state.withLock { state in
                if !state.isReady { state.unsent.append(frame) }
                return !state.isReady
            }
            guard !mustWait else { return }
            let (isFirst, isFull) = orders.withLock { orders in
                frame.append(to: &orders.octets)
                orders.count += 1
                return (orders.count == 1, orders.count == Self.ordersAtOnce)
            }
            if isFull { deliverOrders() } else if isFirst { Task { deliverOrders() } }
        }

        /// What is ordered while others order, too, leaves in one piece: the worker is woken once for it. So few that it has
        /// something to do meanwhile.
        private struct Orders {
            var octets: [UInt8] = []
            var count = 0
        }

        private static let ordersAtOnce = 16

        private func deliverOrders() {
            let octets = orders.withLock { orders in
                defer { orders = Orders() }
                return orders.octets
            }
            if !octets.isEmpty { deliver(octets) }
        }

        /// A worker that does not take its orders within this is ended.
        private static let orderPatience: Int32 = 10_000

        private func deliver(_ octets: [UInt8]) {
            guard let channel = channels.withLock({ $0 }) else { return }
            // Where the other end is gone, whoever listens finds out.
            if !channel.send(octets: octets, patience: Self.orderPatience) { state.withLock { $0.process?.kill() } }
        }

        // MARK: - The process

        private func live() {
            guard let pair = Channel.pair() else { return end(.notStarted(.noProcess(errno: errno))) }
            let channel = Channel(descriptor: pair.supervisor)
            channels.withLock { $0 = channel }
            defer { channel.closeDescriptor() }
            let lastWord: LastWord
            let birth: WorkerKit.Birth
            do throws(SandboxFault) {
                defer { close(pair.worker) }
                lastWord = try LastWord()
                defer { close(lastWord.worker) }
                do throws(SandboxFault) {
                    var descriptors = [pair.worker, lastWord.worker]
                    if kit.handsSockets { descriptors.append(try kit.brokerChannel()) }
                    defer { for descriptor in descriptors.dropFirst(2) { close(descriptor) } }
                    birth = try kit.spawn(
                        descriptors: descriptors, ports: configuration.ports,
                        limits: limits)
                } catch {
                    close(lastWord.supervisor)
                    throw error
                }
            } catch {
                return end(.notStarted(error))
            }
            defer { close(lastWord.supervisor) }
            let isStopping = state.withLock { state in
                state.process = birth.process
                return state.isStopping
            }
            var heard: WorkerFault?
            if !isStopping {
                begin(channel, birth.plan)
                heard = WorkerHearing(self, channel).hear()
            }
            // Whoever has the process still must not signal one that was reaped.
            state.withLock { $0.process = nil }
            birth.process.kill()
            let ended = birth.process.reap(waits: true)
            kit.giveBack(birth.plan.user)
            end(heard ?? WorkerFault(ended, lastWord: lastWord.take()))
        }

        /// Says what comes first.
        private func begin(_ channel: Channel, _ plan: SandboxPlan) {
            // Where the other end is gone already, that is heard.
            channel.send(Frame(.plan, PlanPayload(plan).octets), patience: Self.orderPatience)
            channel.send(Frame(.configuration, configuration.octets), patience: Self.orderPatience)
        }

        /// Nothing comes of what was ordered and is not there yet.
        private func end(_ fault: WorkerFault) {
            let left = state.withLock { state in
                let fault = state.isStopping ? .stopped : fault
                state.fault = fault
                defer {
                    state.walks = [:]
                    state.hosts = [:]
                    state.preflights = []
                    state.unsent = []
                }
                return (fault, state.walks, state.hosts, state.preflights)
            }
            for order in left.1.values { order.continuation.resume(returning: .failure(left.0)) }
            for order in left.2.values { order.continuation.resume(returning: .failure(left.0)) }
            for preflight in left.3 { preflight.resume(returning: .failure(left.0)) }
        }
    }

    extension WorkerFault {
        /// How a process that said nothing wrong came to its end.
        init(_ end: WorkerEnd?, lastWord: String?) {
            if let lastWord {
                self = .systemCall(lastWord)
                return
            }
            switch end {
            case .killed(let signal): self = .killed(signal: signal)
            case .exited(let status): self = .exited(status: status)
            case nil: self = .exited(status: -1)
            }
        }
    }

    // MARK: - What it says

    extension Worker {
        /// Notes that a second went by.
        ///
        /// - Returns: What is wrong with a worker that was last heard of so long ago.
        fileprivate func pass(sinceHeard: Duration) -> WorkerFault? {
            if sinceHeard > patience.silence { return .silent(patience.silence) }
            let now = ContinuousClock.now
            return state.withLock { state in
                state.allotment.pass()
                let oldest = (state.walks.values.map(\.begun) + state.hosts.values.map(\.begun)).min()
                guard let oldest, now - oldest > patience.name else { return nil }
                return .overdue(patience.name)
            }
        }

        /// Takes a frame.
        ///
        /// - Returns: What is wrong with it, which is the worker's end.
        fileprivate func take(_ frame: Frame) -> WorkerFault? {
            if let flood = state.withLock({ $0.allotment.take(frame) }) { return .flood(flood) }
            do throws(Nonsense) {
                return try answer(frame)
            } catch {
                return .nonsense(error)
            }
        }

        private func answer(_ frame: Frame) throws(Nonsense) -> WorkerFault? {
            switch frame.kind {
            case .ready: try ready()
            case .alive: try alive(AlivePayload(reading: frame.payload))
            case .observation:
                let observation = try ObservationPayload(reading: frame.payload).observation
                guard let onObserved = witness.onObserved else { throw Nonsense("an observation, which nobody wants") }
                guard numbers.number(observation, onObserved) else { throw Nonsense("an observation sent twice") }
            case .evidence:
                let payload = try heard.withLock { (heard) throws(Nonsense) in
                    try EvidencePayload(reading: frame.payload, after: &heard, numbers: numbers) { number in
                        state.withLock { $0.walks[number]?.name }
                    }
                }
                take(.success(payload.evidence), for: payload.order, in: \.walks)
            case .hosts:
                let payload = try HostsPayload(reading: frame.payload)
                guard take(.success(payload.hosts), for: payload.order, in: \.hosts) else {
                    throw Nonsense("hosts for order \(payload.order), which was not given")
                }
            case .preflightSeen:
                let payload = try PreflightPayload(reading: frame.payload, numbers: numbers)
                guard let waiting = state.withLock({ $0.preflights.popLast() }) else {
                    throw Nonsense("a preflight that was not ordered")
                }
                waiting.resume(returning: .success(payload.sighting))
            case .refusal: return WorkerFault(try RefusalPayload(reading: frame.payload))
            case .plan, .configuration, .walk, .mailHosts, .preflight, .transfer, .readYAML, .readRData, .unpack:
                throw Nonsense("an order")
            case .yaml, .rdata, .unpacked, .message, .transferEnd: throw Nonsense("what was not ordered")
            }
            return nil
        }

        private func ready() throws(Nonsense) {
            let unsent: [Frame]? = state.withLock { state in
                guard !state.isReady else { return nil }
                state.isReady = true
                defer { state.unsent = [] }
                return state.unsent
            }
            guard let unsent else { throw Nonsense("a second word that the doors are closed") }
            if !unsent.isEmpty { deliver(unsent.flatMap(\.octets)) }
        }

        private func alive(_ payload: AlivePayload) throws(Nonsense) {
            let more = try told.withLock { (told) throws(Nonsense) in
                guard payload.queries >= told else { throw Nonsense("fewer queries than before") }
                defer { told = payload.queries }
                return payload.queries - told
            }
            witness.onQueries?(Int(clamping: more))
            if let onAside = witness.onAside {
                onAside(min(Int(payload.aside), state.withLock { $0.walks.count }))
            }
        }

        @discardableResult
        private func take<Answer>(
            _ answer: Result<Answer, WorkerFault>, for number: UInt32,
            in orders: any WritableKeyPath<State, [UInt32: Order<Answer>]> & Sendable
        ) -> Bool {
            guard let order = state.withLock({ $0[keyPath: orders].removeValue(forKey: number) }) else { return false }
            order.continuation.resume(returning: answer)
            return true
        }
    }

    /// Listens until there is nothing more to hear, or what is heard is not to be borne.
    private struct WorkerHearing {
        private let worker: Worker
        private let channel: Channel
        private var heardAt = ContinuousClock.now
        private var passedAt = ContinuousClock.now

        init(_ worker: Worker, _ channel: Channel) {
            self.worker = worker
            self.channel = channel
        }

        /// - Returns: None where the worker's end closed.
        consuming func hear() -> WorkerFault? {
            while true {
                switch channel.receive(within: 1000) {
                case .frame(let frame):
                    heardAt = .now
                    if let fault = worker.take(frame) { return fault }
                case .nothing: break
                case .end: return nil
                case .nonsense(let nonsense): return .nonsense(nonsense)
                }
                let now = ContinuousClock.now
                guard now - passedAt >= .seconds(1) else { continue }
                passedAt = now
                if let fault = worker.pass(sinceHeard: now - heardAt) { return fault }
            }
        }
    }

    extension WorkerFault {
        init(_ refusal: RefusalPayload) {
            self =
                switch refusal {
                case .door(let measure, let errno): .door(measure, errno: errno)
                case .threads, .transport, .orders: .refused
                }
        }
    }
#endif
