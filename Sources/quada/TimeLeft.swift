/// How long work goes on, for whoever waits for it.
enum TimeLeft {
    /// As `12 s`, `7 min`, `3 h`: never less than it is.
    static func text(_ time: Duration) -> String {
        let seconds = time / .seconds(1)
        return switch seconds {
        case ..<90: "\(Int(max(0, seconds).rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded(.up))) min"
        case ..<360_000: "\(Int((seconds / 3600).rounded(.up))) h"
        default: "days"
        }
    }
}
