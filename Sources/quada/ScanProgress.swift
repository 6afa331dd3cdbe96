import QuadaRender
import QuadaReport
import QuadaScan
import Synchronization

/// One line on standard error that is rewritten while a scan goes on, and is gone when it ends.
final class ScanProgress: Sendable {
    private struct State {
        var queries = 0
        var names = 0
        var verdicts: [Verdict: Int] = [:]
        /// Tells how far the scan is.
        var standing: @Sendable () -> ScanStanding = { ScanStanding() }
        var startedAt = ContinuousClock.now
        var shownAt: ContinuousClock.Instant?
        var shownNames = 0
        var shownQueries = 0
        var line = ""
    }

    private let isShown: Bool
    private let state = Mutex(State())
    /// Rates over a shorter time jump.
    private static let interval = Duration.seconds(1)

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func begin(_ standing: @escaping @Sendable () -> ScanStanding) {
        guard isShown else { return }
        state.withLock { state in
            state.startedAt = .now
            state.standing = standing
        }
    }

    func exchanged(_ attempts: Int) { update { $0.queries += attempts } }

    func finished(_ audit: NameAudit) {
        update { state in
            state.names += 1
            state.verdicts[audit.verdict, default: 0] += 1
        }
    }

    func end() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }

    private func update(_ change: (inout State) -> Void) {
        guard isShown else { return }
        let line: String? = state.withLock { state in
            change(&state)
            let now = ContinuousClock.now
            let since = state.shownAt ?? state.startedAt
            guard now - since >= Self.interval else { return nil }
            let seconds = (now - since) / .seconds(1)
            let rates = (
                names: Double(state.names - state.shownNames) / seconds,
                queries: Double(state.queries - state.shownQueries) / seconds
            )
            (state.shownAt, state.shownNames, state.shownQueries) = (now, state.names, state.queries)
            return Self.line(state, rates, state.standing(), after: now - state.startedAt)
        }
        if let line { StandardError.write("\r\(line.visible.prefix(118))\u{1B}[K") }
    }

    /// `1000 names, 250/s, 2500 queries/s, 128 under way, 12 s left, 900 ready, 100 broken`
    private static func line(
        _ state: State, _ rates: (names: Double, queries: Double), _ standing: ScanStanding, after elapsed: Duration
    ) -> String {
        let left = standing.timeLeft(after: elapsed).map { ["\(TimeLeft.text($0)) left"] } ?? []
        let verdicts = Verdict.allCases.compactMap { verdict in
            state.verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        let counts = [
            "\(state.names) names", "\(Int(rates.names))/s", "\(Int(rates.queries)) queries/s",
            "\(standing.underWay) under way",
        ]
        return (counts + left + verdicts).joined(separator: ", ")
    }
}
