public import QuadaDNS

/// One exchange with an authoritative server, and what it says: the unit that findings point at.
///
/// Only the octets and times are evidence; `answer` and `message` are read from them, also when the observation comes
/// back from a file.
public struct Observation: Hashable, Sendable, Identifiable {
    /// What an observation holds is read by many and changed by nobody: copies share it.
    private final class Content: Sendable {
        let id: Int
        let exchange: Exchange
        let message: Message?
        let answer: Answer
        let plainness: Plainness

        /// - Parameter twin: Brought the same octets for the same question, but for the identifier.
        init(id: Int, exchange: Exchange, twin: Content? = nil) {
            self.id = id
            self.exchange = exchange
            let message: Message?
            let answer: Answer
            if let twin, var same = twin.message, let octets = exchange.response {
                same.header.id = UInt16(octets[0]) << 8 | UInt16(octets[1])
                (message, answer) = (same, twin.answer)
            } else {
                message = exchange.response.map { Message(reading: $0) }
                answer = Answer(of: exchange, message: message)
            }
            self.message = message
            self.answer = answer
            plainness = Plainness(of: exchange, message, answer)
        }
    }

    private let content: Content

    /// Its number in the run, from 1 in the order in which exchanges were settled.
    public var id: Int { content.id }
    public var exchange: Exchange { content.exchange }
    /// The response as far as it could be read; none where there was none.
    public var message: Message? { content.message }
    public var answer: Answer { content.answer }
    /// Whether there is anything about it to look at twice.
    public var plainness: Plainness { content.plainness }

    public init(id: Int, exchange: Exchange) {
        content = Content(id: id, exchange: exchange)
    }

    /// The same, where the servers of a zone are asked side by side: nearly all answer the same octets, and what is read
    /// from them is then kept once.
    ///
    /// - Parameter others: Observed just before; the last few are looked at.
    public init(id: Int, exchange: Exchange, beside others: [Observation]) {
        let twin = others.suffix(Self.neighbours).last { $0.exchange.isTwin(of: exchange) }
        content = Content(id: id, exchange: exchange, twin: twin?.content)
    }

    /// A server is asked two questions at once, seldom more.
    private static let neighbours = 3

    /// Message and answer follow from the exchange.
    public static func == (left: Observation, right: Observation) -> Bool {
        left.content === right.content || (left.id == right.id && left.exchange == right.exchange)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }

    public var question: Question { exchange.query.question }
    public var address: IPAddress { exchange.server.address }
    public var isAuthoritative: Bool { content.message?.header.isAuthoritative ?? false }
    public var hasEDNS: Bool { exchange.query.edns != nil }
    /// The answer section of the response; empty where there was none.
    public var answerSection: [ResourceRecord] { content.message?.answer ?? [] }
    public var rcode: RCODE? { content.message?.rcode }
    public var isTruncated: Bool? { content.message?.header.isTruncated }
    /// What the OPT record of the response says; none where it has none.
    public var payloadSizeInOctets: UInt16? { content.message?.edns?.payloadSizeInOctets }

    /// What the OPT record of the query held.
    public var variant: EDNSVariant { EDNSVariant(exchange.query.edns) }

    /// Whether the question went over TCP from the start, not only because of TC=1.
    public var startedOverTCP: Bool { exchange.attempts.first?.transportProtocol == .tcp }

    /// Whether any response came, of whatever content.
    public var isAnswered: Bool {
        switch content.answer {
        case .noResponse, .notTested: false
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated: true
        }
    }

    public var isNoResponse: Bool {
        if case .noResponse = content.answer { true } else { false }
    }

    public var isAlias: Bool {
        if case .alias = content.answer { true } else { false }
    }

    /// Data or an alias: what an existing name gives.
    public var isPositive: Bool {
        switch content.answer {
        case .data, .alias: true
        case .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested:
            false
        }
    }

    /// Attempts over UDP to which no response came.
    public var unansweredUDPAttempts: Int {
        exchange.attempts.count { $0.transportProtocol == .udp && $0.outcome == .silence }
    }
}

extension Exchange {
    /// Whether both were answered at once, to the same question by the same octets but for the identifier.
    fileprivate func isTwin(of other: Exchange) -> Bool {
        guard attempts.count == 1, other.attempts.count == 1, query.question.type == other.query.question.type,
            case .response(let octets) = attempts[0].outcome, case .response(let others) = other.attempts[0].outcome,
            octets.count == others.count, octets.count >= Self.headerOctets,
            query.question.rrclass == other.query.question.rrclass,
            query.question.name.isIdentical(to: other.query.question.name)
        else { return false }
        for index in 2..<octets.count where octets[index] != others[index] { return false }
        return true
    }

    /// RFC 1035, section 4.1.1.
    private static let headerOctets = 12
}

/// The ways in which the same question is put: what its OPT record holds.
public enum EDNSVariant: Hashable, Sendable {
    /// No OPT record.
    case plain
    /// Version 0 and nothing more.
    case standard
    /// With DO=1.
    case dnssec
    /// With a COOKIE option (RFC 7873).
    case cookie
    /// With an option of a code that nobody implements.
    case unknownOption
    /// With another option, or another version.
    case other

    public init(_ request: EDNSRequest?) {
        guard let request else {
            self = .plain
            return
        }
        let codes = request.options.map(\.code)
        switch (request.version, request.dnssecOK, codes) {
        case (0, false, []): self = .standard
        case (0, true, []): self = .dnssec
        case (0, false, [EDNSOption.cookieCode]): self = .cookie
        case (0, false, [EDNSOption.unassignedCode]): self = .unknownOption
        default: self = .other
        }
    }
}
