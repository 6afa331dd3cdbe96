internal import QuadaEvidence

extension Rule {
    /// A is answered before and after; AAAA is never answered over UDP, but over TCP.
    static let aaaaNoResponseUDP = Rule(
        code: "aaaa-no-response-udp",
        severity: .error,
        title: "queries for AAAA are not answered over UDP",
        sources: [.rfc(4074, "4.1"), .rfc(8906, "3.1.1", "3.1.2")],
        explanation: """
            The server answers A over UDP and AAAA over TCP, and drops AAAA over UDP: something between the client and \
            the server's own software eats these queries.
            """,
        impact: """
            Resolvers turn to TCP when a response says TC=1, not when there is none. To them the server is silent: they \
            wait, retry and ask the others.
            """,
        remedy: "Look for a filter on the way (firewall, load balancer, DDoS protection) that drops AAAA over UDP.",
        productRemedies: [.ciscoASATypes, .stormshieldTypes, .bigIPSecurityProfile],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # answered",
            "dig +norecurse @SERVER NAME AAAA  # no servers could be reached",
            "dig +norecurse +tcp @SERVER NAME AAAA  # answered",
        ],
        scenarios: ["aaaa-no-response-udp"],
        behaviour: .silent,
        judge: .server { server in
            switch AAAASilence(server) {
            case .absent: .met
            // Said once, by the rule for silence over both.
            case .unsteady: .notApplicable
            case .shown(let silence) where silence.answeredOverTCP:
                .violated(silence.detail, evidence: silence.evidence)
            case .shown: .met
            }
        })
}
