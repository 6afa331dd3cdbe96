internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The server answers, but not for the zone.
    static let serverLame = Rule(
        code: "server-lame",
        severity: .warning,
        title: "the server does not serve the zone",
        sources: [.rfc(8906, "3.1.1"), .rfc(2308, "7.1")],
        explanation: """
            The server is named by the zone's NS RRset, here or at the parent, and answers the zone's own SOA with an \
            error, without authority, or with a referral.
            """,
        impact: "Resolvers waste queries on it and, when all servers are like it, the whole zone is lost.",
        remedy: "Configure the zone on the server, or remove the server from the NS RRset and from the delegation.",
        productRemedies: [.bigIPUnhandledQueries, .netScalerZoneRecords],
        demonstration: ["dig +norecurse @SERVER NAME SOA  # NAME is the zone; an error, or no aa"],
        scenarios: ["server-lame"],
        behaviour: .lame,
        isAboutZone: true,
        judge: .server { server in
            guard let soa = server.facts?.soa, soa.isAnswered else { return .notApplicable }
            guard !server.servesZone else { return .met }
            // What looks like lameness may be a dislike of EDNS, until a plain query gets an error as well.
            let isPlainError = server.survey.probes.contains { $0.variant == .plain && $0.errorCode != nil }
            guard !soa.hasEDNS || soa.isPlausible || isPlainError else {
                return .inconclusive(reason: "the server was not heard without EDNS")
            }
            let what: String
            switch soa.answer {
            case .errorCode(let rcode): what = "is \(rcode)"
            case .referral(let referral): what = "is a referral to \(referral.owner)"
            case .data: what = "has no AA"
            case .nameError: what = "is NXDOMAIN"
            case .noData: what = "is empty"
            case .alias(let alias): what = "is CNAME \(alias.target)"
            case .wrongData, .malformed, .truncated, .noResponse, .notTested:
                return .inconclusive(reason: "the SOA of the zone could not be read")
            }
            return .violated("the answer to \(server.apex) SOA \(what)", evidence: [soa])
        })
}
