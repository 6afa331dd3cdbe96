internal import QuadaDNS
internal import QuadaEvidence

/// How long what was learnt holds: as long as its records' TTLs say (RFC 1035, section 3.2.1), within bounds.
///
/// A TTL of nothing is no reason to ask a server the same for every name of its zone at once, and nothing is believed for
/// longer than a day.
enum Freshness {
    static let least = Duration.seconds(60)
    static let most = Duration.seconds(86_400)
    /// For what no record limits: that a name is not a zone's apex, what software an address runs.
    static let unsaid = Duration.seconds(900)

    /// - Parameter ttls: In seconds.
    static func duration(_ ttls: some Sequence<UInt32>) -> Duration {
        guard let ttl = ttls.min() else { return unsaid }
        return min(max(.seconds(Int64(ttl)), least), most)
    }

    /// For the delegation that a response holds, its glue included.
    static func ofReferral(_ observation: Observation) -> Duration {
        let message = observation.message
        let authority = (message?.authority ?? []).lazy.filter { $0.type == .ns }.map(\.ttl)
        let glue = (message?.additional ?? []).lazy.filter { $0.type == .a || $0.type == .aaaa }.map(\.ttl)
        return duration(Array(authority) + Array(glue))
    }

    /// For what answers say, denials included (RFC 2308, section 5).
    static func ofAnswers(_ observations: some Sequence<Observation>) -> Duration {
        duration(
            observations.flatMap { observation -> [UInt32] in
                guard let message = observation.message else { return [] }
                if !message.answer.isEmpty { return message.answer.map(\.ttl) }
                return message.authority.compactMap { record in
                    if case .soa(let soa) = record.data { min(record.ttl, soa.minimum) } else { nil }
                }
            })
    }
}
