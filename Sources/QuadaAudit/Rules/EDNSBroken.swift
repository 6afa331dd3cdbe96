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
        impact: """
            BIND 9.18 and Unbound 1.17 do not try without EDNS any more: to them the server is dead, and where all are \
            like it nothing is left of the zone. Older resolvers lose seconds until they do.
            """,
        remedy: "Let queries and responses with OPT through, and answer FORMERR if EDNS is not supported.",
        productRemedies: [.ciscoASAMessageLength, .junosMessageLength, .netScalerFlagDay, .windowsEDNS],
        demonstration: [
            "dig +norecurse +edns=0 @SERVER NAME A",
            "dig +norecurse +noedns @SERVER NAME A  # answered",
        ],
        scenarios: ["edns-broken"],
        behaviour: .failsAtEDNS,
        isAboutZone: true,
        judge: .server { server in
            guard !server.usesEDNS else { return .met }
            let withEDNS = server.survey.probes.filter { $0.hasEDNS && !$0.startedOverTCP }
            guard let first = withEDNS.first(where: { $0.question.type == .a }), !first.isEDNSRefusal else {
                return .met
            }
            if let facts = server.facts, facts.soa.answersEDNS || facts.ns.answersEDNS {
                return .inconclusive(reason: "the zone's SOA or NS is answered with EDNS")
            }
            let silent = withEDNS.reduce(0) { $0 + $1.unansweredUDPAttempts }
            guard server.a.allSatisfy(\.isAnswered), server.a.count >= 2, withEDNS.count >= 3,
                withEDNS.allSatisfy({ !$0.isPlausible && !$0.isEDNSRefusal }),
                silent == 0 || server.isBeyondLoss(silent, controls: server.controls(except: []))
            else {
                return .inconclusive(reason: "not the same in every round, or queries without EDNS were lost as well")
            }
            return .violated(
                "with EDNS \(first.question.type) \(first.failure), without it the same query is answered",
                evidence: withEDNS + server.a)
        })
}

extension Observation {
    /// The answers with which a server that does not implement EDNS may refuse it.
    var isEDNSRefusal: Bool { errorCode == .formErr || errorCode == .notImp }

    fileprivate var answersEDNS: Bool { hasEDNS && isPlausible }

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
