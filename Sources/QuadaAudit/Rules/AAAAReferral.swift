internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A is answered with authority; AAAA gets a referral that does not lead on.
    static let aaaaReferral = Rule(
        code: "aaaa-referral",
        severity: .error,
        title: "AAAA gets a referral where A is answered",
        sources: [.rfc(2308, "2.2"), .rfc(1034, "4.3.1", "4.3.2")],
        explanation: """
            The server answers A with authority and for AAAA refers elsewhere: upward, to the root, or to the zone itself. \
            A resolver is already where it is sent.
            """,
        impact:
            "Resolvers take the server for lame: SERVFAIL for AAAA, or an empty answer, and queries to the other servers.",
        remedy: """
            Answer with authority, as for A: with AAAA, with the alias, or with NOERROR, empty, and the zone's SOA in the \
            authority section.
            """,
        productRemedies: [.bigIPUnhandledQueries],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # flags: qr aa",
            "dig +norecurse @SERVER NAME AAAA  # no aa, NS in the authority section",
        ],
        scenarios: ["aaaa-referral"],
        behaviour: .refersAway,
        judge: .server { server in
            server.outcome(
                a: { $0.isNoError && $0.isAuthoritative },
                aaaa: { observation in
                    guard case .referral(let referral) = observation.answer else { return false }
                    return !referral.descends(from: server.apex, toward: server.owner)
                }
            ) { fault in
                guard case .referral(let referral) = fault.answer else { return "AAAA is a referral" }
                let whither =
                    referral.owner.isRoot
                    ? "the root" : referral.owner == server.apex ? "the zone itself" : "\(referral.owner)"
                return "A is answered with authority, AAAA is a referral to \(whither)"
            }
        })
}
