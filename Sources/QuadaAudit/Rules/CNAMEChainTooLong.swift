internal import QuadaEvidence

extension Rule {
    /// More aliases than common resolvers follow.
    static let cnameChainTooLong = Rule(
        code: "cname-chain-too-long",
        severity: .error,
        title: "the chain of aliases is longer than resolvers follow",
        sources: [.rfc(1034, "5.2.2")],
        explanation: """
            Aliases of aliases should be avoided. Resolvers bound the links they follow; common ones give up after \
            \(Rule.maximumLinks).
            """,
        impact: "Behind such resolvers the name does not resolve.",
        remedy: "Point the first name closer to the end of the chain.",
        demonstration: ["dig +trace NAME CNAME  # then the same for the target, and so on"],
        scenarios: ["cname-chain-too-long"],
        judge: .name { name in
            guard let length = name.longestChain, length > Rule.maximumLinks else { return [.met] }
            return [
                .violated(
                    "\(length) aliases in a row, \(Rule.maximumLinks) are followed",
                    evidence: name.chainOfAny.compactMap { $0.servers.lazy.compactMap(\.firstA).first })
            ]
        })

    /// Unbound's limit, the lowest of the common ones.
    private static let maximumLinks = 11
}
