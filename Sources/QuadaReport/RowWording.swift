internal import QuadaAudit
internal import QuadaDNS
internal import QuadaEvidence

/// The servers of one owner on their way into words, one after another: what a server has in common with the one before
/// is put into words once.
struct RowWording {
    private let isOfRoot: Bool
    private var texts = RecordTexts()
    private var names: ServerTexts

    /// - Parameter zone: The one that holds the owner, where it was reached.
    init(_ zone: Zone?) {
        isOfRoot = zone?.apex.isRoot == true
        names = ServerTexts(zone)
    }

    mutating func row(_ judged: JudgedServer) -> ServerRow {
        let (server, a, aaaa) = (judged.server, judged.a, judged.aaaa)
        names.turn(to: server.name)
        return ServerRow(
            name: names.text, address: server.address.description, source: ServerSource(server.source),
            addressSource: addressSource(server), a: TypeOutcome(of: a, &texts), aaaa: TypeOutcome(of: aaaa, &texts),
            other: other(judged.other), conforms: judged.conforms, software: judged.software.map(Software.init),
            note: Self.whyNotTested(a) ?? Self.whyNotTested(aaaa))
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
        guard names.haveZone else { return nil }
        if server.source == .pinned { return .pinned }
        if isOfRoot { return .hints }
        let isGlue = names.glue.contains(server.address)
        let isAuthoritative = names.addresses.contains(server.address)
        return isGlue ? (isAuthoritative ? .both : .glue) : isAuthoritative ? .authoritative : nil
    }
}

/// A server's name in words, and its addresses; kept until the next name, for a server has an address of each family.
private struct ServerTexts {
    private let delegated: [Name: [IPAddress]]
    private let hosts: [Name: HostAddresses]
    /// Whether the zone that holds the owner was reached.
    let haveZone: Bool
    private var name: Name?
    private(set) var text = ""
    /// As the parent has them.
    private(set) var glue: [IPAddress] = []
    /// As the servers have them that hold the name.
    private(set) var addresses: [IPAddress] = []

    init(_ zone: Zone?) {
        delegated = zone?.glue ?? [:]
        hosts = zone?.hosts ?? [:]
        haveZone = zone != nil
    }

    mutating func turn(to name: Name) {
        if let known = self.name, known == name { return }
        self.name = name
        text = name.reported
        glue = delegated[name] ?? []
        addresses = hosts[name]?.addresses ?? []
    }
}
