internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The target does not exist.
    static let cnameDangling = Rule(
        code: "cname-dangling",
        severity: .warning,
        title: "an alias leads to a name that does not exist",
        sources: [.rfc(1034, "5.2.2"), .rfc(6604, "3"), .rfc(2308, "2.1")],
        explanation: "The servers of the target's own zone answer NXDOMAIN for it.",
        impact:
            "The name resolves for nobody; where the target's zone can be registered by others it can be taken over.",
        remedy: "Remove the alias, or create its target.",
        productRemedies: [.cloudflareFlattening],
        demonstration: ["dig +norecurse @SERVER NAME A  # NAME is the target; status: NXDOMAIN"],
        scenarios: ["cname-dangling"],
        judge: .name { name in
            let dangling = name.chainOfAny.dropFirst().filter(\.isDenied)
            return dangling.map { link in
                .violated(
                    "the servers of \(link.link.zone ?? .root) say that \(link.owner) does not exist",
                    evidence: link.servers.compactMap(\.firstA), owner: link.owner)
            }
        })
}
