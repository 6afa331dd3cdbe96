internal import QuadaDNS
public import QuadaTransport

/// A scenario as an Internet: every server answers as it is written, and the way to it takes time and loses packets.
///
/// Pure: chance comes from the packet's seed and number, time from the packet.
public struct LabNetwork: SimulatedInternet {
    private let scenario: Scenario
    private let servers: [IPAddress: (ScenarioServer, AuthoritativeServer)]

    public init(_ scenario: Scenario) {
        self.scenario = scenario
        let data = Dictionary(
            scenario.zones.map { ($0.apex, ZoneData(apex: $0.apex, records: $0.records)) }
        ) { first, _ in first }
        var servers: [IPAddress: (ScenarioServer, AuthoritativeServer)] = [:]
        for server in scenario.servers {
            let software = AuthoritativeServer(
                zones: server.zones.compactMap { data[$0] }, isMinimal: server.isMinimal,
                software: server.software)
            for address in server.addresses { servers[address] = (server, software) }
        }
        self.servers = servers
    }

    public func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        let destination = packet.destination
        if scenario.unroutedFamilies.contains(destination.address.family) {
            return [Delivery(after: .zero, event: .noRoute)]
        }
        guard let (server, software) = servers[destination.address] else { return [] }
        // Over TCP the handshake takes a round trip of its own.
        let way = packet.transportProtocol == .tcp ? server.roundTrip * 2 : server.roundTrip
        if Chance(packet, salt: 2).percent < server.lossPercent { return [] }
        guard let draft = response(to: octets, from: software, at: server, packet) else { return [] }
        return Self.deliveries(of: draft, from: destination, over: packet.transportProtocol, after: way + draft.delay)
    }

    /// The honest response with every lie that concerns the query applied.
    private func response(
        to octets: [UInt8], from software: AuthoritativeServer, at server: ScenarioServer, _ packet: SimulatedPacket
    ) -> Draft? {
        let query = Message(reading: octets)
        guard var honest = software.response(to: query) else { return nil }
        if server.rotatesRecords { honest.rotateAnswer(by: Chance(packet, salt: 3)) }
        let zone = query.questions.first.flatMap { question in
            software.zones.filter { question.name.isAtOrBelow($0.apex) }.max { $0.apex.labelCount < $1.apex.labelCount }
        }
        var draft = Draft(query: query, octetsOfQuery: octets, message: honest, zone: zone)
        guard let question = query.questions.first else { return draft }
        for lie in scenario.lies
        where lie.match.concerns(question, edns: query.edns, packet: packet, server: server) {
            for change in lie.changes { draft.apply(change) }
        }
        return draft
    }

    private static func deliveries(
        of draft: Draft, from server: Endpoint, over transport: Attempt.TransportProtocol, after: Duration
    ) -> [Delivery] {
        if let event = draft.event { return [Delivery(after: after, event: event)] }
        let octets = draft.encoded(over: transport)
        let strays = draft.strayDeliveries(octets, from: server, after: after - .milliseconds(1))
        guard !draft.isSilent else { return strays }
        return strays
            + (0..<draft.copies).map { copy in
                Delivery(after: after + .milliseconds(copy), event: .message(octets, from: server))
            }
    }
}

extension Message {
    /// Turns an RRset around, as servers do that spread load.
    fileprivate mutating func rotateAnswer(by chance: Chance) {
        guard answer.count > 1, Set(answer.map(\.owner)).count == 1 else { return }
        let start = chance.index(below: answer.count)
        answer = Array(answer[start...] + answer[..<start])
    }
}
