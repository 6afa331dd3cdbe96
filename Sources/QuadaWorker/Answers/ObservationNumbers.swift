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

    /// The run's number for one of the worker's.
    subscript(number: Int) -> Int {
        guard let run else { return number }
        return known.withLock { known in
            if let given = known[number] { return given }
            let given = run.next()
            known[number] = given
            return given
        }
    }
}

/// Counts the observations of a run.
final class RunNumbers: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
