internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The same question gets another answer without OPT, or with an option.
    static let answerDiffersWithEDNS = Rule(
        code: "answer-differs-with-edns",
        severity: .error,
        title: "the answer depends on the OPT record of the query",
        sources: [.rfc(6891, "6.1.2"), .rfc(8906, "3.2.1", "3.2.3")],
        explanation: """
            EDNS says how an answer is carried, not what it is, and an option that a server does not understand is \
            ignored. This server gives other records, or another RCODE, when the query has no OPT record, a cookie, or \
            an option it does not know.
            """,
        impact: """
            What a client gets depends on its resolver's software: one kind sees the name, another does not, and each \
            side's tests contradict the other's.
            """,
        remedy: "Give the same answer with and without EDNS; ignore options that are not understood.",
        productRemedies: [.netScalerFlagDay, .windowsEDNS, .ciscoASAMessageLength, .junosMessageLength],
        demonstration: [
            "dig +norecurse +nocookie @SERVER NAME AAAA", "dig +norecurse +noedns @SERVER NAME AAAA",
            "dig +norecurse +cookie=7175616461 @SERVER NAME AAAA",
            "dig +norecurse +nocookie +ednsopt=65001 @SERVER NAME AAAA",
        ],
        scenarios: ["answer-differs-with-edns"],
        behaviour: .dependsOnResolver,
        judge: .server { server in
            guard server.usesEDNS else { return .notApplicable }
            var doubt: Outcome?
            for type in [RRType.aaaa, .a] {
                for variant in [EDNSVariant.plain, .cookie, .unknownOption] {
                    switch server.difference(of: type, asked: variant) {
                    case .violated(let violation): return .violated(violation)
                    case .inconclusive(let reason): doubt = doubt ?? .inconclusive(reason: reason)
                    case .notApplicable, .met: continue
                    }
                }
            }
            return doubt ?? .met
        })
}

extension ServerCase {
    fileprivate func difference(of type: RRType, asked variant: EDNSVariant) -> Outcome {
        let others = asked(type, variant)
        guard others.contains(where: \.isAnswered) else { return .notApplicable }
        let usual = asked(type)
        guard let first = usual.first(where: \.isAnswered), let kind = Content.Kind(first) else {
            return .notApplicable
        }
        // What changes by itself is another rule's.
        guard Set(usual.filter(\.isAnswered).map { Content.Kind($0)?.shape }).count == 1 else { return .notApplicable }
        // Other addresses, or another target, are rotation unless many rounds say otherwise.
        let isSteady = Set(usual.compactMap(Content.Kind.init)).count == 1
        let comparesData = isSteady && usual.count >= 8 && others.count >= 7
        func differs(_ other: Content.Kind) -> Bool {
            comparesData ? other != kind : other.shape != kind.shape
        }
        let outcome = bracket(
            atLeast: ServerCase.roundsAgainstLimits,
            usual, in: "\(type)", { Content.Kind($0)?.shape == kind.shape },
            others, in: "\(type) \(variant.words)", { Content.Kind($0).map(differs) ?? false })
        switch outcome {
        case .absent: return .met
        case .unsteady(let reason): return .inconclusive(reason: reason)
        case .shown(let evidence):
            guard Set(others.compactMap { Content.Kind($0)?.shape }).count == 1, let other = evidence.first else {
                return .inconclusive(reason: "\(type) \(variant.words) changes between the rounds")
            }
            return .violated(
                "\(type) \(first.words) with EDNS, and \(other.words) \(variant.words)", evidence: evidence)
        }
    }
}

extension Content.Kind {
    /// What is answered, whichever records those are.
    fileprivate var shape: Shape {
        switch self {
        case .addresses, .alias: .positive
        case .noData: .noData
        case .nameError: .nameError
        case .errorCode(let rcode): .errorCode(rcode)
        }
    }

    fileprivate enum Shape: Hashable {
        case positive, noData, nameError
        case errorCode(RCODE)
    }
}

extension EDNSVariant {
    /// How the query was put, behind the type.
    var words: String {
        switch self {
        case .plain: "without EDNS"
        case .standard: "with EDNS"
        case .dnssec: "with DO=1"
        case .cookie: "with a COOKIE option"
        case .unknownOption: "with an unknown option"
        case .other: "with another OPT record"
        }
    }
}

extension Observation {
    /// What an answer is, after the type.
    var words: String {
        switch answer {
        case .data(let records): "gives \(records.count) \(question.type) \(records.count == 1 ? "record" : "records")"
        case .alias(let alias): "gives CNAME \(alias.target)"
        case .noData: "is NODATA"
        case .nameError: "is NXDOMAIN"
        case .referral(let referral): "is a referral to \(referral.owner)"
        case .wrongData: "is answered with other records"
        case .errorCode(let rcode): "is \(rcode)"
        case .malformed: "can not be read"
        case .truncated: "is truncated"
        case .noResponse: "is not answered"
        case .notTested: "was not tested"
        }
    }
}
