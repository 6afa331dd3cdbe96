/// A demand of the user's own policy, which no server breaks: it is judged beside the rules and reported as they are.
public struct PolicyRule: Sendable {
    public let page: RulePage

    /// The policy, or `--require-aaaa`, wants AAAA at the end of the chain, and there is none.
    public static let aaaaRequired = PolicyRule(
        page: RulePage(
            code: "aaaa-required", severity: .error, scope: .name, title: "AAAA is required and missing", rfc: [],
            explanation: "The policy says that the name must have AAAA at the end of its chain, and it has none.",
            impact: "IPv6-only clients reach the host through NAT64 or not at all.",
            remedy: "Give the host an IPv6 address and publish it, or say in the policy that AAAA is optional here.",
            productRemedies: [], demonstration: ["dig +norecurse @SERVER NAME AAAA  # NOERROR, ANSWER: 0"],
            scenarios: ["aaaa-absent"]))

    /// The policy wants a name without AAAA, and it has one.
    public static let aaaaForbidden = PolicyRule(
        page: RulePage(
            code: "aaaa-forbidden", severity: .error, scope: .name, title: "AAAA is forbidden and present", rfc: [],
            explanation: "The policy says that the name must not have AAAA, and its chain ends in one.",
            impact: "Clients with IPv6 use an address that the name's owner did not mean them to use.",
            remedy: "Take the AAAA RRset out, or say in the policy that AAAA is optional here.",
            productRemedies: [], demonstration: ["dig +norecurse @SERVER NAME AAAA  # an AAAA in the answer"],
            scenarios: ["honest"]))

    public static let all = [aaaaRequired, aaaaForbidden]

    func finding(on audit: NameAudit, detail: String) -> FindingEntry {
        let end = audit.chain.last
        return FindingEntry(
            code: page.code, severity: page.severity, name: audit.name, zone: audit.chain.first?.zone,
            title: page.title, detail: detail, effect: page.impact, rfc: page.rfc,
            reproduce: end?.servers.first.map {
                "\(DigCommand(name: end?.name ?? audit.name, type: "AAAA", address: $0.address))"
            }, remedy: page.remedy)
    }
}
