import QuadaRender
import QuadaReport
import Synchronization

/// One line on standard error that is rewritten while the work goes on, and is gone when it ends.
final class Progress: Sendable {
    private struct State {
        /// None where their number is not known.
        var names: Int?
        var finished = 0
        var queries = 0
        var failed = 0
        var findings = 0
        var startedAt = ContinuousClock.now
        var shownAt: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Mutex(State())
    /// Faster than this a person does not read.
    private static let interval = Duration.milliseconds(100)

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func begin(names: Int?) {
        update { state in
            state.names = names
            state.startedAt = .now
        }
    }

    func exchanged(attempts: Int) { update { $0.queries += attempts } }

    func finished(_ audit: NameAudit) {
        update { state in
            state.finished += 1
            state.findings += audit.findings.count(where: \.isCounted)
            if audit.status == .failed { state.failed += 1 }
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
            return Self.line(state, at: now)
        }
        if let line { StandardError.write("\r\(line.visible.prefix(78))\u{1B}[K") }
    }

    /// `[#####...............]  12 of 48 names, 2 failed, 5 findings, 391 queries, 7 s left`
    private static func line(_ state: State, at now: ContinuousClock.Instant) -> String {
        let counts =
            (state.failed > 0 ? ", \(state.failed) failed" : "") + ", \(state.findings) findings, "
            + "\(state.queries) queries"
        guard let names = state.names else { return "\(state.finished) names\(counts)" }
        let done = names == 0 ? 0 : min(barWidth, barWidth * state.finished / names)
        let bar = String(repeating: "#", count: done) + String(repeating: ".", count: barWidth - done)
        return "[\(bar)] \(state.finished) of \(names) names\(counts)\(timeLeft(state, names, at: now))"
    }

    private static let barWidth = 16

    /// Told once some names are done, for the first ones do the work that all share.
    private static func timeLeft(_ state: State, _ names: Int, at now: ContinuousClock.Instant) -> String {
        guard state.finished >= 8, state.finished < names else { return "" }
        let share = Double(names - state.finished) / Double(state.finished)
        return ", \(TimeLeft.text((now - state.startedAt) * share)) left"
    }
}
