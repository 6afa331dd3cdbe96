internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// Every server conforms, and there is no AAAA at the end.
    static let aaaaAbsent = Rule(
        code: "aaaa-absent",
        severity: .notice,
        title: "there is no AAAA",
        sources: [.rfc(4074, "3")],
        explanation: "Every server answers AAAA as it should, and the end of the chain has IPv4 addresses only.",
        impact: "IPv6-only clients reach the host through NAT64 or not at all.",
        remedy: "Give the host an IPv6 address, and publish it.",
        productRemedies: [
            .trafficManagerEndpoints, .trafficManagerNested, .route53AliasRecord, .akamaiIPType, .akamaiTopLevelCNAME,
            .cloudflareFlattening, .gdnsdAddresses, .powerDNSLua, .netScalerEmptyResponse,
        ],
        demonstration: ["dig +norecurse @SERVER NAME AAAA  # NOERROR, ANSWER: 0, an SOA"],
        scenarios: ["aaaa-absent"],
        judge: .name { name in
            let ends = name.ends
            guard !name.endsInAAAA, ends.contains(where: { !$0.addresses(.a).isEmpty }) else { return [.notApplicable] }
            guard !name.findings.contains(where: { $0.server != nil && $0.severity >= .warning }) else {
                return [.notApplicable]
            }
            guard !name.inconclusive.contains(where: { $0.server != nil }) else {
                return [.inconclusive(reason: "not every server could be judged")]
            }
            let elsewhere = name.chainOfAny.filter { !$0.addresses(.aaaa).isEmpty }
            let hint = elsewhere.first.map { "; \($0.owner) has one" } ?? ""
            return [
                .violated(
                    ends.map { "\($0.owner) has A and no AAAA" }.joined(separator: "; ") + hint,
                    evidence: ends.flatMap { $0.servers.compactMap(\.firstAAAA) })
            ]
        })
}
