internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Responses that do not match the query, besides the right one or instead of it.
    static let responseMismatched = Rule(
        code: "response-mismatched",
        severity: .warning,
        title: "responses come that do not match the query",
        sources: [.rfc(5452, "9.1"), .rfc(1035, "4.1.1")],
        explanation: """
            A response repeats the query's identifier and question and comes from the address that was asked. With this \
            server came others: a wrong identifier, another question, another sender, or something that is no response.
            """,
        impact: """
            Resolvers drop what does not match, wait for what does, and may take it for an attack: some then ask over TCP \
            only. Where nothing else comes the server is dead to them.
            """,
        remedy: """
            Have the server answer from the address that was asked; look for a middlebox or a load balancer that answers \
            in its place or repeats packets.
            """,
        demonstration: ["dig +norecurse @SERVER NAME A"],
        scenarios: ["strays"],
        isAboutZone: true,
        judge: .server { server in
            let probes = server.survey.probes + server.survey.ancestors + server.facts.map { [$0.soa, $0.ns] }.orEmpty
            let affected = probes.compactMap { probe in probe.mismatches.first.map { (probe, $0) } }
            guard let first = affected.first else { return .met }
            let alike = affected.filter { $0.1 == first.1 }
            guard alike.count >= 2 else {
                return .inconclusive(reason: "one response that \(first.1.words) came, once")
            }
            let instead = alike.count { !$0.0.isAnswered }
            return .violated(
                "in \(alike.count) of \(probes.count) exchanges something came that \(first.1.words)"
                    + (instead == 0 ? ", besides the right response" : "; in \(instead) nothing else came"),
                evidence: alike.map(\.0))
        })
}

extension Observation {
    /// What came and did not match, without what may be a late answer to another question of ours.
    var mismatches: [Stray.Mismatch] {
        let attempts = exchange.attempts
        guard attempts.contains(where: { !$0.strays.isEmpty }) else { return [] }
        let ids = Set(attempts.map(\.id))
        return attempts.flatMap(\.strays).filter { stray in
            switch stray.mismatch {
            case .id:
                // The same question under an identifier that was never ours.
                let message = Message(reading: stray.octets)
                return message.questions == [question] && !ids.contains(message.header.id)
            case .sourceAddress, .question, .questionCase, .notAResponse: return true
            }
        }.map(\.mismatch)
    }
}

extension Stray.Mismatch {
    /// What is wrong with a response, after "that".
    fileprivate var words: String {
        switch self {
        case .sourceAddress: "came from another address"
        case .id: "had another identifier"
        case .question: "repeated another question"
        case .questionCase: "repeated the name in another case"
        case .notAResponse: "was no response"
        }
    }
}

extension [Observation]? {
    fileprivate var orEmpty: [Observation] { self ?? [] }
}
