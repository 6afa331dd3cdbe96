internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Exactly one authoritative server of the zone answers over IPv6.
    static let zoneOneIPv6Server = Rule(
        code: "zone-one-ipv6-server",
        severity: .notice,
        title: "only one server of the zone answers over IPv6",
        sources: [.rfc(10001, "4.1")],
        explanation: "A zone should have at least two servers that are reached over IPv6, as it has over IPv4.",
        impact: "When that server fails, clients behind resolvers with IPv6 only lose the zone.",
        remedy: "Give a second server an IPv6 address, in the zone and as glue at the parent.",
        productRemedies: [.bindListenOnIPv6],
        demonstration: [
            "dig +norecurse @SERVER NAME NS    # of the zone",
            "dig +norecurse @SERVER NAME AAAA  # of each NS",
        ],
        scenarios: ["zone-one-ipv6-server"],
        isAboutZone: true,
        judge: .zone { zone in
            guard zone.vantage.ipv6 != .excluded, !zone.servers.allSatisfy({ $0.server.source == .pinned }) else {
                return .notApplicable
            }
            if zone.isAnsweredOverIPv6ByTwo { return .met }
            let ipv6 = zone.servers.filter { $0.server.address.family == .ipv6 }
            let names = Set(ipv6.map(\.server.name))
            let answering = Set(ipv6.filter { $0.survey.probes.contains(where: \.isAnswered) }.map(\.server.name))
            guard answering.count == 1, zone.vantage.ipv6 == .answered, let one = answering.first else {
                return answering.isEmpty && names.count == 1 && zone.vantage.ipv6 != .answered
                    ? .inconclusive(reason: "IPv6 was not tested from here") : .met
            }
            if !zone.zone.apex.isRoot, let name = zone.namesOfUnknownFamily.first {
                return .inconclusive(reason: "the addresses of \(name) could not be had")
            }
            // An address whose answers were lost may be a second server.
            guard ipv6.allSatisfy({ $0.server.name == one || zone.dead.contains($0.server.address) }) else {
                return .inconclusive(reason: "not every IPv6 address was shown to be dead")
            }
            let others = names.count - 1
            return .violated(
                others == 0
                    ? "of \(Set(zone.servers.map(\.server.name)).count) servers of \(zone.zone.apex) only \(one) has an IPv6 address"
                    : "of \(names.count) servers with IPv6 addresses only \(one) answers over IPv6",
                evidence: ipv6.flatMap { $0.survey.probes.prefix(1) })
        })
}

extension ZoneCase {
    /// Whether servers of two names answer over IPv6; told without sets of names, for nearly all zones are so.
    fileprivate var isAnsweredOverIPv6ByTwo: Bool {
        var one: Name?
        for server in servers where server.answersOverIPv6 {
            if let one, one != server.server.name { return true }
            one = server.server.name
        }
        return false
    }
}
