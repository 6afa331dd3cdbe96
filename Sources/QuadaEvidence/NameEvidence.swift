public import QuadaDNS

/// Everything that was seen for one audited name. Nothing in it is judged.
public struct NameEvidence: Hashable, Sendable, Codable {
    public let name: Name
    /// Each distinct owner of the chains that were walked, in the order in which they were reached.
    public var links: [Link]
    /// The zones of those owners, by apex.
    public var zones: [Name: Zone]
    /// Every zone cut on the way to those zones and to their servers' names, by apex.
    public var delegations: [Name: Delegation]
    /// What addresses say of the software behind them: `version.bind`, `id.server` and `hostname.bind` (CH TXT), and
    /// an SOA asked with NSID (RFC 5001). Only of those addresses of which it was asked.
    public var identities: [IPAddress: [Observation]]
    /// The audit's own bounds that were reached.
    public var bounds: [Bound]
    public var vantage: Vantage
    public var effort: Effort

    public init(
        name: Name, links: [Link], zones: [Name: Zone], delegations: [Name: Delegation] = [:],
        identities: [IPAddress: [Observation]] = [:], bounds: [Bound], vantage: Vantage, effort: Effort
    ) {
        self.name = name
        self.links = links
        self.zones = zones
        self.delegations = delegations
        self.identities = identities
        self.bounds = bounds
        self.vantage = vantage
        self.effort = effort
    }
}

/// What one name's audit took.
public struct Effort: Hashable, Sendable {
    /// Queries sent, attempts counted one by one; work shared with other names counts for the one that started it.
    public let queries: Int
    /// From the start of the run.
    public let began: Duration
    public let ended: Duration

    public init(queries: Int, began: Duration, ended: Duration) {
        self.queries = queries
        self.began = began
        self.ended = ended
    }
}

/// One owner name of a chain, asked of every server of its zone.
public struct Link: Hashable, Sendable, Codable {
    public let owner: Name
    /// The apex of the zone that holds the owner; none where the walk did not get there.
    public let zone: Name?
    public let surveys: [ServerSurvey]
    public let obstacle: Obstacle?

    public init(owner: Name, zone: Name?, surveys: [ServerSurvey], obstacle: Obstacle? = nil) {
        self.owner = owner
        self.zone = zone
        self.surveys = surveys
        self.obstacle = obstacle
    }
}

/// What stopped the walk before the owner's zone.
public struct Obstacle: Hashable, Sendable, Codable {
    public enum Reason: String, Hashable, Sendable, Codable {
        /// No server of the zone gave an answer or a referral that leads on.
        case noUsableServer
        /// No server of the zone has an address that could be found.
        case noAddress
        /// The addresses can only be had by way of the zone itself.
        case circular
        /// A bound of the audit.
        case bound
        /// No route from here to any of the zone's addresses.
        case noRoute
    }

    /// The zone whose servers did not lead on.
    public let zone: Name
    public let reason: Reason
    /// What they said.
    public let observations: [Observation]

    public init(zone: Name, reason: Reason, observations: [Observation] = []) {
        self.zone = zone
        self.reason = reason
        self.observations = observations
    }
}

/// All that one server address was asked about one owner name.
public struct ServerSurvey: Hashable, Sendable, Codable {
    public var server: ServerAddress
    /// About the owner itself, in the order in which they were asked.
    public var probes: [Observation]
    /// About the names between the owner and the zone's apex, likewise.
    public let ancestors: [Observation]
    /// Where the address was known to be silent, and was asked less for that.
    public var earlierSilence: EarlierSilence?

    public init(
        server: ServerAddress, probes: [Observation], ancestors: [Observation] = [],
        earlierSilence: EarlierSilence? = nil
    ) {
        self.server = server
        self.probes = probes
        self.ancestors = ancestors
        self.earlierSilence = earlierSilence
    }
}

/// What an address had left unanswered when a survey of it began, for whatever names, without an answer in between.
public struct EarlierSilence: Hashable, Sendable, Codable {
    public let udpQueries: Int
    public let tcpConnections: Int
    /// From the first of them to the survey.
    public let seconds: Int

    public init(udpQueries: Int, tcpConnections: Int, seconds: Int) {
        self.udpQueries = udpQueries
        self.tcpConnections = tcpConnections
        self.seconds = seconds
    }
}

/// A bound of the audit that was reached.
public struct Bound: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case referrals
        case links
        case addresses
        case queries
    }

    public let kind: Kind
    public let limit: Int
    /// The owner or zone at which it was reached.
    public let name: Name

    public init(kind: Kind, limit: Int, name: Name) {
        self.kind = kind
        self.limit = limit
        self.name = name
    }
}

/// What this machine could reach, as the kernel and the servers showed it.
public struct Vantage: Hashable, Sendable, Codable {
    /// What became of a family's addresses.
    public enum Reach: String, Hashable, Sendable, Codable {
        /// At least one server answered.
        case answered
        /// Servers were asked, none answered.
        case unanswered
        /// The kernel has no route.
        case noRoute
        /// Left out by the caller.
        case excluded
        /// No server with such an address was met.
        case unused
    }

    public var ipv4: Reach
    public var ipv6: Reach

    public init(ipv4: Reach, ipv6: Reach) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }

    public subscript(family: IPFamily) -> Reach {
        get { family == .ipv4 ? ipv4 : ipv6 }
        set { if family == .ipv4 { ipv4 = newValue } else { ipv6 = newValue } }
    }
}
