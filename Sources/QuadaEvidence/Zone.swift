public import QuadaDNS

/// A zone and everything that was learnt of who serves it.
public struct Zone: Hashable, Sendable, Codable {
    public let apex: Name
    /// The zone whose servers delegated it; none for the root and for zones given on the command line.
    public let parent: Name?
    /// The NS RRset at the parent, with its glue.
    public let delegation: [Name]
    public let glue: [Name: [IPAddress]]
    /// The response that held the delegation.
    public let referral: Observation?
    /// Every address of every server, in the order of name and address.
    public var servers: [ServerAddress]
    /// What each address says of the zone itself.
    public var facts: [IPAddress: ServerFacts]
    /// The addresses that a server's name has at its own zone; none where they could not be had.
    public var hosts: [Name: HostAddresses]
    /// Asked where glue and authoritative addresses differ; none where they agree.
    public var glueCheck: GlueCheck?

    public init(
        apex: Name, parent: Name?, delegation: [Name], glue: [Name: [IPAddress]], referral: Observation?,
        servers: [ServerAddress] = [], facts: [IPAddress: ServerFacts] = [:], hosts: [Name: HostAddresses] = [:],
        glueCheck: GlueCheck? = nil
    ) {
        self.apex = apex
        self.parent = parent
        self.delegation = delegation
        self.glue = glue
        self.referral = referral
        self.servers = servers
        self.facts = facts
        self.hosts = hosts
        self.glueCheck = glueCheck
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
