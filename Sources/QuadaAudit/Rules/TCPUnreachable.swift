internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The server answers over UDP and not over TCP.
    static let tcpUnreachable = Rule(
        code: "tcp-unreachable",
        severity: .warning,
        title: "the server does not answer over TCP",
        sources: [.rfc(7766, "5"), .rfc(8906, "3.1.5")],
        explanation: """
            DNS servers must support TCP as well as UDP. This one answers over UDP only. Nothing was truncated here; an \
            answer that does not fit into a datagram can not be had from it.
            """,
        impact: """
            Large answers, and resolvers that turn to TCP when they are being spoofed or rate limited, fail or lose \
            seconds.
            """,
        remedy: "Let TCP port 53 through to the server, and have it listen there.",
        productRemedies: [.bigIPListeners, .netScalerTCP, .aviTCP],
        demonstration: ["dig +norecurse +tcp @SERVER NAME A"],
        scenarios: ["tcp-unreachable"],
        isAboutZone: true,
        judge: .server { server in
            let overTCP = server.overTCP.filter { $0.answer != .notTested(.notSent) }
            guard let first = overTCP.first, overTCP.allSatisfy(\.isNoResponse), server.a.contains(where: \.isAnswered)
            else { return .met }
            // The graver finding says it.
            guard !server.survey.probes.contains(where: \.isTruncated) else { return .notApplicable }
            guard let last = overTCP.last, let after = server.a.last(where: \.isAnswered),
                after.exchange.sentAt >= last.exchange.answeredAt, overTCP.count >= 2
            else { return .inconclusive(reason: "no A over UDP after the last try over TCP was answered") }
            let isSaid = overTCP.contains { $0.answer != .noResponse(.silence) }
            guard isSaid || server.someServerAnswersOverTCP else {
                return .inconclusive(reason: "no server at all answered over TCP from here")
            }
            guard
                isSaid
                    || server.isBeyondLoss(
                        overTCP.count, controls: server.survey.probes.filter { !$0.startedOverTCP && $0.isAnswered })
            else {
                return .inconclusive(reason: "queries over UDP were lost as well")
            }
            guard case .noResponse(let how) = first.answer else { return .met }
            return .violated(
                "A is answered over UDP; TCP \(how.words) (\(overTCP.count) attempts)",
                evidence: [first, server.a[0]] + overTCP.dropFirst() + [after])
        })
}
