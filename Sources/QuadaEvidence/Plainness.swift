internal import QuadaDNS

/// How much an exchange leaves to judge, told once when it is read: nearly all exchanges leave nothing.
public enum Plainness: Sendable {
    /// Something is out of the ordinary.
    case none
    /// Answered at once over UDP, with EDNS and authority, by a message without a flaw.
    case message
    /// The same, with the records that were asked for and no others.
    case data

    /// What a message leaves to judge, where nothing else came before it and the question was put in the usual way.
    init(of message: Message?, _ answer: Answer, to question: Question) {
        guard let message, message.defects.isEmpty, message.header.isAuthoritative, !message.header.isTruncated,
            !message.header.recursionAvailable, let edns = message.edns, edns.version == 0, message.rcode == .noError
        else {
            self = .none
            return
        }
        if case .data = answer, message.answer.allSatisfy({ $0.type == question.type && $0.owner == question.name }) {
            self = .data
        } else {
            self = .message
        }
    }
}
