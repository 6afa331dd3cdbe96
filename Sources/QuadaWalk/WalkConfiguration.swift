public import QuadaDNS
public import QuadaEvidence

/// What the caller of a walk decides.
public struct WalkConfiguration: Sendable {
    /// Where the walk starts: the root's servers.
    public var roots: [ServerAddress]
    /// Zones audited at addresses the caller gave, whatever the DNS says.
    public var pinned: [Name: [IPAddress]]
    /// The port of every server.
    public var port: UInt16
    /// The families that are asked at all.
    public var families: Set<IPFamily>
    /// How much each server is asked.
    public var probe: ProbeLevel
    /// Draws the order in which servers are tried.
    public var seed: UInt64
    public var bounds: WalkBounds
    /// How much is kept of zones and servers for the names to come.
    public var limits = CacheLimits()
    /// Whether processor time matters more than how soon one name is through: a zone is then learnt before its servers
    /// are asked about the name, and a server that was of use before is not raced against the next. The same is asked.
    public var isBulk = false
    /// Names that ask one server at a time, the others waiting aside; none where whoever orders names sees to it.
    public var namesPerServer: Int?

    public init(
        roots: [ServerAddress], pinned: [Name: [IPAddress]] = [:], port: UInt16 = 53,
        families: Set<IPFamily> = Set(IPFamily.allCases), probe: ProbeLevel = .standard, seed: UInt64,
        bounds: WalkBounds = WalkBounds()
    ) {
        self.roots = roots
        self.pinned = pinned
        self.port = port
        self.families = families
        self.probe = probe
        self.seed = seed
        self.bounds = bounds
    }
}

/// How much each server is asked about an owner.
public enum ProbeLevel: String, Hashable, Sendable, Codable, CaseIterable {
    /// A and AAAA, and again what a finding about them needs.
    case minimal
    /// More types, transports and EDNS options where an answer calls for them.
    case standard
    /// Everything, at every server.
    case full
}

/// How far a walk goes for one name, so that no server can lead it on for ever.
public struct WalkBounds: Hashable, Sendable {
    /// Zone cuts passed on the way to one owner. A name has at most 127 labels; real walks need under ten.
    public var referrals = 30
    /// Distinct owners in the chains of one name. More than the 11 that resolvers follow, so that a
    /// chain that is too long is seen to be.
    public var links = 16
    /// Servers' names taken from one NS RRset, parent's and children's together.
    public var serverNames = 32
    /// Addresses audited in one zone: the root's 26 fit twice.
    public var addresses = 64
    /// Questions put for one name, shared work for its zones included.
    public var queries = 4000
    /// Aliases followed from a server's name, which must not be an alias at all.
    public var serverNameAliases = 8
    /// Labels between a zone and an owner that are checked for a zone cut on the same server.
    public var labelsChecked = 8

    public init() {}
}

/// How many entries each of a walk's caches holds; beyond that the least recently used goes.
public struct CacheLimits: Hashable, Sendable {
    /// Of zones and cuts this many are kept as they are, those that were used last, and as many more as there is room for
    /// in so many octets: a zone takes some 300, its cut 90.
    public var unpacked = 128
    public var zoneOctets = 13 << 20
    public var cutOctets = 4 << 20
    public var hosts = 8192
    /// Addresses that were asked about their software.
    public var identities = 1024
    /// Zones below which others are known to be.
    public var delegating = 8192
    /// Names that are known not to be the apex of a zone.
    public var notCuts = 8192
    /// Addresses that did not answer.
    public var failures = 8192

    public init() {}
}
