internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// TC=1 and no answer over TCP.
    static let truncatedTCPFails = Rule(
        code: "truncated-tcp-fails",
        severity: .error,
        title: "a truncated response, and no answer over TCP",
        sources: [.rfc(7766, "5"), .rfc(8906, "3.1.5"), .rfc(1035, "4.2.1")],
        explanation: """
            TC=1 tells the client to ask over TCP, and a server must support it. This one truncates over UDP and does not \
            answer over TCP.
            """,
        impact: "The data can not be had from this server: resolvers ask the others, and fail when none is left.",
        remedy: "Let TCP port 53 through to the server, and have it listen there.",
        productRemedies: [.bigIPListeners, .netScalerTCP, .aviTCP, .bindMinimalResponses],
        demonstration: [
            "dig +norecurse +ignore @SERVER NAME AAAA  # flags: tc",
            "dig +norecurse +tcp @SERVER NAME AAAA  # no answer",
        ],
        scenarios: ["truncated-tcp-fails"],
        behaviour: .truncates,
        judge: .server { server in
            let truncated = (server.a + server.aaaa).filter(\.isTruncated)
            guard let first = truncated.first, case .truncated(let how) = first.answer else { return .met }
            let type = first.question.type
            let others = server.survey.probes.filter { $0.question.type == type && !$0.isTruncated && $0.isAnswered }
            guard others.isEmpty else { return .inconclusive(reason: "\(type) is answered in some rounds") }
            let attempts = truncated.reduce(0) { count, observation in
                count + observation.exchange.attempts.count { $0.transportProtocol == .tcp }
            }
            guard attempts >= 2 else { return .inconclusive(reason: "TCP was tried only once") }
            return .violated(
                "\(type) over UDP is truncated, TCP \(how.words) (\(attempts) attempts)", evidence: truncated)
        })
}

extension Observation {
    var isTruncated: Bool {
        if case .truncated = answer { true } else { false }
    }
}

extension NoResponse {
    /// What the server did, after the subject.
    var words: String {
        switch self {
        case .silence: "is silent"
        case .refused: "is refused"
        case .unreachable: "is unreachable"
        case .closed: "is closed before the whole response"
        }
    }
}
