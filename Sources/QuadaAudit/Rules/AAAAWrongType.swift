internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The answer to AAAA holds records that nobody asked for.
    static let aaaaWrongType = Rule(
        code: "aaaa-wrong-type",
        severity: .error,
        title: "AAAA is answered with records of another type",
        sources: [.rfc(1034, "3.7.1", "4.3.2")],
        explanation: """
            The answer section holds records of the type asked, or aliases on the way to them. A records in the answer to \
            AAAA are not an answer.
            """,
        impact:
            "Resolvers answer SERVFAIL for AAAA or an empty answer; stubs that read it may take four octets for an address.",
        remedy: "Answer AAAA with AAAA records, or empty with the zone's SOA in the authority section.",
        demonstration: ["dig +norecurse @SERVER NAME AAAA  # A in the answer section"],
        scenarios: ["aaaa-wrong-type"],
        behaviour: .givesWrongType,
        judge: .server { server in
            server.outcome(a: \.isPositive, aaaa: \.holdsUnaskedType) { fault in
                let types = fault.message?.unaskedTypes(than: .aaaa) ?? []
                return "the answer to AAAA holds \(types.map(\.description).joined(separator: ", ")) records"
            }
        })
}

extension Observation {
    /// Records of a type nobody asked for at QNAME, or A at the end of the aliases.
    fileprivate var holdsUnaskedType: Bool {
        switch answer {
        case .wrongData(let types): !types.isEmpty
        case .alias: message?.unaskedTypes(than: .aaaa).contains(.a) == true
        case .data, .noData, .nameError, .referral, .errorCode, .malformed, .truncated, .noResponse, .notTested: false
        }
    }
}
