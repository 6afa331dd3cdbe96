import QuadaDNS
import QuadaReport
import QuadaRun
import QuadaSandbox
import QuadaTransport
import QuadaWalk
import QuadaWorker

/// In what processes the names of a run are walked.
struct WorkerPlan {
    enum Share {
        /// Each name in one of its own, so many at a time.
        case aName(atOnce: Int)
        /// As many as there are, with what they share learnt once.
        case allNames
    }

    #if os(Linux)
        private let kit: WorkerKit
        private let share: Share
        private let clock: RunClock

        /// - Returns: None where nothing is isolated.
        /// - Throws: `InputError` where the system has no thread left to start processes from.
        init?(_ processes: Processes, share: Share) throws {
            guard let kit = try processes.kit() else { return nil }
            self.kit = kit
            self.share = share
            clock = RunClock()
        }

        /// Once no name is walked any more.
        func end() { kit.end() }

        func source(pacing: Pacing, sourcePorts: SourcePorts, watch: ExchangeWatch) -> EvidenceSourceMaker {
            { [kit, share, clock] walk, onObserved in
                let configuration = WorkerConfiguration(
                    walk: walk, pacing: pacing, sourcePorts: sourcePorts, clock: clock)
                let observer = watch.observer(onObserved)
                return switch share {
                case .aName(let count):
                    NameWorkers(
                        kit, configuration, atOnce: count, onObserved: observer, onQueries: watch.onQueries)
                case .allNames:
                    LoopWorker(kit, configuration, onObserved: observer, onQueries: watch.onQueries)
                }
            }
        }
    #else
        init?(_ processes: Processes, share: Share) throws {
            return nil
        }

        func end() {}

        func source(pacing: Pacing, sourcePorts: SourcePorts, watch: ExchangeWatch) -> EvidenceSourceMaker {
            preconditionFailure("there are no workers on this system")
        }
    #endif
}
