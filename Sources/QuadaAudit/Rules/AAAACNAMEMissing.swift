internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A gives an alias; AAAA of the same owner gives NOERROR with neither alias nor AAAA.
    static let aaaaCNAMEMissing = Rule(
        code: "aaaa-cname-missing",
        severity: .error,
        title: "the alias that A shows is missing for AAAA",
        sources: [.rfc(1034, "3.6.2", "4.3.2"), .rfc(2308, "2.2"), .rfc(4074, "3")],
        explanation: """
            An owner with a CNAME is an alias for every type: a server that finds a CNAME restarts the query at the \
            canonical name, whatever type was asked. This server gives the CNAME for A only, and for AAAA says that the \
            name exists and has no such record.
            """,
        impact: """
            A resolver whose cache does not hold the alias believes the empty answer, so IPv6-only clients do not reach \
            a host that may well have AAAA, and dual-stack clients use IPv4 only. While the alias from an A query is \
            still cached the same lookup works: the fault comes and goes with the alias' TTL.
            """,
        remedy: """
            Give AAAA the same treatment as A: on a load balancer, configure the name for AAAA as well (an AAAA wide IP \
            or virtual server of the same name), or keep the CNAME in an ordinary zone and delegate only the last name \
            of the chain to the balancer, which mends every other type as well.
            """,
        productRemedies: [.bigIPWideIPs, .bigIPNoErrorResponse, .netScalerRecordType],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # the alias is there",
            "dig +norecurse @SERVER NAME AAAA  # NOERROR, and it is not",
            "dig +norecurse @SERVER NAME TYPE65  # HTTPS: whether other types lack it too",
        ],
        scenarios: ["gtm-2014", "aaaa-cname-missing"],
        behaviour: .hidesAlias,
        judge: .server { server in
            server.outcome(a: \.isAlias, aaaa: { if case .noData = $0.answer { true } else { false } }) { fault in
                let alias = server.firstA.flatMap { if case .alias(let alias) = $0.answer { alias } else { nil } }
                let target = alias.map { "CNAME \($0.target)" } ?? "an alias"
                let soa = if case .noData(soa: nil) = fault.answer { "without an SOA" } else { "with an SOA" }
                return "A gives \(target), AAAA gives NOERROR \(soa) and no alias" + server.typesThatSeeTheAlias
            }
        })
}

extension ServerCase {
    /// Whether only AAAA is special or other types miss the alias too: a clause for the detail.
    var typesThatSeeTheAlias: String {
        let others = survey.probes.filter { $0.question.type != .a && $0.question.type != .aaaa && $0.isAnswered }
        guard !others.isEmpty else { return "" }
        var sees: [String] = []
        var misses: [String] = []
        for probe in others {
            let type = "\(probe.question.type)"
            guard !sees.contains(type), !misses.contains(type) else { continue }
            // A CNAME query is answered by the CNAME itself; either way the alias is in the answer.
            if probe.isAlias { sees.append(type) } else { misses.append(type) }
        }
        let seen = sees.isEmpty ? "" : "; other types with the alias: \(sees.joined(separator: ", "))"
        let missed = misses.isEmpty ? "" : "; without it: \(misses.joined(separator: ", "))"
        return seen + missed
    }
}
