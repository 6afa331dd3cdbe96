internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// No authoritative server of the zone has an IPv6 address that answers.
    static let zoneNoIPv6Server = Rule(
        code: "zone-no-ipv6-server",
        severity: .warning,
        title: "no server of the zone answers over IPv6",
        sources: [.rfc(10001, "4.1")],
        explanation: "A zone should be served over IPv6 as well: a resolver with IPv6 only has no other way to it.",
        impact: "Clients behind resolvers without IPv4 do not get there, whatever addresses the name has.",
        remedy: "Give at least two of the zone's servers IPv6 addresses, in the zone and as glue at the parent.",
        productRemedies: [.bindListenOnIPv6],
        demonstration: [
            "dig NAME NS  # NAME is the zone",
            "dig SERVER AAAA  # for each name that this gives",
        ],
        scenarios: ["zone-no-ipv6-server"],
        isAboutZone: true,
        judge: .zone { zone in
            guard !zone.servers.isEmpty, !zone.servers.allSatisfy({ $0.server.source == .pinned }) else {
                return .notApplicable
            }
            if zone.servers.contains(where: \.answersOverIPv6) { return .met }
            let ipv6 = zone.servers.filter { $0.server.address.family == .ipv6 }
            switch zone.vantage.ipv6 {
            case .excluded: return .notApplicable
            case .noRoute where !ipv6.isEmpty: return .inconclusive(reason: "no IPv6 route here")
            case .unanswered where !ipv6.isEmpty:
                return .inconclusive(reason: "no server at all answered over IPv6 from here")
            case .answered, .unanswered, .noRoute, .unused: break
            }
            if !zone.zone.apex.isRoot, let name = zone.namesOfUnknownFamily.first {
                return .inconclusive(reason: "the addresses of \(name) could not be had")
            }
            guard ipv6.allSatisfy({ zone.dead.contains($0.server.address) }) else {
                return .inconclusive(reason: "not every IPv6 address was shown to be dead")
            }
            let referral = zone.zone.referral.map { [$0] } ?? []
            let evidence = ipv6.flatMap { $0.survey.probes.prefix(1) } + referral
            return .violated(
                ipv6.isEmpty
                    ? "\(zone.zone.apex) has \(zone.servers.count) server address"
                        + (zone.servers.count == 1 ? ", and it is not IPv6" : "es, and none is IPv6")
                    : ipv6.count == 1
                        ? "the one IPv6 address of \(zone.zone.apex)'s servers does not answer"
                        : "none of the \(ipv6.count) IPv6 addresses of \(zone.zone.apex)'s servers answers",
                evidence: evidence)
        })
}
