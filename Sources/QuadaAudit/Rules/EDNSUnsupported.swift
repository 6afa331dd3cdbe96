internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// EDNS gets FORMERR or NOTIMP, and the plain query is answered.
    static let ednsUnsupported = Rule(
        code: "edns-unsupported",
        severity: .notice,
        title: "EDNS is refused",
        sources: [.rfc(6891, "7")],
        explanation:
            "A server older than EDNS answers FORMERR to an OPT record, and resolvers ask again without it: legal.",
        impact: "One more round trip for each resolver that does not remember it, and large answers need TCP.",
        remedy: "Update the software of the server, or of what stands in front of it.",
        productRemedies: [.netScalerFlagDay, .windowsEDNS],
        demonstration: [
            "dig +norecurse +edns=0 @SERVER NAME A  # status: FORMERR or NOTIMP",
            "dig +norecurse +noedns @SERVER NAME A  # answered",
        ],
        scenarios: ["edns-unsupported"],
        isAboutZone: true,
        judge: .server { server in
            guard !server.usesEDNS else { return .met }
            let refused = server.survey.probes.filter { $0.hasEDNS && !$0.startedOverTCP && $0.isEDNSRefusal }
            guard let rcode = refused.first(where: { $0.question.type == .a })?.errorCode else { return .met }
            return .violated(
                "with EDNS the answer is \(rcode), without it the query is answered", evidence: refused + server.a)
        })
}
