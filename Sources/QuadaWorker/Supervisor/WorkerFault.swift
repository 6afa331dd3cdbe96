public import QuadaSandbox

/// Why a worker gave no evidence. It costs the name that it was for.
public enum WorkerFault: Error, Hashable, Sendable {
    /// The worker's process could not be started.
    case notStarted(SandboxFault)
    /// One of its doors did not close.
    case door(Measure, errno: Int32)
    /// It could not begin for another reason.
    case refused
    /// The kernel ended it for a system call that it is not allowed.
    case systemCall(String)
    case killed(signal: Int32)
    case exited(status: Int32)
    /// What it sent is not of the protocol.
    case nonsense(Nonsense)
    /// It sent more than its names can come to.
    case flood(Flood)
    /// For so long it said nothing, or did not take its orders.
    case silent(Duration)
    /// A name was not through after so long.
    case overdue(Duration)
    /// The run was stopped.
    case stopped

    /// What there was too much of.
    public enum Flood: String, Hashable, Sendable {
        case octets, frames, observations
    }

    /// Whether it was the octets of a server that did it, as far as can be told, and so may happen again.
    public var isOfName: Bool {
        switch self {
        case .notStarted, .door, .refused, .stopped: false
        case .systemCall, .killed, .exited, .nonsense, .flood, .silent, .overdue: true
        }
    }

    /// A sentence without a full stop, in words of this program alone.
    public var words: String { words(toDo: "walk this name", did: "walked this name", "evidence", of: "a name") }

    /// The same of a process that was to read a file.
    public var readingWords: String { words(toDo: "read it", did: "read it", "a reading", of: "a file") }

    /// The same of a process that was to fetch a zone.
    var transferWords: String { words(toDo: "fetch it", did: "fetched it", "a transfer", of: "a zone") }

    private func words(toDo task: String, did: String, _ product: String, of subject: String) -> String {
        switch self {
        case .notStarted(let fault): "the process that was to \(task) could not be started: \(fault.words)"
        case .door(let measure, let errno):
            "the process that was to \(task) could not be isolated (\(measure.rawValue), error \(errno))"
        case .refused: "the process that was to \(task) did not begin"
        case .systemCall(let name): "the process that \(did) was ended for the system call \(name)"
        case .killed(let signal): "the process that \(did) was ended by \(SignalName.text(signal))"
        case .exited(let status): "the process that \(did) ended with status \(status)"
        case .nonsense(let nonsense): "the process that \(did) sent what is not \(product) (\(nonsense))"
        case .flood(let kind): "the process that \(did) sent more \(kind.rawValue) than \(subject) comes to"
        case .silent(let time):
            "the process that \(did) gave no sign of life for \(time.components.seconds) s and was ended"
        case .overdue(let time):
            "the process that \(did) was not through after \(time.components.seconds) s and was ended"
        case .stopped: "the run was stopped"
        }
    }
}

extension SandboxFault {
    /// In words of this program alone.
    public var words: String {
        switch self {
        case .notAlone(let threads): "it has \(threads) threads"
        case .refused(let measure, let errno): "\(measure.rawValue) is refused (error \(errno))"
        case .noProcess(let errno): "the system made none (error \(errno))"
        case .noThread: "the system has no thread left"
        case .notAvailable: "this system has no such thing"
        case .noUser: "every user of the range has a process; see --uid-range"
        }
    }
}

/// What a person calls a signal.
enum SignalName {
    private static let names: [Int32: String] = [
        4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM",
        24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]

    /// By the numbers of Linux.
    static func text(_ number: Int32) -> String { names[number] ?? "signal \(number)" }
}
