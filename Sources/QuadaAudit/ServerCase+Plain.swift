internal import QuadaDNS
internal import QuadaEvidence

/// The answers of a server in order, told at a glance.
///
/// A test judges every such server of every scenario by every rule all the same, and none may find anything.
extension ServerCase {
    /// The two answers of a server that was asked for A and AAAA once each and gave addresses for both, with nothing odd
    /// about either, nor about what it says of its zone; none where anything at all is different.
    static func plainPair(_ survey: ServerSurvey, _ facts: ServerFacts?) -> (a: Observation, aaaa: Observation)? {
        guard survey.probes.count == 2, survey.ancestors.allSatisfy(\.isPlain) else { return nil }
        let (a, aaaa) = (survey.probes[0], survey.probes[1])
        guard a.question.type == .a, aaaa.question.type == .aaaa, a.isPlainData, aaaa.isPlainData else { return nil }
        if let facts {
            guard facts.soa.isPlainData, facts.ns.isPlainData else { return nil }
        }
        return (a, aaaa)
    }
}

extension Observation {
    /// Answered at once over UDP, with EDNS and authority, by a message without a flaw.
    fileprivate var isPlain: Bool {
        let attempts = exchange.attempts
        guard attempts.count == 1, attempts[0].transportProtocol == .udp, attempts[0].strays.isEmpty,
            variant == .standard, let message, message.defects.isEmpty, message.header.isAuthoritative,
            !message.header.isTruncated, !message.header.recursionAvailable,
            let edns = message.edns, edns.version == 0, message.rcode == .noError
        else { return false }
        return true
    }

    /// The same, with the records that were asked for and no others.
    fileprivate var isPlainData: Bool {
        guard isPlain, case .data = answer, let message else { return false }
        return message.answer.allSatisfy { $0.type == question.type && $0.owner == question.name }
    }
}
