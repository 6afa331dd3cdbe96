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

/// SIGINT and SIGTERM end a scan in good order; a second one ends the process at once.
struct ScanSignals {
    private let sources: [any DispatchSourceProtocol]
    private let count: Counter

    private final class Counter: Sendable {
        private let signals = Mutex(0)

        var value: Int { signals.withLock { $0 } }

        /// - Returns: How many came, this one included.
        func note() -> Int {
            signals.withLock { signals in
                signals += 1
                return signals
            }
        }
    }

    init(onFirst stop: @escaping @Sendable () -> Void) {
        let count = Counter()
        self.count = count
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard count.note() == 1 else { _exit(QuadaReport.ExitStatus.interrupted.rawValue) }
                stop()
            }
            source.resume()
            return source
        }
    }

    var wasStopped: Bool { count.value > 0 }

    /// Gives the signals their usual meaning back.
    func disarm() {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
