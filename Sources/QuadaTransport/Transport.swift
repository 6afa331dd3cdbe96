public import QuadaDNS

/// Asks authoritative servers, one question to one address at a time, many at once.
///
/// What a server does is a value in the `Exchange`; nothing is thrown. Every implementation keeps the same laws
/// (`AttemptLaws` in the tests): it honours its deadlines and cancellation, matches responses on address, port,
/// identifier and question, follows TC to TCP, and numbers time from one monotonic origin.
public protocol Transport: Sendable {
    /// Time since the transport was made.
    var now: Duration { get }

    /// The transport's own loop. A task that prefers it (`withTaskExecutorPreference`) asks and is answered on one
    /// thread; in simulated time it must prefer it, for the clock moves when that loop has nothing left to run.
    var executor: any TaskExecutor { get }

    /// Asks everything at once and returns when each request is settled, in the order of the requests.
    ///
    /// On cancellation the requests still open are settled with the attempts made so far.
    func exchange(_ requests: [Request]) async -> [Exchange]

    /// Waits without occupying a thread; returns early on cancellation.
    func sleep(for duration: Duration) async
}

/// One question for one server.
public struct Request: Hashable, Sendable {
    public var server: Endpoint
    public var query: Query
    public var policy: RetryPolicy

    public init(server: Endpoint, query: Query, policy: RetryPolicy = .patient) {
        self.server = server
        self.query = query
        self.policy = policy
    }
}

/// How often and how patiently one question is asked.
public struct RetryPolicy: Hashable, Sendable {
    public enum Start: Hashable, Sendable {
        /// UDP, then TCP when the response is truncated.
        case udp
        /// UDP only; a truncated response settles the exchange.
        case udpOnly
        case tcp
    }

    public var start: Start
    /// One attempt over UDP for each, waiting so long before the next; an answer to an earlier attempt still counts
    /// until the exchange is settled.
    public var udpTimeouts: [Duration] { udpNanoseconds.map { .nanoseconds($0) } }
    /// The same, as the machine counts: what is set for every query is worked out once.
    let udpNanoseconds: [Int64]
    /// For connecting, sending and reading one response over TCP, in all.
    public var tcpTimeout: Duration
    public var tcpAttempts: Int

    public init(start: Start, udpTimeouts: [Duration], tcpTimeout: Duration, tcpAttempts: Int) {
        self.start = start
        udpNanoseconds = udpTimeouts.map(\.wholeNanoseconds)
        self.tcpTimeout = tcpTimeout
        self.tcpAttempts = tcpAttempts
    }

    /// Three attempts over UDP; a server that answers after 1.5 s is slow, not silent.
    public static let patient = RetryPolicy(
        start: .udp, udpTimeouts: [.seconds(2), .seconds(2), .seconds(3)], tcpTimeout: .seconds(5), tcpAttempts: 2)

    /// The same patience over TCP from the start.
    public static let tcp = RetryPolicy(
        start: .tcp, udpTimeouts: [], tcpTimeout: .seconds(5), tcpAttempts: 2)
}
