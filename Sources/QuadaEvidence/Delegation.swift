public import QuadaDNS

/// One zone cut as a resolver meets it: who serves the zone according to its parent, and the addresses that are known.
public struct Delegation: Hashable, Sendable {
    /// The delegations of top-level zones and large operators come with every name: copies share them.
    private let content: Content

    public init(
        apex: Name, parent: Name?, serverNames: [Name], glue: [Name: [IPAddress]], knownServers: [ServerAddress],
        hosts: [Name: [IPAddress]], holders: [Name: Name], referral: Observation?, isPinned: Bool
    ) {
        content = Content(
            Parts(
                apex: apex, parent: parent, serverNames: serverNames, glue: glue, knownServers: knownServers,
                hosts: hosts, holders: holders, referral: referral, isPinned: isPinned))
    }

    fileprivate struct Parts: Hashable, Codable {
        let apex: Name
        let parent: Name?
        let serverNames: [Name]
        let glue: [Name: [IPAddress]]
        let knownServers: [ServerAddress]
        let hosts: [Name: [IPAddress]]
        let holders: [Name: Name]
        let referral: Observation?
        let isPinned: Bool
    }

    private final class Content: Hashable, Sendable {
        let parts: Parts

        init(_ parts: Parts) { self.parts = parts }

        static func == (left: Content, right: Content) -> Bool { left === right || left.parts == right.parts }

        func hash(into hasher: inout Hasher) { hasher.combine(parts) }
    }

    public var apex: Name { content.parts.apex }
    /// None for the root and for zones that the caller gave.
    public var parent: Name? { content.parts.parent }
    public var serverNames: [Name] { content.parts.serverNames }
    /// From the referral.
    public var glue: [Name: [IPAddress]] { content.parts.glue }
    /// Servers that are known without the DNS: the root's hints, the caller's, or the parent's where no referral is given
    /// because the parent's servers hold the zone themselves.
    public var knownServers: [ServerAddress] { content.parts.knownServers }
    /// What was found for server names by asking the zones that hold them; a name is missing where nobody asked.
    public var hosts: [Name: [IPAddress]] { content.parts.hosts }
    /// The zone that holds each server name, as deep as it is known.
    public var holders: [Name: Name] { content.parts.holders }
    public var referral: Observation? { content.parts.referral }
    /// Whether the caller fixed the servers.
    public var isPinned: Bool { content.parts.isPinned }
}

extension Delegation: Codable {
    public init(from decoder: any Decoder) throws {
        content = Content(try Parts(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try content.parts.encode(to: encoder)
    }
}
