public import QuadaDNS

/// One zone cut as a resolver meets it: who serves the zone according to its parent, and the addresses that are known.
public struct Delegation: Hashable, Sendable, Codable {
    public let apex: Name
    /// None for the root and for zones that the caller gave.
    public let parent: Name?
    public let serverNames: [Name]
    /// From the referral.
    public let glue: [Name: [IPAddress]]
    /// Servers that are known without the DNS: the root's hints, the caller's, or the parent's where no referral is given
    /// because the parent's servers hold the zone themselves.
    public let knownServers: [ServerAddress]
    /// What was found for server names by asking the zones that hold them; a name is missing where nobody asked.
    public let hosts: [Name: [IPAddress]]
    /// The zone that holds each server name, as deep as it is known.
    public let holders: [Name: Name]
    public let referral: Observation?
    /// Whether the caller fixed the servers.
    public let isPinned: Bool

    public init(
        apex: Name, parent: Name?, serverNames: [Name], glue: [Name: [IPAddress]], knownServers: [ServerAddress],
        hosts: [Name: [IPAddress]], holders: [Name: Name], referral: Observation?, isPinned: Bool
    ) {
        self.apex = apex
        self.parent = parent
        self.serverNames = serverNames
        self.glue = glue
        self.knownServers = knownServers
        self.hosts = hosts
        self.holders = holders
        self.referral = referral
        self.isPinned = isPinned
    }
}
