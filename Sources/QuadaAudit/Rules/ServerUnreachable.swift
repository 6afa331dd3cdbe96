internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// No answer to anything, over UDP or TCP.
    static let serverUnreachable = Rule(
        code: "server-unreachable",
        severity: .warning,
        title: "the server does not answer at all",
        sources: [.rfc(8906, "3.1.1"), .rfc(2308, "7.2")],
        explanation: """
            Neither A, AAAA, SOA nor NS was answered, over UDP or TCP, with or without EDNS, while this machine reaches \
            other servers over the same family.
            """,
        impact: "Each resolver loses time on it until it has learnt to avoid it.",
        remedy: "Bring the server back, or remove its address or its NS record from the zone and from the parent.",
        demonstration: [
            "dig +norecurse @SERVER NAME SOA  # no servers could be reached",
            "dig +norecurse +tcp @SERVER NAME SOA  # the same",
        ],
        scenarios: ["server-unreachable"],
        behaviour: .dead,
        isAboutZone: true,
        judge: .server { server in
            let probes = server.survey.probes + (server.facts.map { [$0.soa, $0.ns] } ?? [])
            guard let first = probes.first, probes.allSatisfy(\.isNoResponse) else { return .met }
            guard server.vantage[first.address.family] == .answered else {
                return .inconclusive(reason: "no other server answered over \(first.address.family.name) either")
            }
            guard server.survey.probes.contains(where: \.startedOverTCP) else {
                return .inconclusive(reason: "TCP was not tried")
            }
            let udp = probes.reduce(0) { $0 + $1.exchange.attempts.count { $0.transportProtocol == .udp } }
            let words: [NoResponse] = probes.compactMap {
                if case .noResponse(let how) = $0.answer { how } else { nil }
            }
            let how = words.contains(.refused) ? "refused" : words.contains(.unreachable) ? "unreachable" : "silent"
            let earlier = server.survey.earlierSilence.map {
                ", as were \($0.udpQueries) and \($0.tcpConnections) in the \($0.seconds) s before, for other names too"
            }
            return .violated(
                "\(udp) queries over UDP and one over TCP: \(how)\(earlier ?? "")", evidence: probes)
        })
}

extension IPFamily {
    var name: String { self == .ipv4 ? "IPv4" : "IPv6" }
}
