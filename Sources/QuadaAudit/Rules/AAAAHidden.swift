internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The chain that A shows ends in AAAA, and AAAA can not get there.
    static let aaaaHidden = Rule(
        code: "aaaa-hidden",
        severity: .error,
        title: "there is AAAA at the end, and IPv6-only clients can not get there",
        sources: [.rfc(1034, "3.6.2", "4.3.2")],
        explanation: """
            Following the aliases that A shows leads to a host with AAAA. A client that asks AAAA with a cold cache is \
            stopped on the way, at some servers or at all.
            """,
        impact:
            "IPv6-only clients lose the host, always or at random; dual-stack clients use IPv4 without knowing why.",
        remedy: "Mend the links named here; nothing is wrong with the host itself.",
        demonstration: [
            "dig +norecurse @SERVER NAME A  # at the link named: the alias",
            "dig +norecurse @SERVER NAME AAAA  # the same without it",
        ],
        scenarios: ["gtm-2014", "aaaa-cname-missing"],
        judge: .name { name in
            guard name.endsInAAAA else { return [.notApplicable] }
            let aliases = name.chainOfA.filter { !$0.aliasesOfA.isEmpty }
            guard !aliases.isEmpty else { return [.met] }
            let model = ImpactModel(name)
            let faults = aliases.compactMap { link -> (LinkCase, [Finding])? in
                let alone = model.with(faultsOnlyAt: link.owner)
                guard ResolverKind.allCases.contains(where: { alone.fate(at: $0, .cold).aaaa < 1 }) else { return nil }
                let findings = name.findings.filter { finding in
                    finding.owner == link.owner && finding.server != nil && finding.rule.behaviour.isAboutAAAAOnly
                }
                return findings.isEmpty ? nil : (link, findings)
            }
            guard !faults.isEmpty else { return [.met] }
            let links = faults.map { link, findings in
                "\(link.owner) at \(Set(findings.compactMap(\.server)).count) of \(link.servers.count) server addresses"
            }
            let addresses = Set(name.ends.flatMap { $0.addresses(.aaaa) }).sorted()
            let shown = addresses.prefix(4).map(\.description).joined(separator: ", ")
            return [
                .violated(
                    "A leads to \(shown); AAAA is stopped at " + links.joined(separator: " and at "),
                    evidence: faults.flatMap { $0.1.flatMap { $0.evidence.prefix(2) } })
            ]
        })
}
