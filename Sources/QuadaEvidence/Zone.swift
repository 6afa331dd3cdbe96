public import QuadaDNS

/// A zone and everything that was learnt of who serves it.
public struct Zone: Hashable, Sendable {
    /// Every name of a zone comes with it: copies share what was learnt.
    private var content: Content

    public init(
        apex: Name, parent: Name?, delegation: [Name], glue: [Name: [IPAddress]], referral: Observation?,
        servers: [ServerAddress] = [], facts: [IPAddress: ServerFacts] = [:], hosts: [Name: HostAddresses] = [:],
        glueCheck: GlueCheck? = nil
    ) {
        content = Content(
            Parts(
                apex: apex, parent: parent, delegation: delegation, glue: glue, referral: referral, servers: servers,
                facts: facts, hosts: hosts, glueCheck: glueCheck))
    }

    fileprivate struct Parts: Hashable, Codable {
        var apex: Name
        var parent: Name?
        var delegation: [Name]
        var glue: [Name: [IPAddress]]
        var referral: Observation?
        var servers: [ServerAddress]
        var facts: [IPAddress: ServerFacts]
        var hosts: [Name: HostAddresses]
        var glueCheck: GlueCheck?
    }

    private final class Content: Hashable, Sendable {
        let parts: Parts

        init(_ parts: Parts) { self.parts = parts }

        static func == (left: Content, right: Content) -> Bool { left === right || left.parts == right.parts }

        func hash(into hasher: inout Hasher) { hasher.combine(parts) }
    }

    private mutating func change<Part>(_ part: WritableKeyPath<Parts, Part>, to value: Part) {
        var parts = content.parts
        parts[keyPath: part] = value
        content = Content(parts)
    }

    public var apex: Name { content.parts.apex }
    /// The zone whose servers delegated it; none for the root and for zones given on the command line.
    public var parent: Name? { content.parts.parent }
    /// The NS RRset at the parent, with its glue.
    public var delegation: [Name] { content.parts.delegation }
    public var glue: [Name: [IPAddress]] { content.parts.glue }
    /// The response that held the delegation.
    public var referral: Observation? { content.parts.referral }
    /// Every address of every server, in the order of name and address.
    public var servers: [ServerAddress] {
        get { content.parts.servers }
        set { change(\.servers, to: newValue) }
    }
    /// What each address says of the zone itself.
    public var facts: [IPAddress: ServerFacts] {
        get { content.parts.facts }
        set { change(\.facts, to: newValue) }
    }
    /// The addresses that a server's name has at its own zone; none where they could not be had.
    public var hosts: [Name: HostAddresses] {
        get { content.parts.hosts }
        set { change(\.hosts, to: newValue) }
    }
    /// Asked where glue and authoritative addresses differ; none where they agree.
    public var glueCheck: GlueCheck? {
        get { content.parts.glueCheck }
        set { change(\.glueCheck, to: newValue) }
    }
}

extension Zone: Codable {
    public init(from decoder: any Decoder) throws {
        content = Content(try Parts(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try content.parts.encode(to: encoder)
    }
}

/// Both sides of a zone cut asked again, at several servers.
public struct GlueCheck: Hashable, Sendable, Codable {
    /// What servers of the parent zone say of the delegation.
    public let referrals: [Observation]
    /// A and AAAA of the servers' names in question, at the servers that hold them.
    public let hosts: [Observation]

    public init(referrals: [Observation], hosts: [Observation]) {
        self.referrals = referrals
        self.hosts = hosts
    }
}

/// One address of one server of a zone, and where it became known.
public struct ServerAddress: Hashable, Sendable, Codable, Comparable {
    /// Whose NS RRset names the server.
    public enum Source: String, Hashable, Sendable, Codable {
        case parent
        case child
        case both
        /// Said by the caller, not by the DNS.
        case pinned
    }

    public let name: Name
    public let address: IPAddress
    public var source: Source

    public init(name: Name, address: IPAddress, source: Source) {
        self.name = name
        self.address = address
        self.source = source
    }

    public static func < (left: ServerAddress, right: ServerAddress) -> Bool {
        left.name == right.name ? left.address < right.address : left.name < right.name
    }
}

/// What one address answers about the zone itself, asked once a run.
public struct ServerFacts: Hashable, Sendable, Codable {
    public let soa: Observation
    public let ns: Observation

    public init(soa: Observation, ns: Observation) {
        self.soa = soa
        self.ns = ns
    }

    /// Whether the address shows that it serves the zone: its SOA, with authority.
    public var servesZone: Bool {
        if case .data = soa.answer { soa.isAuthoritative } else { false }
    }

    public var serial: UInt32? {
        guard case .data(let records) = soa.answer, case .soa(let soa)? = records.first else { return nil }
        return soa.serial
    }

    /// The apex NS RRset as this address gives it.
    public var nameServers: [Name] {
        guard case .data(let records) = ns.answer else { return [] }
        return records.compactMap { if case .ns(let name) = $0 { name } else { nil } }
    }
}

/// The addresses of a server's name, from the servers of the zone that holds it.
public struct HostAddresses: Hashable, Sendable, Codable {
    public enum Failure: String, Hashable, Sendable, Codable {
        /// The name has no address, or does not exist.
        case noAddress
        /// The servers of its zone did not answer.
        case unreachable
        /// Resolving it needs the zone whose servers are being sought.
        case circular
        /// A bound of the audit was reached first.
        case bound
    }

    public let addresses: [IPAddress]
    public let failure: Failure?
    /// The aliases met on the way: a server's name must not be one (RFC 2181, section 10.3).
    public let aliases: [Name]
    /// A and AAAA of the server's own name, where one of them gave an alias.
    public let aliasEvidence: [Observation]
    /// Whether A and AAAA were both answered, so that an address which is not here does not exist.
    public let isComplete: Bool

    public init(
        addresses: [IPAddress], failure: Failure? = nil, aliases: [Name] = [], aliasEvidence: [Observation] = [],
        isComplete: Bool = false
    ) {
        self.addresses = addresses
        self.failure = failure
        self.aliases = aliases
        self.aliasEvidence = aliasEvidence
        self.isComplete = isComplete
    }
}
