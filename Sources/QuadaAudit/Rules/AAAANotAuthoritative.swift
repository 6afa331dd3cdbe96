internal import QuadaEvidence

extension Rule {
    /// AA for A, none for AAAA.
    static let aaaaNotAuthoritative = Rule(
        code: "aaaa-not-authoritative",
        severity: .warning,
        title: "AAAA is answered without authority, A with it",
        sources: [.rfc(1035, "4.1.1"), .rfc(4074, "4.5")],
        explanation: """
            AA says that the server is an authority for QNAME. The same server can not be one for A and none for AAAA.
            """,
        impact: "Strict resolvers take an answer without AA for a lame server's and ask the others.",
        remedy: "Set AA in every response about a zone that the server serves.",
        demonstration: [
            "dig +norecurse @SERVER NAME A  # flags: qr aa",
            "dig +norecurse @SERVER NAME AAAA  # flags: qr",
        ],
        scenarios: ["aaaa-not-authoritative"],
        judge: .server { server in
            server.outcome(
                a: { $0.isNoError && $0.isAuthoritative }, aaaa: { $0.isNoError && !$0.isAuthoritative }
            ) { _ in "A has AA, AAAA has not" }
        })
}
