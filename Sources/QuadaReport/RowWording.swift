internal import QuadaAudit
internal import QuadaDNS
internal import QuadaEvidence

/// The servers of one owner on their way into words, one after another: what a server has in common with the one before
/// is put into words once.
struct RowWording {
    private let zone: Zone?
    private var texts = RecordTexts()
    private var names = ServerTexts()

    /// - Parameter zone: The one that holds the owner, where it was reached.
    init(_ zone: Zone?) {
        self.zone = zone
    }

    mutating func row(_ judged: JudgedServer) -> ServerRow {
        names.turn(to: judged.server.name, in: zone)
        return ServerRow(
            name: names.text, address: judged.server.address.description, source: ServerSource(judged.server.source),
            addressSource: addressSource(judged.server), a: TypeOutcome(of: judged.a, &texts),
            aaaa: TypeOutcome(of: judged.aaaa, &texts), other: other(judged.other), conforms: judged.conforms,
            software: judged.software.map(Software.init),
            note: Self.whyNotTested(judged.a) ?? Self.whyNotTested(judged.aaaa))
    }

    private mutating func other(_ observations: [Observation]) -> [String: TypeOutcome] {
        if observations.isEmpty { return [:] }
        let types = Dictionary(grouping: observations) { "\($0.question.type)" }
        return types.mapValues { TypeOutcome(of: $0, &texts) }
    }

    private static func whyNotTested(_ observations: [Observation]) -> String? {
        for observation in observations where observation.plainness == .none {
            guard case .notTested(let reason) = observation.answer else { continue }
            return reason.sentence(for: observation.address.family)
        }
        return nil
    }

    /// To be asked of the server whose name was turned to.
    private func addressSource(_ server: ServerAddress) -> AddressSource? {
        guard let zone else { return nil }
        if server.source == .pinned { return .pinned }
        if zone.apex.isRoot { return .hints }
        let isGlue = names.glue.contains(server.address)
        let isAuthoritative = names.addresses.contains(server.address)
        return isGlue ? (isAuthoritative ? .both : .glue) : isAuthoritative ? .authoritative : nil
    }
}

/// A server's name in words, and its addresses; kept until the next name, for a server has an address of each family.
private struct ServerTexts {
    private var name: Name?
    private(set) var text = ""
    /// As the parent has them.
    private(set) var glue: [IPAddress] = []
    /// As the servers have them that hold the name.
    private(set) var addresses: [IPAddress] = []

    mutating func turn(to name: Name, in zone: Zone?) {
        if let known = self.name, known == name { return }
        self.name = name
        text = name.reported
        glue = zone?.glue[name] ?? []
        addresses = zone?.hosts[name]?.addresses ?? []
    }
}
