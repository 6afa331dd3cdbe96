/// What was found out about one name.
public struct NameAudit: Hashable, Sendable, Codable {
    public var name: String
    public var verdict: Verdict
    /// One sentence that a person reads first; says why where the verdict is `indeterminate`.
    public var reason: String
    /// The name itself, then each target in the order it was walked.
    public var chain: [ChainLink]
    public var addresses: Addresses
    /// Absent where client impact was not worked out.
    public var impact: Impact?
    /// The gravest first.
    public var findings: [FindingEntry]
    /// The exchanges that findings point at, each once.
    public var evidence: [EvidenceEntry]
    /// What was not tested, and why.
    public var notes: [String]
    /// Queries sent for this name, retries included.
    public var queries: Int
    public var elapsed: Milliseconds
    /// Why it was audited.
    public var roles: [Role]
    /// Its first record in the zone file, where one was audited and holds it.
    public var location: SourceLocation?
    /// What the policy says of it, where it says anything.
    public var expectation: Policy.Expectation?
    public var status: Status

    /// What comes of it, held against the threshold, the policy and the earlier report.
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case passed
        case failed
        /// Nothing to blame was found, yet the name could not be audited.
        case inconclusive
    }

    public init(
        name: String, verdict: Verdict, reason: String, chain: [ChainLink] = [], addresses: Addresses = Addresses(),
        impact: Impact? = nil, findings: [FindingEntry] = [], evidence: [EvidenceEntry] = [], notes: [String] = [],
        queries: Int = 0, elapsed: Milliseconds = Milliseconds(0), roles: [Role] = [.given],
        location: SourceLocation? = nil, expectation: Policy.Expectation? = nil, status: Status = .passed
    ) {
        self.name = name
        self.verdict = verdict
        self.reason = reason
        self.chain = chain
        self.addresses = addresses
        self.impact = impact
        self.findings = findings
        self.evidence = evidence
        self.notes = notes
        self.queries = queries
        self.elapsed = elapsed
        self.roles = roles
        self.location = location
        self.expectation = expectation
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case name, verdict, reason, chain, addresses, impact, findings, evidence, notes, queries, roles, location,
            status
        case elapsed = "elapsed_ms"
        case expectation = "aaaa_expected"
    }
}

/// The addresses at the end of the chain, from all servers together.
public struct Addresses: Hashable, Sendable, Codable {
    public var ipv4: [String]
    public var ipv6: [String]

    public init(ipv4: [String] = [], ipv6: [String] = []) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}

/// One name of the chain, audited at the servers of its own zone.
public struct ChainLink: Hashable, Sendable, Codable {
    public var name: String
    /// The apex of the zone that holds the name; none where it could not be found.
    @OrNull public var zone: String?
    /// None at the end of the chain.
    @OrNull public var link: LinkKind?
    @OrNull public var target: String?
    /// Targets that other servers gave; each is a link of its own further down.
    public var otherTargets: [String]
    /// Every address of every authoritative server of the zone.
    public var servers: [ServerRow]
    /// What this link's servers alone do to clients; absent where they cost nobody anything.
    public var impact: Impact?
    /// What kept this link from being audited in full.
    public var notes: [String]

    public init(
        name: String, zone: String?, link: LinkKind? = nil, target: String? = nil, otherTargets: [String] = [],
        servers: [ServerRow] = [], impact: Impact? = nil, notes: [String] = []
    ) {
        self.name = name
        self.zone = zone
        self.impact = impact
        self.link = link
        self.target = target
        self.otherTargets = otherTargets
        self.servers = servers
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case name, zone, link, target, servers, impact, notes
        case otherTargets = "other_targets"
    }
}

/// One address of an authoritative server, and what it made of the questions for one name.
public struct ServerRow: Hashable, Sendable, Codable {
    public var name: String
    public var address: String
    public var source: ServerSource
    @OrNull public var addressSource: AddressSource?
    public var a: TypeOutcome
    public var aaaa: TypeOutcome
    /// By the type's mnemonic: CNAME, HTTPS, TXT, TYPE65280; only what was asked.
    public var other: [String: TypeOutcome]
    /// None where it could not be told.
    @OrNull public var conforms: Bool?
    /// What may run there: a hunch beside the findings, part of no verdict; none where nothing tells.
    @OrNull public var software: Software?
    /// "not tested over IPv6: no route here"
    @OrNull public var note: String?

    public init(
        name: String, address: String, source: ServerSource, addressSource: AddressSource? = nil, a: TypeOutcome,
        aaaa: TypeOutcome, other: [String: TypeOutcome] = [:], conforms: Bool?, software: Software? = nil,
        note: String? = nil
    ) {
        self.name = name
        self.address = address
        self.source = source
        self.addressSource = addressSource
        self.a = a
        self.aaaa = aaaa
        self.other = other
        self.conforms = conforms
        self.software = software
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case name, address, source, a, aaaa, other, conforms, software, note
        case addressSource = "address_source"
    }
}

/// What a server made of one type.
public struct TypeOutcome: Hashable, Sendable, Codable {
    public var outcome: Outcome
    /// The mnemonic, or `RCODE12`; none where nothing readable came.
    @OrNull public var rcode: String?
    @OrNull public var aa: Bool?
    @OrNull public var tc: Bool?
    /// The records at the name as `TYPE RDATA`, in presentation format.
    public var records: [String]
    /// The least TTL of `records`, in seconds.
    @OrNull public var ttl: UInt32?
    /// Of the attempt that was answered.
    @OrNull public var roundTrip: Milliseconds?
    /// Queries sent for this type, over all rounds.
    public var attempts: Int

    public init(
        _ outcome: Outcome, rcode: String? = nil, aa: Bool? = nil, tc: Bool? = nil, records: [String] = [],
        ttl: UInt32? = nil, roundTrip: Milliseconds? = nil, attempts: Int = 0
    ) {
        self.outcome = outcome
        self.rcode = rcode
        self.aa = aa
        self.tc = tc
        self.records = records
        self.ttl = ttl
        self.roundTrip = roundTrip
        self.attempts = attempts
    }

    private enum CodingKeys: String, CodingKey {
        case outcome, rcode, aa, tc, records, ttl, attempts
        case roundTrip = "rtt_ms"
    }
}
