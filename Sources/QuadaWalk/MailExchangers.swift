public import QuadaDNS
internal import QuadaEvidence

/// Who takes a name's mail: asked for a scan that is to audit those hosts, too, and judged by nobody.
extension Walk {
    /// The MX RRset of a name as the first server of its zone that answers gives it; an alias is not followed.
    ///
    /// - Returns: By preference, then by name; none for a null MX (RFC 7505, section 3).
    public func mailExchangers(of name: Name) async -> [Name] {
        let context = Context(allowance: Allowance(queries: configuration.bounds.queries), flight: nil)
        guard case .zone(let cut) = await holder(of: name, context),
            case .useful(let observations) = await firstUseful(
                of: cut, context, questions: [Question(name: name, type: .mx)], policy: .brief, spread: name,
                isUseful: { $0.contains(where: \.isAnswered) }),
            case .data(let records)? = observations.first?.answer
        else { return [] }
        var hosts: [(preference: UInt16, host: Name)] = []
        for case .mx(let preference, let host) in records where !host.isRoot { hosts.append((preference, host)) }
        return hosts.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }.map(\.host)
            .prefix(configuration.bounds.serverNames).map { $0 }
    }
}
