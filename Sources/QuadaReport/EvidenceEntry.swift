/// One exchange as a person would have seen it with `dig`, and as it was on the wire.
public struct EvidenceEntry: Hashable, Sendable, Codable {
    /// Unique within one `NameAudit`: "e1".
    public var id: String
    /// As in `dig`: `www.example.test. IN AAAA`.
    public var question: String
    public var server: ServerReference
    public var port: UInt16
    /// Whether the query had an OPT record.
    public var edns: Bool
    public var outcome: Outcome
    /// When the first query was sent, from the start of the run.
    public var sentAt: Milliseconds
    /// None where no response came.
    @OrNull public var roundTrip: Milliseconds?
    /// Each query sent, in order.
    public var attempts: [AttemptEntry]
    /// The response in the style of `dig`, or the words for its absence; one line of text each.
    public var lines: [String]
    /// The octets of the query that was answered, else of the last one, as hexadecimal text; none where none was sent.
    @OrNull public var query: String?
    /// The octets of the response, likewise; none where no response came.
    @OrNull public var response: String?

    public init(
        id: String, question: String, server: ServerReference, port: UInt16 = 53, edns: Bool = true, outcome: Outcome,
        sentAt: Milliseconds, roundTrip: Milliseconds? = nil, attempts: [AttemptEntry], lines: [String],
        query: String? = nil, response: String? = nil
    ) {
        self.id = id
        self.question = question
        self.server = server
        self.port = port
        self.edns = edns
        self.outcome = outcome
        self.sentAt = sentAt
        self.roundTrip = roundTrip
        self.attempts = attempts
        self.lines = lines
        self.query = query
        self.response = response
    }

    private enum CodingKeys: String, CodingKey {
        case id, question, server, port, edns, outcome, attempts, lines
        case sentAt = "time_ms"
        case roundTrip = "rtt_ms"
        case query = "query_hex"
        case response = "response_hex"
    }
}

/// One query of an exchange, and what became of it.
public struct AttemptEntry: Hashable, Sendable, Codable {
    /// What became of one query.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        case response
        /// No response in time.
        case silence
        /// ICMP port unreachable, or a TCP reset.
        case refused
        /// ICMP host or network unreachable.
        case unreachable
        /// This machine has no route to the address: nothing was sent.
        case noRoute = "no-route"
        /// The TCP connection ended before a whole response.
        case closed
        /// This machine could not send.
        case localError = "local-error"
    }

    public var transport: TransportKind
    /// From the start of the run.
    public var sentAt: Milliseconds
    /// From sending to the outcome.
    public var elapsed: Milliseconds
    public var outcome: Outcome
    /// The identifier in the query's header.
    public var id: UInt16
    /// The local port it was sent from; 0 where none was bound.
    public var sourcePort: UInt16
    /// Messages that came meanwhile and were not the response.
    public var strays: Int

    public init(
        transport: TransportKind, sentAt: Milliseconds, elapsed: Milliseconds, outcome: Outcome, id: UInt16,
        sourcePort: UInt16, strays: Int = 0
    ) {
        self.transport = transport
        self.sentAt = sentAt
        self.elapsed = elapsed
        self.outcome = outcome
        self.id = id
        self.sourcePort = sourcePort
        self.strays = strays
    }

    private enum CodingKeys: String, CodingKey {
        case transport, outcome, id, strays
        case sentAt = "time_ms"
        case elapsed = "elapsed_ms"
        case sourcePort = "source_port"
    }
}
