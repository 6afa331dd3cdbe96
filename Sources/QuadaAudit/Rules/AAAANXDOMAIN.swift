internal import QuadaEvidence

extension Rule {
    /// The name has an A RRset or an alias, yet for AAAA the same server denies the name.
    static let aaaaNXDOMAIN = Rule(
        code: "aaaa-nxdomain",
        severity: .error,
        title: "AAAA denies a name that A gives",
        sources: [.rfc(4074, "4.2"), .rfc(1035, "4.1.1"), .rfc(2308, "2.1"), .rfc(8020, "2"), .rfc(6604, "3")],
        explanation: """
            NXDOMAIN says that the name does not exist, for any type. This server gives A for it. A type that is missing \
            is NODATA: NOERROR with an empty answer section.
            """,
        impact: """
            A resolver that asks AAAA first may believe that the name does not exist and take away A as well, as BIND \
            does: the host is lost to every client behind it until the denial expires. BIND's DNS64 does not synthesise either.
            """,
        remedy: """
            Answer NOERROR: with the alias where A has one, else with an empty answer section and the zone's SOA in the \
            authority section.
            """,
        productRemedies: [.bigIPReturnCode, .serverIronReturnCode],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # status: NOERROR",
            "dig +norecurse @SERVER NAME AAAA  # status: NXDOMAIN, no CNAME in the answer",
        ],
        scenarios: ["aaaa-nxdomain"],
        behaviour: .deniesName,
        judge: .server { server in
            server.outcome(a: \.isPositive, aaaa: { if case .nameError = $0.answer { true } else { false } }) { _ in
                "A is NOERROR with \(server.whatAGives), AAAA is NXDOMAIN"
            }
        })
}

extension ServerCase {
    /// `data` or the alias, for a detail.
    var whatAGives: String {
        if case .alias(let alias)? = firstA?.answer { "CNAME \(alias.target)" } else { "data" }
    }
}
