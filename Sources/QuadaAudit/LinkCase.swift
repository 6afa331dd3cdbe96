internal import QuadaDNS
internal import QuadaEvidence

/// One owner of a chain with its servers' cases, and what they come to: read by every rule, found once.
final class LinkCase: Sendable {
    let link: Link
    let owner: Name
    let zone: Zone?
    let servers: [ServerCase]
    /// Whether no rule about a server finds fault with any of them.
    let isPlain: Bool
    /// Alias targets that any answer gives, each once, in the order of the servers.
    let aliases: [Name]
    /// Alias targets that answers to A give.
    let aliasesOfA: [Name]
    private let ipv4: [IPAddress]
    private let ipv6: [IPAddress]

    init(link: Link, zone: Zone?, servers: [ServerCase]) {
        self.link = link
        owner = link.owner
        self.zone = zone
        self.servers = servers
        isPlain = !servers.isEmpty && servers.allSatisfy(\.isPlain)
        // Plain answers are addresses.
        aliases = isPlain ? [] : Self.targets(in: link.surveys.lazy.map(\.probes))
        aliasesOfA = isPlain ? [] : Self.targets(in: servers.lazy.map(\.a))
        ipv4 = Self.addresses(in: servers, \.a)
        ipv6 = Self.addresses(in: servers, \.aaaa)
    }

    /// Addresses at the owner itself, from all servers, in order.
    func addresses(_ type: RRType) -> [IPAddress] { type == .a ? ipv4 : ipv6 }

    /// Whether any server answered anything about the owner.
    var isAnswered: Bool { isPlain || servers.contains { $0.survey.probes.contains(where: \.isAnswered) } }

    /// Whether every server that serves the zone denies the owner, for A and AAAA alike.
    var isDenied: Bool {
        guard !isPlain else { return false }
        let serving = servers.filter { $0.servesZone && ($0.firstA != nil || $0.firstAAAA != nil) }
        return !serving.isEmpty
            && serving.allSatisfy { server in
                (server.a + server.aaaa).filter(\.isAnswered).allSatisfy {
                    if case .nameError = $0.answer { true } else { false }
                }
            }
    }

    private static func targets(in observations: some Sequence<[Observation]>) -> [Name] {
        var targets: [Name] = []
        for observation in observations.lazy.joined() {
            guard case .alias(let alias) = observation.answer else { continue }
            for target in [alias.target] + alias.otherTargets where !targets.contains(target) { targets.append(target) }
        }
        return targets
    }

    private static func addresses(
        in servers: [ServerCase], _ observations: (ServerCase) -> [Observation]
    ) -> [IPAddress] {
        var addresses: [IPAddress] = []
        var last: [RData] = []
        for server in servers {
            for observation in observations(server) {
                // Nearly all servers of a zone give the same.
                guard case .data(let records) = observation.answer, records != last else { continue }
                last = records
                for case .a(let address) in records { addresses.append(address) }
                for case .aaaa(let address) in records { addresses.append(address) }
            }
        }
        return addresses.count < 2 ? addresses : Set(addresses).sorted()
    }
}
