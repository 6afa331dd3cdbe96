internal import QuadaEvidence

extension Rule {
    /// NODATA for AAAA, with authority, without SOA.
    static let nodataWithoutSOA = Rule(
        code: "nodata-without-soa",
        severity: .warning,
        title: "the denial of AAAA has no SOA",
        sources: [.rfc(2308, "3", "5")],
        explanation: """
            The SOA in the authority section of a denial says how long it may be kept. Without it a resolver can not \
            cache that there is no AAAA.
            """,
        impact: "Every lookup of AAAA goes to the servers again: slower for clients, more load for the servers.",
        remedy: "Put the zone's SOA into the authority section of NODATA and NXDOMAIN.",
        productRemedies: [.bigIPNegativeTTL, .netScalerZoneRecords, .aviAuthoritativeDomains, .serverIronWithoutSOA],
        demonstration: ["dig +norecurse @SERVER NAME AAAA  # NOERROR, ANSWER: 0, AUTHORITY: 0"],
        scenarios: ["nodata-without-soa"],
        judge: .server { server in
            // An alias whose AAAA is empty is another rule's.
            server.outcome(
                a: { observation in
                    switch observation.answer {
                    case .data, .noData: true
                    case .alias, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse,
                        .notTested:
                        false
                    }
                },
                aaaa: { $0.answer == .noData(soa: nil) && $0.isAuthoritative }
            ) { _ in "AAAA is NOERROR with AA, empty, and without an SOA in the authority section" }
        })
}
