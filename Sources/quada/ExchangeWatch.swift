import QuadaDNS
import QuadaEvidence

/// Who looks on while servers are asked.
struct ExchangeWatch: Sendable {
    /// Is told of attempts that were made.
    var onQueries: (@Sendable (Int) -> Void)?
    /// Sees each exchange when it is settled.
    var onExchange: (@Sendable (Exchange) -> Void)?

    /// Both, for a transport in this process; none where nobody looks.
    var onSettled: (@Sendable (Exchange) -> Void)? {
        guard onQueries != nil || onExchange != nil else { return nil }
        return { [onQueries, onExchange] exchange in
            onQueries?(exchange.attempts.count)
            onExchange?(exchange)
        }
    }

    /// For processes that send what they observe: the exchanges of what they observed, and whoever else looks at that.
    func observer(_ other: (@Sendable (Observation) -> Void)?) -> (@Sendable (Observation) -> Void)? {
        guard let onExchange else { return other }
        return { observation in
            onExchange(observation.exchange)
            other?(observation)
        }
    }
}
