internal import QuadaDNS
internal import QuadaReport

/// One line of the input, on its way to one or more results.
struct ScanEntry: Hashable, Sendable {
    /// Among the lines that this scan is to audit, from 0: what a journal counts by.
    let position: Int
    /// From 1, as an editor counts.
    let line: Int
    /// Of the input, since the line before that this scan is to audit.
    let octets: Int
    let content: Content
    /// Of the input up to and with this line: tells it from another input.
    let digest: UInt64

    enum Content: Hashable, Sendable {
        case name(Name)
        /// What was there, and why it is no name.
        case flaw(text: String, reason: String)
    }
}

extension NameAudit {
    /// The result of a line that holds no name: it says so, and the scan goes on.
    init(flawed text: String, reason: String, source: String, line: Int) {
        self.init(
            name: text, verdict: .indeterminate, reason: "not a name: \(reason)",
            location: SourceLocation(file: source, line: line), status: .inconclusive)
    }
}
