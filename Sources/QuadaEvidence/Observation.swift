public import QuadaDNS

/// One exchange with an authoritative server, and what it says: the unit that findings point at.
///
/// Only the octets and times are evidence; `answer` and `message` are read from them, also when the observation comes
/// back from a file.
public struct Observation: Hashable, Sendable, Identifiable {
    /// What a response says of a question: found once, however many servers give the same.
    private final class Reading: Sendable {
        /// As the first of them sent it.
        let message: Message?
        let answer: Answer
        /// How plain it is where it came plainly.
        let plainness: Plainness

        init(of exchange: Exchange) {
            let message = exchange.response.map { Message(reading: $0) }
            let answer = Answer(of: exchange, message: message)
            self.message = message
            self.answer = answer
            plainness = Plainness(of: message, answer, to: exchange.query.question)
        }
    }

    /// What an observation holds is read by many and changed by nobody: copies share it.
    private final class Content: Sendable {
        let id: Int
        let exchange: Exchange
        let reading: Reading
        let plainness: Plainness
        /// The response's own, which it shares with no other.
        let messageID: UInt16

        /// - Parameter reading: That of the same octets for the same question, but for the identifier.
        init(id: Int, exchange: Exchange, reading: Reading? = nil) {
            self.id = id
            self.exchange = exchange
            let reading = reading ?? Reading(of: exchange)
            self.reading = reading
            plainness = reading.plainness != .none && exchange.isPlain ? reading.plainness : .none
            messageID = exchange.responseID ?? reading.message?.header.id ?? 0
        }
    }

    private let content: Content

    /// Its number in the run, from 1 in the order in which exchanges were settled.
    public var id: Int { content.id }
    public var exchange: Exchange { content.exchange }
    /// The response as far as it could be read; none where there was none.
    public var message: Message? {
        guard var message = content.reading.message else { return nil }
        message.header.id = content.messageID
        return message
    }
    public var answer: Answer { content.reading.answer }
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
        var twin: Content?
        for index in others.indices.suffix(Self.neighbours).reversed()
        where others[index].content.exchange.isTwin(of: exchange) {
            twin = others[index].content
            break
        }
        content = Content(id: id, exchange: exchange, reading: twin?.reading)
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

    /// Whether both put the same question in the same way and were answered with the same octets but for the identifier,
    /// as far as that is known without comparing them: where it is said, it is so.
    public func repeats(_ other: Observation) -> Bool {
        content.reading === other.content.reading && content.exchange.query == other.content.exchange.query
    }

    public var question: Question { content.exchange.query.question }
    public var address: IPAddress { content.exchange.server.address }
    public var isAuthoritative: Bool { content.reading.message?.header.isAuthoritative ?? false }
    public var hasEDNS: Bool { content.exchange.query.edns != nil }
    /// The answer section of the response; empty where there was none.
    public var answerSection: [ResourceRecord] { content.reading.message?.answer ?? [] }
    public var rcode: RCODE? { content.reading.message?.rcode }
    public var isTruncated: Bool? { content.reading.message?.header.isTruncated }
    /// What the OPT record of the response says; none where it has none.
    public var payloadSizeInOctets: UInt16? { content.reading.message?.edns?.payloadSizeInOctets }

    /// What the OPT record of the query held.
    public var variant: EDNSVariant { EDNSVariant(content.exchange.query.edns) }

    /// Whether the question went over TCP from the start, not only because of TC=1.
    public var startedOverTCP: Bool { content.exchange.attempts.first?.transportProtocol == .tcp }

    /// Whether any response came, of whatever content.
    public var isAnswered: Bool {
        switch content.reading.answer {
        case .noResponse, .notTested: false
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated: true
        }
    }

    public var isNoResponse: Bool {
        if case .noResponse = content.reading.answer { true } else { false }
    }

    public var isAlias: Bool {
        if case .alias = content.reading.answer { true } else { false }
    }

    /// Data or an alias: what an existing name gives.
    public var isPositive: Bool {
        switch content.reading.answer {
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
            query.question.rrclass == other.query.question.rrclass,
            query.question.name.isIdentical(to: other.query.question.name),
            case .response(let octets) = attempts[0].outcome, case .response(let others) = other.attempts[0].outcome,
            octets.count == others.count, octets.count >= Self.headerOctets
        else { return false }
        return octets.isEqual(to: others, from: 2)
    }

    /// Whether the first attempt was answered, over UDP with the usual OPT record, and nothing else came.
    fileprivate var isPlain: Bool {
        attempts.count == 1 && attempts[0].transportProtocol == .udp && attempts[0].strays.isEmpty
            && EDNSVariant(query.edns) == .standard
    }

    /// The identifier of a response to the only attempt.
    fileprivate var responseID: UInt16? {
        guard attempts.count == 1, case .response(let octets) = attempts[0].outcome,
            octets.count >= Self.headerOctets
        else { return nil }
        return UInt16(octets[0]) << 8 | UInt16(octets[1])
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
        guard !request.options.isEmpty else {
            self = request.version != 0 ? .other : request.dnssecOK ? .dnssec : .standard
            return
        }
        let codes = request.options.map(\.code)
        switch (request.version, request.dnssecOK, codes) {
        case (0, false, [EDNSOption.cookieCode]): self = .cookie
        case (0, false, [EDNSOption.unassignedCode]): self = .unknownOption
        default: self = .other
        }
    }
}
