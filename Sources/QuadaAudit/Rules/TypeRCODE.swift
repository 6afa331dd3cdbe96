internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// HTTPS or an unassigned type gets an error or NXDOMAIN, A is NOERROR.
    static let typeRCODE = Rule(
        code: "type-rcode",
        severity: .warning,
        title: "other types than A and AAAA get an error",
        sources: [.rfc(8906, "3.1.2"), .rfc(3597, "3"), .rfc(2308, "2.1")],
        explanation: """
            A type without records, known to the server or not, is NODATA. This server answers A, and for HTTPS or a type \
            that nobody has assigned gives an error, or denies the whole name.
            """,
        impact: """
            Browsers ask for HTTPS beside A and AAAA. An error makes resolvers turn to other servers; NXDOMAIN may be \
            believed for the whole name and take A and AAAA away.
            """,
        remedy: "Answer NOERROR, empty, with the zone's SOA.",
        productRemedies: [.bigIPUnhandledQueries, .bigIPReturnCode, .serverIronReturnCode],
        demonstration: ["dig +norecurse @SERVER NAME TYPE65", "dig +norecurse @SERVER NAME TYPE1000"],
        scenarios: ["type-rcode"],
        judge: .server { server in
            var faults: [String] = []
            var evidence: [Observation] = []
            for type in [RRType.https, .unassigned] {
                let isError = server.asked(type).contains { $0.errorCode != nil }
                let outcome = server.bracket(
                    atLeast: isError ? ServerCase.roundsAgainstLimits : ServerCase.rounds, server.a, in: "A",
                    \.isNoError,
                    server.asked(type), in: "\(type)", \.isErrorOrDenial)
                switch outcome {
                case .absent: continue
                case .unsteady(let reason): return .inconclusive(reason: reason)
                case .shown(let shown):
                    faults.append("\(type) \(shown.first?.words ?? "is an error")")
                    evidence += shown
                }
            }
            guard !faults.isEmpty else { return .met }
            return .violated("A is NOERROR, " + faults.joined(separator: ", "), evidence: evidence)
        })
}

extension Observation {
    /// An error RCODE, or NXDOMAIN without an alias.
    fileprivate var isErrorOrDenial: Bool {
        switch answer {
        case .errorCode, .nameError: true
        case .data, .alias, .noData, .referral, .wrongData, .malformed, .truncated, .noResponse, .notTested: false
        }
    }
}
