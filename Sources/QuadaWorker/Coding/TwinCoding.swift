internal import QuadaDNS
internal import QuadaEvidence

// Nearly all servers of a zone answer a question by the same octets but for the identifier. Of such an observation only what
// is its own is written: where it was asked, the identifier, the port, the times. The rest is its twin's.

/// An exchange of one datagram each way, and nothing else: what may be a twin, and have twins.
struct PlainExchange {
    let port: UInt16
    let query: Query
    let response: [UInt8]

    init?(_ exchange: Exchange) {
        guard let response = Self.response(of: exchange.attempts) else { return nil }
        port = exchange.server.port
        query = exchange.query
        self.response = response
    }

    /// The response to a single attempt over UDP.
    static func response(of attempts: [Attempt]) -> [UInt8]? {
        let attempts = attempts.span
        guard attempts.count == 1, attempts[0].transportProtocol == .udp, attempts[0].strays.isEmpty,
            case .response(let octets) = attempts[0].outcome, octets.count >= identifierOctets,
            octets[0] == UInt8(attempts[0].id >> 8), octets[1] == UInt8(truncatingIfNeeded: attempts[0].id)
        else { return nil }
        return octets
    }

    /// Whether all is the same but the identifier, in the case of names as well.
    func isTwin(of other: Self) -> Bool {
        query.question.type == other.query.question.type && port == other.port
            && response.isEqual(to: other.response, from: Self.identifierOctets)
            && query.question.name.isIdentical(to: other.query.question.name) && query == other.query
    }

    /// A response under another identifier.
    static func response(_ response: [UInt8], to id: UInt16) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: response.count) { octets, count in
            _ = octets.initialize(fromContentsOf: response)
            octets[0] = UInt8(id >> 8)
            octets[1] = UInt8(truncatingIfNeeded: id)
            count = response.count
        }
    }

    /// RFC 1035, section 4.1.1.
    private static let identifierOctets = 2
}

/// The last exchanges of a payload of which no two are twins, each where it was met last.
struct PlainExchanges {
    private var exchanges: [(exchange: PlainExchange, place: Int)] = []

    /// The questions that are put to one server about one name seldom are more.
    private static let kept = 8

    /// Where the twin of an exchange stands; none where there is none, and the exchange is what others may be twins of.
    mutating func twin(of exchange: PlainExchange, at place: Int) -> Int? {
        if let index = index(ofTwinOf: exchange) {
            defer { exchanges[index].place = place }
            return exchanges[index].place
        }
        if exchanges.count == Self.kept { exchanges.removeFirst() }
        exchanges.append((exchange, place))
        return nil
    }

    private func index(ofTwinOf exchange: PlainExchange) -> Int? {
        let known = exchanges.span
        for index in known.indices.reversed() where known[index].exchange.isTwin(of: exchange) { return index }
        return nil
    }
}

extension PayloadWriter {
    /// What an exchange does not have of its twin.
    mutating func write(twin exchange: Exchange) {
        write(exchange.server.address)
        let attempts = exchange.attempts.span
        write(UInt64(attempts[0].id))
        write(attempts[0].caseMask)
        write(UInt64(attempts[0].sourcePort))
        write(attempts[0].sentAt)
        write(attempts[0].elapsed)
    }
}

extension PayloadReader {
    /// What the full form would have given: nothing comes of a twin that could not have been sent without one.
    mutating func exchange(like twin: Observation) throws(Nonsense) -> Exchange {
        guard let response = PlainExchange.response(of: twin.exchange.attempts) else {
            throw nonsense("a twin of more than a question and a response")
        }
        try spare(response.count)
        let address = try address()
        let id = try integer(UInt16.self)
        let caseMask = try number()
        let sourcePort = try integer(UInt16.self)
        let sentAt = try duration()
        let attempt = Attempt(
            transportProtocol: .udp, id: id, caseMask: caseMask, sourcePort: sourcePort, sentAt: sentAt,
            elapsed: try duration(), outcome: .response(PlainExchange.response(response, to: id)))
        return Exchange(
            server: Endpoint(address: address, port: twin.exchange.server.port), query: twin.exchange.query,
            attempts: [attempt])
    }
}
