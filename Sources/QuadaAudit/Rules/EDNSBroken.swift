internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A query with EDNS version 0 gets silence or nonsense where the plain one is answered.
    static let ednsBroken = Rule(
        code: "edns-broken",
        severity: .warning,
        title: "queries with EDNS are not answered properly",
        sources: [.rfc(6891, "6.1.1", "7"), .rfc(8906, "3.2.1")],
        explanation: """
            A server that does not know EDNS answers FORMERR; one that does, answers. This one gives neither: what it \
            does with an OPT record makes it look dead or broken, while the plain query is answered.
            """,
        impact:
            "Resolvers lose seconds until they try without EDNS, and some no longer try: to them the server is dead.",
        remedy: "Let queries and responses with OPT through, and answer FORMERR if EDNS is not supported.",
        scenarios: ["edns-broken"],
        isAboutZone: true,
        judge: .server { server in
            guard !server.usesEDNS else { return .met }
            let withEDNS = server.survey.probes.filter { $0.hasEDNS && !$0.startedOverTCP }
            guard let first = withEDNS.first(where: { $0.question.type == .a }), !first.isEDNSRefusal else {
                return .met
            }
            // A lost packet would show as a second attempt where the plain query is answered too.
            guard server.a.allSatisfy({ $0.isAnswered && $0.exchange.attempts.count == 1 }), withEDNS.count >= 3,
                withEDNS.allSatisfy({ !$0.isPlausible && !$0.isEDNSRefusal }), server.a.count >= 2
            else { return .inconclusive(reason: "not the same in every round") }
            return .violated(
                "with EDNS \(first.question.type) \(first.failure), without it the same query is answered",
                evidence: withEDNS + server.a)
        })
}

extension Observation {
    /// The answers with which a server that does not implement EDNS may refuse it.
    var isEDNSRefusal: Bool { errorCode == .formErr || errorCode == .notImp }

    /// What is wrong with an answer, after its subject.
    var failure: String {
        switch answer {
        case .noResponse(let how): how.words
        case .errorCode(let rcode): "is \(rcode)"
        case .malformed: "can not be read"
        case .truncated: "is truncated"
        case .data, .alias, .noData, .nameError, .referral, .wrongData: "is answered"
        case .notTested: "was not tested"
        }
    }
}
