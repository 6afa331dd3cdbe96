import QuadaRender
import QuadaReport
import Synchronization

/// One line on standard error that is rewritten while the work goes on, and is gone when it ends.
final class Progress: Sendable {
    private struct State {
        var names = 0
        var finished = 0
        var exchanges = 0
        var latest = ""
        var shownAt: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Mutex(State())
    /// Faster than this a person does not read.
    private static let interval = Duration.milliseconds(100)

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func begin(names: Int) { update { $0.names = names } }

    func exchanged() { update { $0.exchanges += 1 } }

    func finished(_ audit: NameAudit) {
        update { state in
            state.finished += 1
            state.latest = ", \(audit.verdict.rawValue): \(audit.name)"
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
            if let shownAt = state.shownAt, now - shownAt < Self.interval { return nil }
            state.shownAt = now
            return "\(state.finished) of \(state.names) names, \(state.exchanges) exchanges\(state.latest)"
        }
        if let line { StandardError.write("\r\(line.visible.prefix(78))\u{1B}[K") }
    }
}
