internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The name of a server is an alias.
    static let nsIsCNAME = Rule(
        code: "ns-is-cname",
        severity: .error,
        title: "the name of a server is an alias",
        sources: [.rfc(2181, "10.3")],
        explanation: """
            The name in an NS record must have addresses of its own. This one is an alias, for A and AAAA alike: no \
            address can be given beside the NS record, and many resolvers do not follow the alias.
            """,
        impact: "Resolvers that do not follow the alias do without the server; when all are like it the zone is lost.",
        remedy: "Name the server by the name that has its addresses, in the zone and at the parent.",
        demonstration: [
            "dig +norecurse @SERVER NAME A     # of each NS, at its own zone's servers",
            "dig +norecurse @SERVER NAME AAAA",
        ],
        scenarios: ["ns-is-cname"],
        isAboutZone: true,
        judge: .zone { zone in
            let aliases = zone.zone.hosts.filter { !$0.value.aliasEvidence.isEmpty }.sorted { $0.key < $1.key }
            guard !aliases.isEmpty else { return .met }
            let shown = aliases.filter { $0.value.aliasEvidence.allSatisfy(\.isAlias) }
            guard !shown.isEmpty else { return .inconclusive(reason: "an alias for A or AAAA only") }
            let words = shown.map { "\($0.key) is an alias of \($0.value.aliases.first ?? .root)" }
            return .violated(words.joined(separator: "; "), evidence: shown.flatMap(\.value.aliasEvidence))
        })
}
