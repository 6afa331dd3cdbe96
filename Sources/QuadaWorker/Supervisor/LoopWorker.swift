#if os(Linux)
    internal import Dispatch
    public import QuadaDNS
    public import QuadaEvidence
    internal import QuadaSandbox
    internal import QuadaTransport
    public import QuadaWalk
    internal import Synchronization

    /// Walks many names in one process, with what they share of zones and servers learnt once.
    ///
    /// Where the process is lost, the names it was at are walked once more, each in a process of its own: the one that is
    /// lost again is the one that did it, and the only one without evidence. The others go on in a fresh process.
    public final class LoopWorker: EvidenceSource {
        private let kit: WorkerKit
        private let configuration: WorkerConfiguration
        private let witness: WorkerWitness
        private let aside: Aside
        private let state = Mutex(State())
        private let runNumbers: RunNumbers
        private let living = DispatchGroup()
        /// For names that were in a process which was lost.
        private let again: NameWorkers

        private struct State {
            var worker: Worker?
            var isCancelled = false
        }

        /// How many names at once are walked again, and which part of what an address may be pressed is theirs.
        private static let againAtOnce = 4
        private static let againPart = (1, of: 4)

        /// - Parameters:
        ///   - configuration: Of the worker; its clock is the run's.
        ///   - onObserved: Sees every observation, numbered in the order of their arrival.
        ///   - onQueries: Is told of queries that were sent.
        public init(
            _ kit: WorkerKit, _ configuration: WorkerConfiguration,
            onObserved: (@Sendable (Observation) -> Void)? = nil, onQueries: (@Sendable (Int) -> Void)? = nil
        ) {
            self.kit = kit
            self.configuration = configuration
            let aside = Aside()
            self.aside = aside
            witness = WorkerWitness(onObserved: onObserved, onQueries: onQueries, onAside: { aside.tell($0) })
            runNumbers = RunNumbers()
            var rest = configuration
            rest.pacing = configuration.pacing.share(Self.againPart.0, of: Self.againPart.of)
            again = NameWorkers(
                kit, rest, atOnce: Self.againAtOnce, numbers: runNumbers, onObserved: onObserved,
                onQueries: onQueries)
        }

        public var now: Duration { configuration.clock.elapsed }

        public var executor: (any TaskExecutor)? { nil }

        public func evidence(for name: Name) async -> Sighting {
            let worker = self.worker()
            switch await worker.evidence(for: name) {
            case .success(let evidence): return .evidence(evidence)
            case .failure(let fault):
                guard fault.isOfName, !Task.isCancelled else { return .lost(reason: fault.words) }
                return await again.evidence(for: name)
            }
        }

        public func mailExchangers(of name: Name) async -> [Name] {
            switch await worker().mailHosts(of: name) {
            case .success(let hosts): return hosts
            case .failure(let fault):
                guard fault.isOfName, !Task.isCancelled else { return [] }
                return await again.mailExchangers(of: name)
            }
        }

        public func preflight() async -> PreflightSighting {
            switch await worker().preflight() {
            case .success(let sighting): sighting
            case .failure(let fault): fault.isOfName ? await again.preflight() : .lost(reason: fault.words)
            }
        }

        public func sleep(for duration: Duration) async { try? await Task.sleep(for: duration) }

        public func onAside(_ listener: @escaping @Sendable (Int) -> Void) { aside.listener.withLock { $0 = listener } }

        /// Who is told of names that wait aside; once a second, for a worker says it with its sign of life.
        private final class Aside: Sendable {
            let listener = Mutex<(@Sendable (Int) -> Void)?>(nil)

            func tell(_ count: Int) { listener.withLock { $0 }?(count) }
        }

        public func cancel() {
            let worker = state.withLock { state in
                state.isCancelled = true
                return state.worker
            }
            worker?.stop()
            again.cancel()
        }

        public func end() async {
            cancel()
            await again.end()
            await living.emptied()
        }

        /// The one at work; a fresh one where that was lost.
        private func worker() -> Worker {
            let (worker, isCancelled) = state.withLock { state in
                // Without its broker it has no socket; what it is at is walked again.
                if kit.handsSockets, let worker = state.worker, worker.fault == nil, kit.hasLostBroker {
                    worker.lose()
                    state.worker = nil
                }
                if let worker = state.worker, worker.fault == nil || state.isCancelled { return (worker, false) }
                var configuration = configuration
                if state.worker != nil {
                    // From then on names may be walked again beside it.
                    let others = Self.againPart
                    configuration.pacing = configuration.pacing.share(others.of - others.0, of: others.of)
                }
                let fresh = Worker(
                    kit, configuration, limits: .forManyNames, witness: witness, numbers: numbers, living: living)
                state.worker = fresh
                return (fresh, state.isCancelled)
            }
            if isCancelled { worker.stop() }
            return worker
        }

        /// Each worker counts its observations from 1; a run has numbers only where somebody looks at all of them.
        private var numbers: ObservationNumbers {
            ObservationNumbers(of: witness.onObserved == nil ? nil : runNumbers)
        }
    }
#endif
