/// One rule violated, in words that need no other document.
public struct FindingEntry: Hashable, Sendable, Codable {
    /// Stable, kebab-case: what tests and filters go by.
    public var code: String
    public var severity: Severity
    /// The owner name it is about.
    public var name: String
    @OrNull public var zone: String?
    /// None where the finding is about a zone or a name.
    @OrNull public var server: ServerReference?
    /// The rule in a few words: the same for every finding of one code.
    public var title: String
    /// What was seen here.
    public var detail: String
    /// What it does to clients.
    public var effect: String
    /// As `RFC 4074 section 3`.
    public var rfc: [String]
    /// A `dig` line for a shell that shows it; none where one line can not. See `DigCommand`.
    @OrNull public var reproduce: String?
    public var remedy: String
    /// The same for products whose documents were found.
    public var productRemedies: [ProductRemedy]
    /// Ids of `NameAudit.evidence`, the most telling first.
    public var evidence: [String]

    public init(
        code: String, severity: Severity, name: String, zone: String?, server: ServerReference? = nil, title: String,
        detail: String, effect: String, rfc: [String], reproduce: String? = nil, remedy: String,
        productRemedies: [ProductRemedy] = [], evidence: [String] = []
    ) {
        self.code = code
        self.severity = severity
        self.name = name
        self.zone = zone
        self.server = server
        self.title = title
        self.detail = detail
        self.effect = effect
        self.rfc = rfc
        self.reproduce = reproduce
        self.remedy = remedy
        self.productRemedies = productRemedies
        self.evidence = evidence
    }

    private enum CodingKeys: String, CodingKey {
        case code, severity, name, zone, server, title, detail, effect, rfc, reproduce, remedy, evidence
        case productRemedies = "product_remedies"
    }
}

/// The server a finding accuses.
public struct ServerReference: Hashable, Sendable, Codable {
    public var name: String
    public var address: String
    /// Over which the fault shows.
    public var transport: TransportKind

    public init(name: String, address: String, transport: TransportKind = .udp) {
        self.name = name
        self.address = address
        self.transport = transport
    }
}

/// One exchange as a person would have seen it with `dig`.
public struct EvidenceEntry: Hashable, Sendable, Codable {
    /// Unique within one `NameAudit`: "e1".
    public var id: String
    /// As in `dig`: `www.example.test. IN AAAA`.
    public var question: String
    public var server: ServerReference
    /// Whether the query had an OPT record.
    public var edns: Bool
    public var outcome: Outcome
    /// When the first query was sent, from the start of the run.
    public var sentAt: Milliseconds
    /// None where no response came.
    @OrNull public var roundTrip: Milliseconds?
    public var attempts: Int
    /// The response in the style of `dig`, or the words for its absence; one line of text each.
    public var lines: [String]

    public init(
        id: String, question: String, server: ServerReference, edns: Bool = true, outcome: Outcome,
        sentAt: Milliseconds, roundTrip: Milliseconds? = nil, attempts: Int, lines: [String]
    ) {
        self.id = id
        self.question = question
        self.server = server
        self.edns = edns
        self.outcome = outcome
        self.sentAt = sentAt
        self.roundTrip = roundTrip
        self.attempts = attempts
        self.lines = lines
    }

    private enum CodingKeys: String, CodingKey {
        case id, question, server, edns, outcome, attempts, lines
        case sentAt = "time_ms"
        case roundTrip = "rtt_ms"
    }
}
