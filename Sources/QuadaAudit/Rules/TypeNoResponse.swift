internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// HTTPS or an unassigned type is never answered, A and AAAA are.
    static let typeNoResponse = Rule(
        code: "type-no-response",
        severity: .warning,
        title: "queries for other types than A and AAAA are not answered",
        sources: [.rfc(8906, "3.1.2"), .rfc(3597, "3")],
        explanation: """
            A server must answer every query for a zone that it serves; a type without records, known to it or not, is \
            NODATA. This one drops queries for HTTPS or for a type that nobody has assigned.
            """,
        impact: """
            Browsers ask for HTTPS beside A and AAAA: they wait for the answer, some for seconds, and a resolver takes \
            the server for dead and asks others, for A and AAAA too.
            """,
        remedy: "Answer NOERROR, empty, with the zone's SOA. Look for a filter by query type in front of the server.",
        productRemedies: [
            .bigIPUnhandledQueries, .aviInvalidQueries, .serverIronErrorHandling, .ciscoASATypes, .stormshieldTypes,
            .bigIPSecurityProfile,
        ],
        demonstration: ["dig +norecurse @SERVER NAME TYPE65", "dig +norecurse @SERVER NAME TYPE1000"],
        scenarios: ["type-no-response"],
        judge: .server { server in
            guard server.a.contains(where: \.isAnswered), server.aaaa.contains(where: \.isAnswered) else {
                return .notApplicable
            }
            var silent: [RRType] = []
            var evidence: [Observation] = []
            for type in [RRType.https, .unassigned] {
                switch server.silence(for: type) {
                case .absent: continue
                case .unsteady(let reason): return .inconclusive(reason: reason)
                case .shown(let shown):
                    silent.append(type)
                    evidence += shown
                }
            }
            guard !silent.isEmpty else { return .met }
            let names = silent.map(\.description).joined(separator: " and ")
            let attempts = evidence.reduce(0) { $0 + ($1.isNoResponse ? $1.exchange.attempts.count : 0) }
            return .violated(
                "\(attempts) queries for \(names) were not answered, A was before and after", evidence: evidence)
        })
}

extension ServerCase {
    /// Silence for one type while A is answered before and after, too often for chance.
    fileprivate func silence(for type: RRType) -> Bracket {
        let asked = asked(type)
        guard let first = asked.first, asked.allSatisfy(\.isNoResponse) else { return .absent }
        let attempts = asked.reduce(0) { $0 + $1.exchange.attempts.count }
        guard servesZone else { return .unsteady(reason: "the server was not shown to serve \(apex)") }
        guard a.count >= 3, a.allSatisfy(\.isAnswered), attempts >= 5,
            isBeyondLoss(attempts, controls: controls(except: [type]))
        else { return .unsteady(reason: "queries for A, SOA or NS were lost as well, or \(type) was asked too rarely") }
        guard let after = a.last, let last = asked.last, after.exchange.sentAt >= last.exchange.answeredAt else {
            return .unsteady(reason: "no A after the last \(type) was answered")
        }
        return .shown([first, a[0]] + asked.dropFirst() + [after])
    }
}
