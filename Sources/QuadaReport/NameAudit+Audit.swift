public import QuadaAudit
internal import QuadaDNS
internal import QuadaEvidence

extension NameAudit {
    /// Puts a judged name into its final words.
    public init(_ audit: Audit) {
        let words = Wording(audit)
        self.init(
            name: audit.evidence.name.reported, verdict: Verdict(audit.verdict.word), reason: audit.verdict.reason,
            chain: audit.chain.map(words.link),
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
    /// The name under which each address is a server, in any zone of the chain.
    private let serverNames: [IPAddress: Name]

    init(_ audit: Audit) {
        self.audit = audit
        serverNames = Dictionary(
            audit.chain.flatMap(\.servers).map { ($0.server.address, $0.server.name) }
        ) { first, _ in first }
    }

    // MARK: - Chain

    func link(_ link: JudgedLink) -> ChainLink {
        var texts = RecordTexts()
        var names = NameTexts()
        return ChainLink(
            name: link.owner.reported, zone: link.zone?.reported,
            link: link.targets.isEmpty ? nil : link.dname == nil ? .cname : .dname,
            target: link.targets.first?.reported, otherTargets: link.targets.dropFirst().map(\.reported),
            servers: link.servers.map { row($0, of: link, &texts, &names) }, impact: link.impact.map { Impact($0) },
            notes: link.obstacle.map { [$0] } ?? [])
    }

    private func row(
        _ judged: JudgedServer, of link: JudgedLink, _ texts: inout RecordTexts, _ names: inout NameTexts
    ) -> ServerRow {
        let types = judged.other.reduce(into: [String: [Observation]]()) {
            $0["\($1.question.type)", default: []].append($1)
        }
        let reason = [judged.a, judged.aaaa].lazy.joined().compactMap { observation -> String? in
            guard case .notTested(let reason) = observation.answer else { return nil }
            return reason.sentence(for: observation.address.family)
        }.first
        return ServerRow(
            name: names.text(of: judged.server.name), address: judged.server.address.description,
            source: ServerSource(judged.server.source), addressSource: addressSource(judged.server, in: link.zone),
            a: TypeOutcome(of: judged.a, &texts), aaaa: TypeOutcome(of: judged.aaaa, &texts),
            other: types.mapValues { TypeOutcome(of: $0, &texts) }, conforms: judged.conforms,
            software: judged.software.map(Software.init), note: reason)
    }

    private func addressSource(_ server: ServerAddress, in zone: Name?) -> AddressSource? {
        guard let zone = zone.flatMap({ audit.evidence.zones[$0] }) else { return nil }
        if server.source == .pinned { return .pinned }
        if zone.apex.isRoot { return .hints }
        let isGlue = zone.glue[server.name]?.contains(server.address) == true
        let isAuthoritative = zone.hosts[server.name]?.addresses.contains(server.address) == true
        return isGlue ? (isAuthoritative ? .both : .glue) : isAuthoritative ? .authoritative : nil
    }

    // MARK: - Findings and their evidence

    var findings: [FindingEntry] {
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
        let observations = Dictionary(audit.findings.flatMap(\.evidence).map { ($0.id, $0) }) { first, _ in first }
        return observations.values.sorted { $0.id < $1.id }.map { observation in
            let exchange = observation.exchange
            return EvidenceEntry(
                id: observation.evidenceID, question: "\(observation.question)", server: server(of: observation),
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

    private func server(of observation: Observation) -> ServerReference {
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
