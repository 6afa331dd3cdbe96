public import QuadaAudit
internal import QuadaDNS
internal import QuadaEvidence

extension NameAudit {
    /// Puts a judged name into its final words.
    public init(_ audit: Audit) {
        let words = Wording(audit: audit)
        self.init(
            name: audit.evidence.name.reported, verdict: Verdict(audit.verdict.word), reason: audit.verdict.reason,
            chain: words.chain,
            addresses: Addresses(
                ipv4: audit.addresses.filter { $0.family == .ipv4 }.map(\.description),
                ipv6: audit.addresses.filter { $0.family == .ipv6 }.map(\.description)),
            impact: Impact(audit.impact), findings: words.findings, evidence: words.evidence, notes: words.notes,
            queries: audit.evidence.effort.queries,
            elapsed: Milliseconds(audit.evidence.effort.ended - audit.evidence.effort.began))
    }
}

/// One audit on its way into words.
private struct Wording {
    let audit: Audit

    // MARK: - Chain

    var chain: [ChainLink] {
        var links: [ChainLink] = []
        links.reserveCapacity(audit.chain.count)
        for index in audit.chain.indices { links.append(Self.link(audit.chain[index], in: audit.evidence)) }
        return links
    }

    private static func link(_ link: JudgedLink, in evidence: NameEvidence) -> ChainLink {
        var words = RowWording(link.zone.flatMap { evidence.zones[$0] })
        var rows: [ServerRow] = []
        rows.reserveCapacity(link.servers.count)
        // By place: neither rows nor servers are small.
        link.servers.withUnsafeBufferPointer { servers in
            for index in servers.indices { rows.append(words.row(servers[index])) }
        }
        return ChainLink(
            name: link.owner.reported, zone: link.zone?.reported,
            link: link.targets.isEmpty ? nil : link.dname == nil ? .cname : .dname,
            target: link.targets.first?.reported,
            otherTargets: link.targets.count > 1 ? link.targets.dropFirst().map(\.reported) : [], servers: rows,
            impact: link.impact.map { Impact($0) }, notes: link.obstacle.map { [$0] } ?? [])
    }

    // MARK: - Findings and their evidence

    var findings: [FindingEntry] {
        if audit.findings.isEmpty { return [] }
        let ranked = audit.findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }
        return ranked.map { entry($0.element) }
    }

    private func entry(_ finding: Finding) -> FindingEntry {
        let rule = finding.rule
        let server = finding.server.map { server in
            ServerReference(
                name: server.name.reported, address: "\(server.address)",
                transport: finding.evidence.first?.startedOverTCP == true ? .tcp : .udp)
        }
        let subject = (rule.isAboutZone ? finding.zone : nil) ?? finding.owner
        return FindingEntry(
            code: rule.code, key: FindingEntry.key(rule.code, about: subject.reported, server),
            severity: Severity(rule.severity), name: finding.owner.reported, zone: finding.zone?.reported,
            server: server,
            title: rule.title, detail: finding.detail, effect: rule.impact, rfc: rule.sources.map(\.description),
            reproduce: finding.evidence.first.map { "\(DigCommand($0))" }, remedy: rule.remedy,
            productRemedies: rule.productRemedies.map { ProductRemedy($0) },
            evidence: finding.evidence.map(\.evidenceID))
    }

    /// Each exchange that a finding points at, once, in the order of asking.
    var evidence: [EvidenceEntry] {
        if audit.findings.isEmpty { return [] }
        let serverNames = serverNames
        let observations = Dictionary(audit.findings.flatMap(\.evidence).map { ($0.id, $0) }) { first, _ in first }
        return observations.values.sorted { $0.id < $1.id }.map { observation in
            let exchange = observation.exchange
            return EvidenceEntry(
                id: observation.evidenceID, question: "\(observation.question)",
                server: Self.server(of: observation, serverNames),
                port: exchange.server.port, edns: observation.hasEDNS,
                outcome: Outcome(observation.answer, of: observation.question.type),
                sentAt: Milliseconds(exchange.attempts.first?.sentAt ?? .zero),
                roundTrip: exchange.roundTrip.map { Milliseconds($0) },
                attempts: exchange.attempts.map(AttemptEntry.init), lines: observation.lines,
                query: (exchange.answeredAttempt ?? exchange.attempts.last).map {
                    Hex.text(exchange.queryOctets(of: $0))
                }, response: exchange.response.map { Hex.text($0) })
        }
    }

    /// The name under which each address is a server, in any zone of the chain.
    private var serverNames: [IPAddress: Name] {
        Dictionary(audit.chain.flatMap(\.servers).map { ($0.server.address, $0.server.name) }) { first, _ in first }
    }

    private static func server(of observation: Observation, _ serverNames: [IPAddress: Name]) -> ServerReference {
        ServerReference(
            name: serverNames[observation.address]?.reported ?? "\(observation.address)",
            address: "\(observation.address)", transport: observation.startedOverTCP ? .tcp : .udp)
    }

    // MARK: - Notes

    var notes: [String] {
        var notes: [String] = []
        for family in IPFamily.allCases {
            if let note = audit.evidence.vantage[family].note(on: family) { notes.append(note) }
        }
        for entry in audit.inconclusive {
            let place = entry.server.map { " at \($0.name.reported) (\($0.address))" } ?? ""
            let note = "\(entry.rule.code) could not be told for \(entry.owner.reported)\(place): \(entry.reason)"
            if !notes.contains(note) { notes.append(note) }
        }
        return notes
    }
}

extension Name {
    /// As every report has it: fully qualified, lower case, presentation format.
    var reported: String { lowercaseDescription }
}

extension Observation {
    fileprivate var evidenceID: String { "e\(id)" }

    /// The response as `dig` shows it, or the words for its absence.
    fileprivate var lines: [String] {
        if let message { return message.digText().split(whereSeparator: \.isNewline).map(String.init) }
        let attempts = exchange.attempts.count
        let count = "\(attempts) \(attempts == 1 ? "attempt" : "attempts")"
        switch answer {
        case .noResponse(.silence): return [";; no response, \(count)"]
        case .noResponse(.refused): return [";; connection refused, \(count)"]
        case .noResponse(.unreachable): return [";; unreachable, said by the network, \(count)"]
        case .noResponse(.closed): return [";; connection closed before the whole response, \(count)"]
        case .notTested(let reason): return [";; " + reason.sentence(for: address.family)]
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated:
            return []
        }
    }
}

extension NotTested {
    func sentence(for family: IPFamily) -> String {
        switch self {
        case .noRoute: "not tested over \(family.label): no route here"
        case .localError: "not tested: this machine could not send"
        case .notSent: "not tested: the audit ended before it was asked"
        }
    }
}

extension QuadaEvidence.Vantage.Reach {
    fileprivate func note(on family: IPFamily) -> String? {
        switch self {
        case .answered, .unused: nil
        case .unanswered: "no server answered over \(family.label): this may be the network here"
        case .noRoute: "not tested over \(family.label): no route here"
        case .excluded: "not tested over \(family.label): left out by option"
        }
    }
}

extension IPFamily {
    var label: String {
        switch self {
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        }
    }
}
