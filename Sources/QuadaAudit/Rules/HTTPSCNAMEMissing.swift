internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A and AAAA give the alias; HTTPS does not.
    static let httpsCNAMEMissing = Rule(
        code: "https-cname-missing",
        severity: .warning,
        title: "the alias that A and AAAA show is missing for HTTPS",
        sources: [.rfc(1034, "3.6.2", "4.3.2"), .rfc(9460)],
        explanation: """
            An owner with a CNAME is an alias for every type. Browsers ask for HTTPS (type 65) beside A and AAAA, and \
            here get an empty answer where the alias belongs.
            """,
        impact: """
            Browsers do without what HTTPS records say of the target: protocols, address hints, encrypted names. A \
            resolver that keeps the denial may be led to treat the owner as one without alias.
            """,
        remedy: "Give the alias for every type; on a load balancer, update the software or its type handling.",
        productRemedies: [.bigIPWideIPs, .netScalerRecordType],
        demonstration: ["dig +norecurse @SERVER NAME A", "dig +norecurse @SERVER NAME TYPE65"],
        scenarios: ["https-cname-missing"],
        judge: .server { $0.missingAlias(for: [.https]) })
}

extension ServerCase {
    /// Whether these types were denied in each round while A and AAAA gave the alias.
    func missingAlias(for types: [RRType]) -> Outcome {
        let rounds = aaaa.filter(\.isAnswered)
        guard rounds.count >= 2, rounds.allSatisfy(\.isAlias) else { return .notApplicable }
        var missing: [RRType] = []
        var evidence: [Observation] = []
        for type in types {
            let outcome = bracket(
                a, in: "A", \.isAlias, asked(type), in: "\(type)",
                { if case .noData = $0.answer { true } else { false } })
            switch outcome {
            case .absent: continue
            case .unsteady(let reason): return .inconclusive(reason: reason)
            case .shown(let shown):
                missing.append(type)
                evidence += shown
            }
        }
        guard !missing.isEmpty else { return .met }
        let names = missing.map(\.description).joined(separator: " and ")
        let target = firstA?.aliasTarget.map { "CNAME \($0)" } ?? "an alias"
        return .violated(
            "A and AAAA give \(target), \(names) \(missing.count == 1 ? "gives" : "give") NOERROR and no alias",
            evidence: evidence)
    }
}
