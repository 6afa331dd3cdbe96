internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The SOA of a denial of AAAA belongs to a zone that does not hold the name.
    static let nodataSOAOutsideZone = Rule(
        code: "nodata-soa-outside-zone",
        severity: .error,
        title: "the denial of AAAA has the SOA of another zone",
        sources: [.rfc(2308, "3", "5")],
        explanation: """
            The SOA in the authority section of a denial is that of the zone which holds the name. This one belongs \
            elsewhere: to the parent, a sibling, or the balancer's own host.
            """,
        impact: """
            A strict resolver, as BIND, takes the denial for a forged or broken one and answers SERVFAIL; others believe \
            it. Clients that take a failed AAAA lookup for the host's end do not get to A.
            """,
        remedy: """
            Put the SOA of the zone that was delegated into the denial: on a balancer, set its zone name to that of the \
            delegation.
            """,
        productRemedies: [.netScalerZoneRecords, .aviAuthoritativeDomains],
        demonstration: ["dig +norecurse @SERVER NAME AAAA"],
        scenarios: ["nodata-soa-outside-zone"],
        behaviour: .deniesFromElsewhere,
        judge: .server { server in
            server.outcome(
                a: \.isNoError,
                aaaa: { observation in
                    guard case .noData(let soa?) = observation.answer else { return false }
                    return !(server.owner.isAtOrBelow(soa) && soa.isAtOrBelow(server.apex))
                }
            ) { fault in
                guard case .noData(let soa?) = fault.answer else { return "the SOA is that of another zone" }
                let whose =
                    server.apex.isBelow(soa)
                    ? "above the zone" : soa.isAtOrBelow(server.apex) ? "not above the name" : "outside the zone"
                return "AAAA is NODATA with the SOA of \(soa), \(whose) \(server.apex)"
            }
        })
}
