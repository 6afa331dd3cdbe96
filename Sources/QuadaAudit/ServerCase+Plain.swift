internal import QuadaDNS
internal import QuadaEvidence

/// The answers of a server in order, told at a glance.
///
/// A test judges every such server of every scenario by every rule all the same, and none may find anything.
extension ServerCase {
    /// The two answers of a server that was asked for A and AAAA once each and gave addresses for both, with nothing odd
    /// about either, nor about what it says of its zone; none where anything at all is different.
    static func plainPair(_ survey: ServerSurvey, _ facts: ServerFacts?) -> (a: Observation, aaaa: Observation)? {
        guard survey.probes.count == 2, survey.ancestors.allSatisfy({ $0.plainness != .none }) else { return nil }
        let (a, aaaa) = (survey.probes[0], survey.probes[1])
        guard a.plainness == .data, aaaa.plainness == .data, a.question.type == .a, aaaa.question.type == .aaaa
        else { return nil }
        if let facts {
            guard facts.soa.plainness == .data, facts.ns.plainness == .data else { return nil }
        }
        return (a, aaaa)
    }
}
