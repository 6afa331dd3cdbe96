import Logging
import QuadaDNS
import QuadaRender
import QuadaReport

/// What `--verbose` says: one line on standard error for each attempt of each exchange.
struct ExchangeLog: Sendable {
    private let logger: Logger

    init() {
        logger = Logger(label: "quada") { StreamLogHandler.standardError(label: $0) }
    }

    func log(_ exchange: Exchange) {
        let subject = "\(exchange.query.question) @\(exchange.server)"
        if exchange.attempts.isEmpty { logger.info("\(subject.visible) not sent") }
        for attempt in exchange.attempts {
            let words =
                "\(attempt.transportProtocol.rawValue) \(attempt.outcome.words) after "
                + "\(Milliseconds(attempt.elapsed).value) ms"
                + (attempt.strays.isEmpty ? "" : ", \(attempt.strays.count) strays")
            logger.info("\("\(subject) \(words)".visible)")
        }
    }
}

extension Attempt.Outcome {
    fileprivate var words: String {
        switch self {
        case .response(let octets): "response of \(octets.count) octets"
        case .silence: "silence"
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .noRoute: "no route here"
        case .closed: "closed"
        case .localError(let number): "local error: \(reason(number))"
        }
    }
}
