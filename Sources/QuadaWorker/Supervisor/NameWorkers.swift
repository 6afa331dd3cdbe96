#if os(Linux)
    internal import Dispatch
    public import QuadaDNS
    public import QuadaEvidence
    public import QuadaSandbox
    internal import QuadaTransport
    public import QuadaWalk
    internal import Synchronization

    /// Walks each name in a process of its own, which is there for that name alone and gone with it. What a server sends
    /// about one name can do nothing to another's.
    public final class NameWorkers: EvidenceSource {
        private let kit: WorkerKit
        private let configuration: WorkerConfiguration
        private let limits: WorkerLimits
        private let patience: Worker.Patience
        private let witness: WorkerWitness
        private let workers = Mutex(Workers())
        private let numbers: RunNumbers
        private let turnstile: Turnstile
        private let living = DispatchGroup()

        private struct Workers {
            var running: [ObjectIdentifier: Worker] = [:]
            var isCancelled = false
        }

        /// - Parameters:
        ///   - configuration: Of all of them together; its clock is the run's.
        ///   - atOnce: How many names at a time: each gets so small a share of what an address may be pressed.
        ///   - limits: Of each; those of an ordinary name where none are given.
        ///   - onObserved: Sees every observation of all of them, numbered in the order of their arrival.
        ///   - onQueries: Is told of queries that were sent.
        public convenience init(
            _ kit: WorkerKit, _ configuration: WorkerConfiguration, atOnce: Int, limits: WorkerLimits? = nil,
            onObserved: (@Sendable (Observation) -> Void)? = nil, onQueries: (@Sendable (Int) -> Void)? = nil
        ) {
            self.init(
                kit, configuration, atOnce: atOnce, numbers: RunNumbers(), limits: limits ?? .forOneName,
                onObserved: onObserved, onQueries: onQueries)
        }

        init(
            _ kit: WorkerKit, _ configuration: WorkerConfiguration, atOnce: Int, numbers: RunNumbers,
            limits: WorkerLimits = .forOneName, patience: Worker.Patience = Worker.Patience(),
            onObserved: (@Sendable (Observation) -> Void)?, onQueries: (@Sendable (Int) -> Void)?
        ) {
            self.numbers = numbers
            self.kit = kit
            var each = configuration
            each.pacing = configuration.pacing.share(of: atOnce)
            self.configuration = each
            turnstile = Turnstile(places: atOnce)
            self.limits = limits
            self.patience = patience
            witness = WorkerWitness(onObserved: onObserved, onQueries: onQueries)
        }

        public var now: Duration { configuration.clock.elapsed }

        public var executor: (any TaskExecutor)? { nil }

        public func evidence(for name: Name) async -> Sighting {
            switch await turnstile.pass({ await withWorker { await $0.evidence(for: name) } }) {
            case .success(let evidence): .evidence(evidence)
            case .failure(let fault): .lost(reason: fault.words)
            }
        }

        public func mailExchangers(of name: Name) async -> [Name] {
            (try? await turnstile.pass { await withWorker { await $0.mailHosts(of: name) } }.get()) ?? []
        }

        public func preflight() async -> PreflightSighting {
            switch await withWorker({ await $0.preflight() }) {
            case .success(let sighting): sighting
            case .failure(let fault): .lost(reason: fault.words)
            }
        }

        public func sleep(for duration: Duration) async { try? await Task.sleep(for: duration) }

        /// Names in processes of their own do not know of one another.
        public func onAside(_ listener: @escaping @Sendable (Int) -> Void) {}

        public func cancel() {
            let running = workers.withLock { workers in
                workers.isCancelled = true
                return Array(workers.running.values)
            }
            for worker in running { worker.stop() }
        }

        public func end() async {
            cancel()
            await living.emptied()
        }

        /// A worker for one order, stopped when that is through or its task cancelled.
        private func withWorker<Answer: Sendable>(
            _ order: @Sendable (Worker) async -> Result<Answer, WorkerFault>
        ) async -> Result<Answer, WorkerFault> {
            let worker = Worker(
                kit, configuration, limits: limits, witness: witness,
                numbers: ObservationNumbers(of: witness.onObserved == nil ? nil : numbers), patience: patience,
                living: living)
            let isCancelled = workers.withLock { workers in
                workers.running[ObjectIdentifier(worker)] = worker
                return workers.isCancelled
            }
            if isCancelled { worker.stop() }
            defer {
                worker.stop()
                workers.withLock { $0.running[ObjectIdentifier(worker)] = nil }
            }
            return await withTaskCancellationHandler {
                await order(worker)
            } onCancel: {
                worker.stop()
            }
        }
    }

    extension DispatchGroup {
        /// Waits until everything that entered has left.
        func emptied() async {
            await withUnsafeContinuation { continuation in notify(queue: .global()) { continuation.resume() } }
        }
    }

    extension WorkerLimits {
        /// A name's walk takes a fraction of a second of processor time and some 12 MiB.
        static let forOneName = WorkerLimits(
            memoryInOctets: 2 << 30, processorSeconds: 120, descriptors: 512, threads: 16)

        /// A loop of a scan goes on for as long as there are names.
        static let forManyNames = WorkerLimits(
            memoryInOctets: 4 << 30, processorSeconds: 30 * 86_400, descriptors: 4096, threads: 16)
    }
#endif
