internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Glue and the authoritative addresses of a server differ.
    static let glueMismatch = Rule(
        code: "glue-mismatch",
        severity: .warning,
        title: "the delegation and the zone give a server different addresses",
        sources: [.rfc(1034, "4.2.2")],
        explanation: """
            The addresses that the parent gives for a server are copies of those in the zone that holds its name, and \
            should be kept the same. Here one side has an address that the other has not.
            """,
        impact: """
            A resolver asks at the parent's address first, and at the other once it has learnt it: one of them may be \
            dead, or somebody else's.
            """,
        remedy: "Bring the parent's data (at the registrar) and the zone's to the same addresses.",
        demonstration: [
            "dig +norecurse @SERVER NAME NS    # at the parent zone's servers",
            "dig +norecurse @SERVER NAME A     # of each NS, at the zone's servers",
            "dig +norecurse @SERVER NAME AAAA",
        ],
        scenarios: ["glue-mismatch"],
        isAboutZone: true,
        judge: .zone { zone in
            guard zone.zone.glueCheck != nil, let glue = GlueComparison(zone.zone) else { return .met }
            var words: [String] = []
            var evidence: [Observation] = []
            for name in zone.zone.delegation {
                for type in [RRType.a, .aaaa] {
                    let family: IPFamily = type == .a ? .ipv4 : .ipv6
                    let given = (glue.given[name] ?? []).filter { $0.family == family }
                    let answers = glue.answers(name, type)
                    // Glue of one family that is missing altogether is another rule's.
                    guard !given.isEmpty, !answers.isEmpty else { continue }
                    let stale = given.subtracting(glue.heldAnywhere(name, type)).sorted()
                    let missing = glue.held(name, type).filter { !given.contains($0) }
                    guard !stale.isEmpty || !missing.isEmpty else { continue }
                    guard glue.isConfirmed, answers.count >= 2 else {
                        return .inconclusive(reason: "the two sides were not heard twice")
                    }
                    words += stale.map { "\(name): only the parent has \($0)" }
                    words += missing.map { "\(name): the parent lacks \($0)" }
                    evidence += glue.referrals + answers
                }
            }
            return words.isEmpty ? .met : .violated(words.joined(separator: "; "), evidence: evidence)
        })
}
