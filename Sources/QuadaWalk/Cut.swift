internal import QuadaDNS
internal import QuadaEvidence

/// A zone cut as it was found, before its servers are known in full: changed by nobody, and shared by all names below it.
final class Cut: Sendable {
    let apex: Name
    let parent: Name?
    /// The names of the zone's servers: the parent's NS RRset, or the child's own where both are on one server.
    let serverNames: [Name]
    let glue: [Name: [IPAddress]]
    let referral: Observation?
    /// Servers known without their names being resolved: the root's, the caller's, or the parent's that turned out to
    /// serve the child as well.
    let knownServers: [ServerAddress]
    /// Whether the caller fixed the servers, so that none is to be added.
    let isPinned: Bool
    /// How long what was found holds.
    let lifetime: Duration
    /// The servers whose addresses came with the cut, in the order of name and address.
    let entryPoints: [ServerAddress]

    init(
        apex: Name, parent: Name?, serverNames: [Name], glue: [Name: [IPAddress]] = [:], referral: Observation? = nil,
        knownServers: [ServerAddress] = [], isPinned: Bool = false, lifetime: Duration? = nil
    ) {
        self.apex = apex
        self.parent = parent
        self.serverNames = serverNames
        self.glue = glue
        self.referral = referral
        self.knownServers = knownServers
        self.isPinned = isPinned
        self.lifetime = lifetime ?? referral.map { Freshness.ofReferral($0) } ?? Freshness.unsaid
        var entryPoints = knownServers
        for name in serverNames {
            for address in glue[name] ?? [] where !entryPoints.contains(where: { $0.address == address }) {
                entryPoints.append(ServerAddress(name: name, address: address, source: .parent))
            }
        }
        self.entryPoints = entryPoints.sorted()
    }
}
