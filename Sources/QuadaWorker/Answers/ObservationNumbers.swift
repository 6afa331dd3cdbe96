internal import QuadaEvidence
internal import Synchronization

/// What a run calls the observations of one of its workers: each worker counts from 1.
///
/// The run's numbers are given in the order in which observations arrive, so that a run with one worker has the worker's.
public final class ObservationNumbers: Sendable {
    private let known = Mutex<[Int: Int]>([:])
    private let run: RunNumbers?

    /// The worker's own numbers.
    public static let asTheyAre = ObservationNumbers(of: nil)

    /// - Parameter run: Gives the run's numbers; none where the worker's own are kept.
    init(of run: RunNumbers?) {
        self.run = run
    }

    /// The run's number for one of the worker's; none where the worker never sent that observation.
    subscript(number: Int) -> Int? {
        run == nil ? number : known.withLock { $0[number] }
    }

    /// Numbers an observation, and hands it on before another one is numbered.
    ///
    /// - Returns: False where the worker sent one of that number before.
    func number(_ observation: Observation, _ handOn: (Observation) -> Void) -> Bool {
        guard let run else {
            handOn(observation)
            return true
        }
        return run.withNext { next in
            let isNew = known.withLock { known in
                guard known[observation.id] == nil else { return false }
                known[observation.id] = next
                return true
            }
            if isNew {
                handOn(
                    observation.id == next ? observation : Observation(id: next, exchange: observation.exchange))
            }
            return isNew
        }
    }
}

/// Counts the observations of a run.
final class RunNumbers: Sendable {
    private let last = Mutex(0)

    /// - Parameter use: Given the next number, says whether it took it.
    func withNext(_ use: (Int) -> Bool) -> Bool {
        last.withLock { last in
            guard use(last + 1) else { return false }
            last += 1
            return true
        }
    }
}
