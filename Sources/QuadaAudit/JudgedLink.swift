public import QuadaDNS
public import QuadaEvidence

/// One owner of a chain after judgement: what each server made of it.
public struct JudgedLink: Sendable {
    public let owner: Name
    /// None where the walk did not reach it.
    public let zone: Name?
    /// Alias targets, those that A shows first.
    public let targets: [Name]
    /// The owner of the DNAME that makes it an alias, if one does.
    public let dname: Name?
    public let servers: [JudgedServer]
    /// What this link alone does to clients; none where its servers cost nobody anything.
    public let impact: ClientImpact?
    /// What stopped the walk, as a sentence.
    public let obstacle: String?
}

/// What one server address answered about one owner.
public struct JudgedServer: Sendable {
    private let seen: ServerCase
    /// None where it could not be told.
    public let conforms: Bool?
    /// What may run there; none where nothing tells. No judgement rests on it.
    public let software: SoftwareHint?

    init(_ seen: ServerCase, conforms: Bool?, software: SoftwareHint?) {
        self.seen = seen
        self.conforms = conforms
        self.software = software
    }

    public var server: ServerAddress { seen.server }
    /// A as it is judged: over UDP first, with OPT unless the server can not be talked to with it.
    public var a: [Observation] { seen.a }
    /// AAAA, likewise.
    public var aaaa: [Observation] { seen.aaaa }
    /// Everything else that was asked about the owner.
    public var other: [Observation] {
        seen.isPlain ? [] : seen.survey.probes.filter { $0.question.type != .a && $0.question.type != .aaaa }
    }
}

extension JudgedLink {
    init(
        _ link: LinkCase, identities: [IPAddress: [Observation]], findings: [Finding], inconclusive: [Inconclusive],
        impact: ClientImpact?
    ) {
        self.impact = impact
        owner = link.owner
        zone = link.link.zone
        targets = link.aliasesOfA + link.aliases.filter { !link.aliasesOfA.contains($0) }
        dname =
            link.isPlain
            ? nil
            : link.servers.lazy.flatMap(\.a).compactMap { observation in
                if case .alias(let alias) = observation.answer { alias.dname } else { nil }
            }.first
        obstacle = link.link.obstacle?.sentence(for: link.owner)
        var glance = SoftwareGlance()
        servers = link.servers.map { server in
            let identity = identities.isEmpty ? [] : identities[server.server.address] ?? []
            return JudgedServer(
                server,
                conforms: Self.conforms(server, findings, inconclusive),
                software: identity.isEmpty && glance.seesNothing(in: server)
                    ? nil
                    : SoftwareHint(
                        SoftwareEvidence(
                            server: server.server, zone: server.apex, facts: server.facts,
                            probes: server.survey.probes, identity: identity, isPlain: server.isPlain)))
        }
    }

    /// A finding about the server as such holds for every owner.
    private static func conforms(
        _ server: ServerCase, _ findings: [Finding], _ inconclusive: [Inconclusive]
    ) -> Bool? {
        if server.isPlain, findings.isEmpty, inconclusive.isEmpty { return true }
        let faults = findings.filter {
            $0.server == server.server && $0.severity >= .warning
                && ($0.owner == server.owner || ($0.rule.isAboutZone && $0.zone == server.apex))
        }
        if !faults.isEmpty { return false }
        if inconclusive.contains(where: { $0.server == server.server && $0.owner == server.owner }) { return nil }
        return server.survey.probes.contains(where: \.isAnswered) ? true : nil
    }
}
