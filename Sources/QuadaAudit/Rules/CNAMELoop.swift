internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The chain returns to a name it has passed.
    static let cnameLoop = Rule(
        code: "cname-loop",
        severity: .error,
        title: "the chain of aliases is a loop",
        sources: [.rfc(1034, "3.6.2", "5.2.2")],
        explanation:
            "Following the aliases leads back to a name that was passed before: there is no end with addresses.",
        impact: "Every lookup fails, after a number of queries.",
        remedy: "Break the loop: one of its names must have addresses, or lead elsewhere.",
        demonstration: ["dig +trace NAME CNAME  # then the same for the target, and so on"],
        scenarios: ["cname-loop"],
        judge: .name { name in
            guard let loop = name.loop else { return [.met] }
            return [
                .violated(
                    loop.map(\.description).joined(separator: " -> "),
                    evidence: loop.dropLast().flatMap { owner in
                        name[owner]?.servers.lazy.compactMap(\.firstA).first.map { [$0] } ?? []
                    })
            ]
        })
}
