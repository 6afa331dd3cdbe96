/// One rule violated, in words that need no other document.
public struct FindingEntry: Hashable, Sendable, Codable {
    /// Stable, kebab-case: what tests and filters go by.
    public var code: String
    /// What is at fault, in one word: the same fault has the same key in another run, and at another name behind which
    /// it shows as well. The code, the owner or (where it is about that) the zone, the server's address.
    public var key: String
    public var severity: Severity
    /// The rule's own, where a policy changed it.
    public var declaredSeverity: Severity?
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
    /// The record that it speaks of in the zone file, where one was audited and holds it.
    public var location: SourceLocation?
    /// Where the policy puts up with it, or did until the waiver expired.
    public var waiver: AppliedWaiver?
    /// Where the run was compared with an earlier one.
    public var baseline: BaselineState?

    /// - Parameter key: Made of the code, the name and the server where it is not given.
    public init(
        code: String, key: String? = nil, severity: Severity, name: String, zone: String?,
        server: ServerReference? = nil, title: String,
        detail: String, effect: String, rfc: [String], reproduce: String? = nil, remedy: String,
        productRemedies: [ProductRemedy] = [], evidence: [String] = []
    ) {
        self.code = code
        self.key = key ?? Self.key(code, about: name, server)
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

    static func key(_ code: String, about subject: String, _ server: ServerReference?) -> String {
        ([code, subject] + (server.map { [$0.address] } ?? [])).joined(separator: " ")
    }

    private enum CodingKeys: String, CodingKey {
        case code, key, severity, name, zone, server, title, detail, effect, rfc, reproduce, remedy, evidence
        case location, waiver, baseline
        case declaredSeverity = "declared_severity"
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
