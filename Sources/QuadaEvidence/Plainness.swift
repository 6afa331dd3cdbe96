internal import QuadaDNS

/// How much an exchange leaves to judge, told once when it is read: nearly all exchanges leave nothing.
public enum Plainness: Sendable {
    /// Something is out of the ordinary.
    case none
    /// Answered at once over UDP, with EDNS and authority, by a message without a flaw.
    case message
    /// The same, with the records that were asked for and no others.
    case data

    init(of exchange: Exchange, _ message: Message?, _ answer: Answer) {
        guard exchange.attempts.count == 1, let attempt = exchange.attempts.first, attempt.transportProtocol == .udp,
            attempt.strays.isEmpty, EDNSVariant(exchange.query.edns) == .standard, let message,
            message.defects.isEmpty, message.header.isAuthoritative, !message.header.isTruncated,
            !message.header.recursionAvailable, let edns = message.edns, edns.version == 0, message.rcode == .noError
        else {
            self = .none
            return
        }
        let question = exchange.query.question
        if case .data = answer, message.answer.allSatisfy({ $0.type == question.type && $0.owner == question.name }) {
            self = .data
        } else {
            self = .message
        }
    }
}
