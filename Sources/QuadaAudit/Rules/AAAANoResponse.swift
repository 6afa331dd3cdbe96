internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A is answered before and after; AAAA is never answered, over UDP or TCP.
    static let aaaaNoResponse = Rule(
        code: "aaaa-no-response",
        severity: .error,
        title: "queries for AAAA are never answered",
        sources: [.rfc(4074, "4.1"), .rfc(8906, "3.1.1", "3.1.2")],
        explanation: """
            The server answers A and drops AAAA. A server must answer every query for a zone that it serves; a type \
            without records is NODATA.
            """,
        impact: """
            A resolver waits, retries and asks the zone's other servers: seconds for each lookup, and a failure once \
            every server is like this. Clients that wait for AAAA before they use A wait as long.
            """,
        remedy: """
            Make the server answer AAAA as it answers A: with AAAA, with the alias, or with NOERROR and the zone's SOA. On \
            a load balancer look for a setting that drops queries it has no object for, and on the way for a firewall that \
            filters by query type.
            """,
        productRemedies: [
            .bigIPUnhandledQueries, .netScalerZoneRecords, .aviEmptyAAAA, .serverIronErrorHandling, .ciscoASATypes,
            .stormshieldTypes, .bigIPSecurityProfile,
        ],
        demonstration: [
            "dig +norecurse @SERVER NAME A  # answered",
            "dig +norecurse @SERVER NAME AAAA  # no servers could be reached",
            "dig +norecurse +tcp @SERVER NAME AAAA  # the same",
        ],
        scenarios: ["gtm-2014-drop", "aaaa-no-response"],
        behaviour: .silent,
        judge: .server { server in
            switch AAAASilence(server) {
            case .absent: .met
            case .unsteady(let reason): .inconclusive(reason: reason)
            case .shown(let silence) where silence.answeredOverTCP: .met
            case .shown(let silence): .violated(silence.detail, evidence: silence.evidence)
            }
        })
}

/// AAAA without a response while A is answered: what was tried, and whether loss is ruled out.
enum AAAASilence {
    struct Shown {
        let attempts: Int
        let answeredOverTCP: Bool
        let triedTCP: Bool
        let evidence: [Observation]
    }

    case absent
    case unsteady(reason: String)
    case shown(Shown)

    init(_ server: ServerCase) {
        let silent = server.aaaa.filter(\.isNoResponse)
        guard let first = silent.first, let control = server.firstA else {
            self = .absent
            return
        }
        // Answered in another round: what was silent was loss or rate limiting, not the server's habit.
        guard server.aaaa.allSatisfy(\.isNoResponse) else {
            self = .absent
            return
        }
        let otherVariant = server.aaaaAsked(withEDNS: !server.usesEDNS, overTCP: false)
        guard !otherVariant.contains(where: \.isAnswered) else {
            self = .unsteady(reason: "AAAA is answered \(server.usesEDNS ? "without" : "with") EDNS")
            return
        }
        // Silence to a kind of query that is not answered for A either says nothing of AAAA.
        let isHeard = server.asked(.a, server.usesEDNS ? .plain : .standard).contains(where: \.isAnswered)
        let counted = silent + (isHeard || server.usesEDNS ? otherVariant : [])
        let attempts = counted.reduce(0) { $0 + $1.exchange.attempts.count }
        guard server.a.count >= 3, server.a.allSatisfy(\.isAnswered),
            server.isBeyondLoss(attempts, controls: server.controls(except: [.aaaa]))
        else {
            self = .unsteady(reason: "queries for A, SOA or NS were lost as well")
            return
        }
        guard silent.count >= 2, attempts >= 5, let after = server.a.last,
            after.exchange.sentAt >= (silent.last ?? first).exchange.answeredAt
        else {
            self = .unsteady(reason: "no A after the last AAAA was answered")
            return
        }
        guard server.servesZone else {
            self = .unsteady(reason: "the server was not shown to serve \(server.apex)")
            return
        }
        let overTCP = server.aaaaAsked(overTCP: true)
        self = .shown(
            Shown(
                attempts: attempts, answeredOverTCP: overTCP.contains(where: \.isAnswered), triedTCP: !overTCP.isEmpty,
                evidence: [first, control] + silent.dropFirst() + overTCP + [after]))
    }
}

extension AAAASilence.Shown {
    var detail: String {
        let tcp =
            answeredOverTCP ? "TCP answers" : triedTCP ? "TCP is silent too" : "TCP was not tried"
        return
            "\(attempts) queries for AAAA over UDP, with and without EDNS, were not answered, A was before and after; \(tcp)"
    }
}
