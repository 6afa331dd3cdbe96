import Dispatch
import QuadaReport
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends a run before its time: at SIGINT or when the time is over it is cancelled and prints what is finished; at a
/// second SIGINT the process ends at once.
struct Stop {
    enum Reason: Sendable {
        case interrupted
        case timedOut
    }

    private let run: CancellableRun
    private let sources: [any DispatchSourceProtocol]

    /// What stopped the run; none where it ended by itself.
    var reason: Reason? { run.reason }

    init(cancelling work: Task<Report, any Error>, after limit: Duration?) {
        let run = CancellableRun(work)
        signal(SIGINT, SIG_IGN)
        let interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        interrupt.setEventHandler {
            guard run.stop(.interrupted) else { _exit(QuadaReport.ExitStatus.interrupted.rawValue) }
        }
        interrupt.resume()
        var sources: [any DispatchSourceProtocol] = [interrupt]
        if let limit {
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + .seconds(Int(limit.components.seconds)))
            timer.setEventHandler { _ = run.stop(.timedOut) }
            timer.resume()
            sources.append(timer)
        }
        self.run = run
        self.sources = sources
    }

    /// Gives SIGINT its usual meaning back.
    func disarm() {
        for source in sources { source.cancel() }
        signal(SIGINT, SIG_DFL)
    }
}

/// The work, and why it was cancelled.
private final class CancellableRun: Sendable {
    private let work: Task<Report, any Error>
    private let state = Mutex<Stop.Reason?>(nil)

    var reason: Stop.Reason? { state.withLock { $0 } }

    init(_ work: Task<Report, any Error>) {
        self.work = work
    }

    /// - Returns: Whether the work was not interrupted before.
    func stop(_ reason: Stop.Reason) -> Bool {
        let isFirst = state.withLock { state in
            defer { state = reason == .interrupted ? reason : state ?? reason }
            return state != .interrupted
        }
        work.cancel()
        return isFirst
    }
}
