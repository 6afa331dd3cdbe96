public import QuadaDNS
public import QuadaEvidence

/// The judgement on one name: findings, verdict, and what could not be told.
public struct Audit: Sendable {
    public let evidence: NameEvidence
    /// By link in the chain's order, then zone, then server; the name's own last.
    public let findings: [Finding]
    public let inconclusive: [Inconclusive]
    public let verdict: Verdict
    public let impact: ClientImpact
    /// The owners in the order in which they were reached.
    public let chain: [JudgedLink]
    /// What the chain ends in, over all its servers and branches.
    public let addresses: [IPAddress]

    /// Judges what was seen; the same evidence and rules give the same audit.
    public init(of evidence: NameEvidence, by rules: [Rule] = Rule.catalogue) {
        var bench = Bench()
        var links: [LinkCase] = []
        let overTCP = evidence.links.contains { link in
            link.surveys.contains { $0.probes.contains(where: \.isAnsweredOverTCP) }
        }
        for link in evidence.links {
            guard let zone = link.zone.flatMap({ evidence.zones[$0] }) else {
                links.append(LinkCase(link: link, zone: nil, servers: []))
                continue
            }
            let servers = link.surveys.indices.map { index in
                ServerCase(
                    owner: link.owner, apex: zone.apex, facts: zone.facts[link.surveys[index].server.address],
                    survey: link.surveys[index], vantage: evidence.vantage, someServerAnswersOverTCP: overTCP)
            }
            links.append(LinkCase(link: link, zone: zone, servers: servers))
        }
        for link in links {
            guard let zone = link.zone else { continue }
            bench.judge(link, zone, by: rules, evidence.vantage)
        }
        let owners = ChainCase(of: evidence.name, links)
        let name = NameCase(
            evidence: evidence, chain: owners, findings: bench.findings, inconclusive: bench.inconclusive)
        for rule in rules {
            guard case .name(let judge) = rule.judge else { continue }
            for outcome in judge(name) {
                bench.note(outcome, rule, owner: evidence.name, links: links)
            }
        }
        self.evidence = evidence
        findings = bench.findings
        inconclusive = bench.inconclusive
        // Name rules may have spoken of loops and lengths in the meantime.
        let whole =
            bench.count == name.findings.count + name.inconclusive.count
            ? name
            : NameCase(
                evidence: evidence, chain: owners, findings: bench.findings, inconclusive: bench.inconclusive)
        let model = ImpactModel(whole)
        verdict = Verdict(of: whole, findings: bench.findings, model: model)
        impact = ClientImpact(of: whole, model: model)
        chain = links.map { link in
            JudgedLink(
                link, identities: evidence.identities, findings: bench.findings, inconclusive: bench.inconclusive,
                impact: ClientImpact(ofFaultsAt: link.owner, in: whole, model))
        }
        addresses =
            owners.ofAny.count == 1
            ? owners.ofAny[0].addresses(.a) + owners.ofAny[0].addresses(.aaaa)
            : Set(name.chainOfAny.flatMap { $0.addresses(.a) + $0.addresses(.aaaa) }).sorted()
    }
}

/// Where outcomes are gathered.
private struct Bench {
    private(set) var findings: [Finding] = []
    private(set) var inconclusive: [Inconclusive] = []

    /// How much was gathered; it only grows.
    var count: Int { findings.count + inconclusive.count }

    mutating func judge(_ link: LinkCase, _ zone: Zone, by rules: [Rule], _ vantage: Vantage) {
        // What the rules about servers found shapes what those about zones see.
        var known: (whole: ZoneCase, findings: Int)?
        for rule in rules {
            switch rule.judge {
            case .server where link.isPlain, .name: break
            case .server(let judge):
                for server in link.servers where !server.isPlain {
                    note(judge(server), rule, owner: link.owner, zone: zone.apex, server: server.server)
                }
            case .zone(let judge):
                let whole: ZoneCase
                if let known, known.findings == findings.count {
                    whole = known.whole
                } else {
                    whole = ZoneCase(
                        owner: link.owner, zone: zone, servers: link.servers,
                        blamed: findings.addressesBlamed(for: link.owner), dead: findings.deadAddresses,
                        vantage: vantage)
                    known = (whole, findings.count)
                }
                note(judge(whole), rule, owner: link.owner, zone: zone.apex, server: nil)
            }
        }
    }

    /// Notes what a rule says of a chain, under the zone of the owner that it speaks of.
    mutating func note(_ outcome: Outcome, _ rule: Rule, owner: Name, links: [LinkCase]) {
        let subject: Name
        switch outcome {
        case .notApplicable, .met: return
        case .violated(let violation): subject = violation.owner ?? owner
        case .inconclusive: subject = owner
        }
        note(outcome, rule, owner: owner, zone: links.first { $0.owner == subject }?.link.zone, server: nil)
    }

    mutating func note(_ outcome: Outcome, _ rule: Rule, owner: Name, zone: Name?, server: ServerAddress?) {
        switch outcome {
        case .notApplicable, .met: break
        case .violated(let violation):
            let finding = Finding(
                rule: rule, owner: violation.owner ?? owner, zone: zone, server: server, detail: violation.detail,
                evidence: violation.evidence)
            // Two links in one zone give one finding about the zone.
            if !findings.contains(where: { $0.isSame(as: finding) }) { findings.append(finding) }
        case .inconclusive(let reason):
            inconclusive.append(Inconclusive(rule: rule, owner: owner, zone: zone, server: server, reason: reason))
        }
    }
}

extension [Finding] {
    /// Addresses that were shown to give other data of an owner.
    fileprivate func addressesBlamed(for owner: Name) -> Set<IPAddress> {
        isEmpty ? [] : Set(filter { $0.owner == owner && $0.rule.changesData }.compactMap(\.server?.address))
    }

    /// Addresses that were shown not to answer at all.
    var deadAddresses: Set<IPAddress> {
        isEmpty ? [] : Set(filter { $0.code == Rule.serverUnreachable.code }.compactMap(\.server?.address))
    }
}

extension Observation {
    fileprivate var isAnsweredOverTCP: Bool {
        plainness == .none
            && exchange.attempts.contains { $0.transportProtocol == .tcp && $0.outcome.isResponse }
    }
}

extension Finding {
    /// Whether both say the same of the same: a finding about a whole zone or a server's reachability does not depend
    /// on the owner that was asked.
    fileprivate func isSame(as other: Finding) -> Bool {
        code == other.code && server == other.server && zone == other.zone
            && (owner == other.owner || rule.isAboutZone)
    }
}
