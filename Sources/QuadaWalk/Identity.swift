internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// Asking an address what software it runs: never judged, only a hint beside a finding.
extension Walk {
    /// By address; empty observations where the run ended first.
    typealias Identities = [IPAddress: [Observation]]

    /// `version.bind`, `id.server` and `hostname.bind` (CH TXT), and the zone's SOA with NSID (RFC 5001), asked once a run
    /// of each address: of the zone that it was met in first.
    func identity(of address: IPAddress, serving zone: Name, _ context: Context) async -> [Observation] {
        if let known = identityCache.value(for: address, at: now) { return known }
        let found = await identityLookups.value(for: address, waiter: context.flight) { flight in
            let asks =
                IdentityQuestion.allCases.map {
                    Ask($0.question, at: address, edns: .standard, policy: .fleeting)
                } + [
                    Ask(
                        Question(name: zone, type: .soa), at: address,
                        edns: EDNSRequest(options: [EDNSOption(code: EDNSOption.nsidCode, value: [])]),
                        policy: .fleeting)
                ]
            let observations = await self.asker.ask(asks, context.within(flight).allowance, isAside: true)
            self.identityCache.set(observations, for: address, until: self.now + Freshness.most)
            return observations
        }
        return found ?? []
    }
}

extension RetryPolicy {
    /// Silence is a normal answer here: one attempt, so that it holds an audit up by one short wait at most. A truncated
    /// response is taken as it is: what does not fit is not worth a connection.
    static let fleeting = RetryPolicy(
        start: .udpOnly, udpTimeouts: [.seconds(1)], tcpTimeout: .seconds(1), tcpAttempts: 0)
}
