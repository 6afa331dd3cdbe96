internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A server inside the zone has AAAA, and the referral carries none.
    static let glueAAAAMissing = Rule(
        code: "glue-aaaa-missing",
        severity: .warning,
        title: "the delegation lacks the IPv6 address of a server",
        sources: [.rfc(9471, "3.1"), .rfc(10001, "3.1"), .rfc(1034, "4.2.1")],
        explanation: """
            The server's name lies inside the zone that it serves, so only the parent can say its address to somebody who \
            is on the way there. The zone gives an AAAA for it, the parent's referral none.
            """,
        impact: "A resolver with IPv6 only can not use the server; where all lack AAAA glue it never reaches the zone.",
        remedy: "Give the parent (the registrar) the server's IPv6 address as well.",
        demonstration: [
            "dig +norecurse @SERVER NAME NS    # at the parent zone's servers",
            "dig +norecurse @SERVER NAME AAAA  # of each NS, at the zone's servers",
        ],
        scenarios: ["glue-aaaa-missing"],
        isAboutZone: true,
        judge: .zone { zone in
            guard zone.zone.glueCheck != nil, let glue = GlueComparison(zone.zone) else { return .met }
            var words: [String] = []
            var evidence: [Observation] = []
            for name in zone.zone.delegation where name.isAtOrBelow(zone.zone.apex) {
                let given = glue.given[name] ?? []
                let held = glue.held(name, .aaaa)
                guard !held.isEmpty, !given.contains(where: { $0.family == .ipv6 }) else { continue }
                guard glue.isConfirmed else { return .inconclusive(reason: "the parent was not heard twice") }
                words.append("\(name) has \(held.map(\.description).joined(separator: ", "))")
                evidence += glue.referrals + glue.answers(name, .aaaa)
            }
            return words.isEmpty
                ? .met : .violated("no AAAA in the referral; " + words.joined(separator: "; "), evidence: evidence)
        })
}

/// Both sides of a zone cut, each as several servers give it.
struct GlueComparison {
    /// The referrals that could be read, the one of the walk first.
    let referrals: [Observation]
    private let hosts: [Observation]
    /// Addresses that any referral gives for a server's name.
    let given: [Name: Set<IPAddress>]

    /// None where both sides agreed at once.
    init?(_ zone: Zone) {
        guard let check = zone.glueCheck, let first = zone.referral else { return nil }
        referrals = ([first] + check.referrals).filter {
            if case .referral(let referral) = $0.answer { referral.owner == zone.apex } else { false }
        }
        hosts = check.hosts
        var given: [Name: Set<IPAddress>] = [:]
        for observation in referrals {
            guard case .referral(let referral) = observation.answer else { continue }
            for (name, addresses) in referral.glue { given[name, default: []].formUnion(addresses) }
        }
        self.given = given
    }

    /// Whether the parent said it more than once.
    var isConfirmed: Bool { referrals.count >= 2 }

    /// What servers say of a name with authority; an answer that was cut off or can not be read says nothing.
    func answers(_ name: Name, _ type: RRType) -> [Observation] {
        hosts.filter { observation in
            guard observation.question.name == name, observation.question.type == type, observation.isAuthoritative
            else { return false }
            switch observation.answer {
            case .data, .noData, .nameError: return true
            case .alias, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested:
                return false
            }
        }
    }

    /// Addresses that every server which answered for the name gives.
    func held(_ name: Name, _ type: RRType) -> [IPAddress] {
        let sets = answers(name, type).map { Set($0.addresses) }
        guard let first = sets.first else { return [] }
        return sets.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
    }

    /// Addresses that some server which answered for the name gives.
    func heldAnywhere(_ name: Name, _ type: RRType) -> Set<IPAddress> {
        Set(answers(name, type).flatMap(\.addresses))
    }
}

extension Observation {
    /// A and AAAA records of QNAME in the answer.
    fileprivate var addresses: [IPAddress] {
        guard case .data(let records) = answer else { return [] }
        return records.compactMap { record in
            switch record {
            case .a(let address), .aaaa(let address): address
            case .ns, .cname, .dname, .ptr, .soa, .mx, .srv, .opaque, .malformed: nil
            }
        }
    }
}
