internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A DNAME without the CNAME that follows from it, or with another.
    static let dnameNotSynthesised = Rule(
        code: "dname-not-synthesised",
        severity: .warning,
        title: "a DNAME comes without the CNAME that follows from it",
        sources: [.rfc(6672, "2.2", "3.1")],
        explanation: """
            A DNAME renames everything below its owner. The server that answers with one puts the CNAME beside it that \
            follows for the name asked, with the TTL of the DNAME (older servers: with TTL 0).
            """,
        impact: """
            Resolvers that know DNAME make the CNAME themselves; those that do not see no alias, and one that compares \
            the two may drop the answer.
            """,
        remedy: "Update the server's software, or replace the DNAME by CNAME records.",
        demonstration: ["dig +norecurse @SERVER NAME A"],
        scenarios: ["dname-not-synthesised"],
        changesData: true,
        judge: .server { server in
            let faults = (server.a + server.aaaa).filter { $0.synthesisFault != nil }
            guard let fault = faults.first?.synthesisFault else { return .met }
            guard server.servesZone else {
                return .inconclusive(reason: "the server was not shown to serve \(server.apex)")
            }
            guard faults.count >= 2 else { return .inconclusive(reason: "seen in one answer only") }
            return .violated(fault, evidence: faults)
        })
}

extension Observation {
    /// What is wrong with the CNAME that should follow from a DNAME in the answer.
    fileprivate var synthesisFault: String? {
        guard case .alias(let alias) = answer, alias.dname != nil,
            let record = message?.answer.first(where: { $0.type == .dname && $0.owner == alias.dname }),
            case .dname(let target) = record.data
        else { return nil }
        guard alias.hasCNAME else { return "DNAME \(target) at \(record.owner) without a CNAME" }
        if let expected = try? question.name.replacing(suffix: record.owner, with: target), expected != alias.target {
            return "DNAME \(target) at \(record.owner) gives \(expected), the CNAME gives \(alias.target)"
        }
        // RFC 2672 had the CNAME's TTL be 0.
        if alias.ttl != record.ttl, alias.ttl != 0 {
            return "DNAME at \(record.owner) has TTL \(record.ttl), its CNAME \(alias.ttl)"
        }
        return nil
    }
}
