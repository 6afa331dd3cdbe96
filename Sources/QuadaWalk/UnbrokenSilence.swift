internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// What one address left unanswered since it answered last, whatever the questions were about.
///
/// Once that is as much as a whole survey of a dead server shows, over UDP and TCP and over as long a time, further
/// names put few questions to it (`SurveyPlan`, `RetryPolicy.once`): each tries again before it is reported, and none
/// waits for long. One answer ends it, and after a while all is asked anew.
struct UnbrokenSilence: Sendable {
    private let since: Duration
    private var exchanges = 0
    private var udpQueries = 0
    private var tcpConnections = 0
    /// When there was enough of it.
    private var provenAt: Duration?

    init(since: Duration) {
        self.since = since
    }

    mutating func add(_ exchange: Exchange, at now: Duration) {
        exchanges += 1
        udpQueries += exchange.attempts.count { $0.transportProtocol == .udp }
        tcpConnections += exchange.attempts.count { $0.transportProtocol == .tcp }
        if provenAt == nil, exchanges >= Self.sufficientExchanges, udpQueries >= Self.sufficientQueries,
            tcpConnections >= Self.sufficientConnections, now - since >= Self.sufficientTime
        {
            provenAt = now
        }
    }

    /// What is known, as far as it is enough and not too old; none otherwise.
    func proven(at now: Duration) -> EarlierSilence? {
        guard let provenAt, now - provenAt < Self.remembered else { return nil }
        return EarlierSilence(
            udpQueries: udpQueries, tcpConnections: tcpConnections, seconds: Int((now - since) / .seconds(1)))
    }

    /// Whether all is to be asked anew.
    func isOutdated(at now: Duration) -> Bool {
        provenAt.map { now - $0 >= Self.remembered } ?? false
    }

    /// A survey of a dead server puts nine questions: 16 queries and two connections, within 15 s.
    private static let sufficientExchanges = 9
    private static let sufficientQueries = 16
    private static let sufficientConnections = 2
    private static let sufficientTime = Duration.seconds(10)
    /// Who restarts a server wants to see it in the results.
    static let remembered = Duration.seconds(300)
}

extension RetryPolicy {
    /// One attempt, for an address that is known to be silent; a server that takes 1.5 s is slow, not silent.
    func once() -> RetryPolicy {
        RetryPolicy(
            start: start, udpTimeouts: udpTimeouts.isEmpty ? [] : [Self.onceTimeout], tcpTimeout: Self.onceTimeout,
            tcpAttempts: min(1, tcpAttempts))
    }

    private static let onceTimeout = Duration.seconds(2)
}
