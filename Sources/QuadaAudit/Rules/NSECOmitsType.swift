internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A signed denial leaves out a type that the same server answers.
    static let nsecOmitsType = Rule(
        code: "nsec-omits-type",
        severity: .error,
        title: "the signed denial leaves out a type that exists",
        sources: [.rfc(4034, "4.1.2"), .rfc(2308, "5")],
        explanation: """
            The NSEC or NSEC3 record in the denial of AAAA lists the types that exist at the name. This one leaves out a \
            type which the same server answers. Signatures were not checked. A name that is denied by a record made for \
            the occasion (compact denial) lists its types all the same.
            """,
        impact: """
            A resolver that uses signed denials for other questions, as RFC 8198 allows, answers from its cache that the \
            name has no A either: after one AAAA query the host is gone for everybody behind it.
            """,
        remedy: "List every type of the name in the NSEC or NSEC3 record: mend the signer, or update the balancer.",
        demonstration: ["dig +norecurse +dnssec @SERVER NAME AAAA", "dig +norecurse @SERVER NAME A"],
        scenarios: ["nsec-omits-type"],
        behaviour: .dependsOnResolver,
        judge: .server { server in
            let denials = server.asked(.aaaa, .dnssec)
            guard !denials.isEmpty else { return .notApplicable }
            let outcome = server.bracket(
                server.a, in: "A", \.isPositive, denials, in: "AAAA with DO=1", { !server.typesOmitted(by: $0).isEmpty }
            )
            switch outcome {
            case .absent: return .met
            case .unsteady(let reason): return .inconclusive(reason: reason)
            case .shown(let evidence):
                guard let fault = evidence.first else { return .met }
                let missing = server.typesOmitted(by: fault).map(\.description).joined(separator: ", ")
                let listed = server.denial(in: fault)?.types.map(\.description).joined(separator: " ") ?? ""
                return .violated(
                    "the denial lists \(listed.isEmpty ? "no type" : listed), the server answers \(missing)",
                    evidence: evidence)
            }
        })
}

extension ServerCase {
    /// The record of a denial that speaks of the owner itself.
    fileprivate func denial(in observation: Observation) -> DenialRecord? {
        guard case .noData = observation.answer else { return nil }
        return observation.message?.authority.lazy.compactMap(DenialRecord.init)
            .first { $0.matches(owner, in: apex) }
    }

    /// What this server answers about the owner and a denial does not list.
    fileprivate func typesOmitted(by observation: Observation) -> [RRType] {
        guard let denial = denial(in: observation) else { return [] }
        return existingTypes.filter { !denial.types.contains($0) }
    }

    /// The types of which this server gave records at the owner.
    private var existingTypes: [RRType] {
        var types: [RRType] = []
        for probe in survey.probes {
            let type: RRType? =
                switch probe.answer {
                case .data: probe.question.type
                case .alias(let alias): alias.dname == nil ? .cname : nil
                case .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse,
                    .notTested:
                    nil
                }
            if let type, !types.contains(type) { types.append(type) }
        }
        return types
    }
}
