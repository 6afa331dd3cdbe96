import ArgumentParser
import QuadaReport

/// What of a report makes the exit status.
struct JudgementOptions: ParsableArguments {
    @Option(help: "The least severity that makes the exit status 1.")
    var failOn: FailOn = .error

    @Flag(name: .customLong("require-aaaa"), help: "Exit with 1 for a name without AAAA at the end of its chain.")
    var requireAAAA = false

    func judgement() -> Judgement {
        let everyName = [NamePattern("*")].compactMap(\.self)
        return Judgement(
            failOn: failOn.severity,
            policy: Policy(entries: requireAAAA ? [Policy.Entry(names: everyName, aaaa: .required)] : []),
            today: CalendarDay(.now))
    }
}

/// The choices of `--fail-on`.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
    case error, warning, notice, never

    var severity: Severity? {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .never: nil
        }
    }
}
