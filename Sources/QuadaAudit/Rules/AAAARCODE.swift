internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A is NOERROR; AAAA gives an error RCODE.
    static let aaaaRCODE = Rule(
        code: "aaaa-rcode",
        severity: .error,
        title: "AAAA gets an error where A is answered",
        sources: [.rfc(4074, "4.3"), .rfc(8906, "3.1.2")],
        explanation: """
            The server gives A for the name and refuses, or fails at, AAAA. A type that it has no records of is NODATA, \
            not an error.
            """,
        impact: """
            A resolver takes the error for a broken server and asks the others; when all do the same the lookup fails, \
            and clients that take a failed AAAA lookup for the host's end do not get to A.
            """,
        remedy: "Answer NOERROR: with AAAA, with the alias, or empty with the zone's SOA in the authority section.",
        productRemedies: [.bigIPUnhandledQueries, .bigIPReturnCode, .serverIronReturnCode, .powerDNSAliasTarget],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # status: NOERROR",
            "dig +norecurse @SERVER NAME AAAA  # status: SERVFAIL, REFUSED, NOTIMP ...",
            "dig +norecurse +noedns @SERVER NAME AAAA  # the same",
        ],
        scenarios: ["aaaa-rcode"],
        behaviour: .refuses,
        judge: .server { server in
            server.outcome(atLeast: ServerCase.roundsAgainstLimits, a: \.isNoError, aaaa: { $0.errorCode != nil }) {
                fault in
                let rcode = fault.errorCode.map { "\($0)" } ?? "an error"
                let other = server.aaaaAsked(withEDNS: !server.usesEDNS, overTCP: false).first(where: \.isAnswered)
                let same = other.map { $0.errorCode == fault.errorCode ? "as well" : "it does not" }
                let edns = same.map { "; \(server.usesEDNS ? "without" : "with") EDNS \($0)" } ?? ""
                return "A is NOERROR, AAAA is \(rcode)\(edns)"
            }
        })
}
