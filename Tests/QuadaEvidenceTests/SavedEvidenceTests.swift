import Foundation
import QuadaDNS
import QuadaEvidence
import Testing

/// What is saved comes back as it was, whatever the octets.
@Suite struct SavedEvidenceTests {
    static let names: [Name] = {
        let everyOctet = stride(from: 0, to: 256, by: 32).map { start in (start..<start + 32).map { UInt8($0) } }
        let longest = [63, 63, 63, 61].map { [UInt8](repeating: 0xFF, count: $0) }
        let labels: [[[UInt8]]] =
            [[], [Array("WwW".utf8), Array("TeSt".utf8)], [Array("a.b".utf8), Array("\\032".utf8)], longest]
            + [Array(everyOctet[..<4]), Array(everyOctet[4...])]
            + ["\"", "\\", "(", ";", "@", "$", " ", ".", "\u{1B}[2J", "é"].map { [Array($0.utf8)] }
        return labels.compactMap { try? Name(labels: $0) }
    }()

    static func observation(_ name: Name, id: Int = 1) -> Observation {
        let query = Query(
            Question(name: name, type: RRType(rawValue: 65_280), rrclass: RRClass(rawValue: 254)),
            recursionDesired: true, authenticData: true, checkingDisabled: true,
            edns: EDNSRequest(version: 1, dnssecOK: true, options: [EDNSOption(code: 10, value: [0, 255])]))
        let stray = Stray(
            source: Endpoint(address: .v6(high: 1, low: 2), port: 1), mismatch: .questionCase,
            after: .nanoseconds(7), octets: [0, 1, 2], sizeInOctets: 600)
        let outcomes: [Attempt.Outcome] = [
            .silence, .refused, .unreachable, .noRoute, .closed, .localError(-13), .response([]),
            .response([UInt8](repeating: 0xA5, count: 65_535)),
        ]
        return Observation(
            id: id,
            exchange: Exchange(
                server: Endpoint(address: .v4(0xC000_0201), port: 5353), query: query,
                attempts: outcomes.enumerated().map { index, outcome in
                    Attempt(
                        transportProtocol: .tcp, id: .max, caseMask: .max - UInt64(index), sourcePort: .max,
                        sentAt: .nanoseconds(Int64(index) * 1_234_567_891), elapsed: .nanoseconds(1), outcome: outcome,
                        strays: [stray])
                }))
    }

    static let header = EvidenceFile.Header(
        tool: .init(name: "quada", version: "0"), started: "2014-06-01T12:00:00.000Z", network: "lab", port: 53,
        seed: .max, bounds: [.init(name: "links", limit: 16)], names: 2)

    @Test("an observation comes back as it was", arguments: names)
    func observations(_ name: Name) throws {
        let observation = Self.observation(name)
        var reader = EvidenceReader()
        _ = try reader.read(EvidenceFile.Line.header(Self.header).octets.dropLast())
        let line = EvidenceFile.Line.observation(observation)
        #expect(try reader.read(line.octets.dropLast()) == line)
        // Names compare without case; what is saved has it.
        let back = try #require(reader.observations.first)
        #expect(back.question.name.isIdentical(to: name))
        #expect(line.octets.dropLast().allSatisfy { 0x20...0x7E ~= $0 })
    }

    @Test("a name's evidence refers to observations by number, and comes back whole", arguments: names)
    func nameEvidence(_ name: Name) throws {
        let observations = [Self.observation(name), Self.observation(.root, id: 2)]
        let server = ServerAddress(name: name, address: .v6(high: 0x2001_0DB8_0000_0000, low: 1), source: .child)
        let zone = Zone(
            apex: name, parent: .root, delegation: [name], glue: [name: [server.address]], referral: observations[1],
            servers: [server], facts: [server.address: ServerFacts(soa: observations[0], ns: observations[1])],
            hosts: [name: HostAddresses(addresses: [], failure: .circular, aliases: [name])])
        let evidence = NameEvidence(
            name: name,
            links: [
                Link(
                    owner: name, zone: name, surveys: [ServerSurvey(server: server, probes: observations)],
                    obstacle: Obstacle(zone: .root, reason: .noRoute, observations: [observations[0]]))
            ], zones: [name: zone], bounds: [Bound(kind: .links, limit: 16, name: name)],
            vantage: Vantage(ipv4: .noRoute, ipv6: .excluded),
            effort: Effort(queries: 3, began: .zero, ended: .nanoseconds(1_000_000_007)))
        let lines: [EvidenceFile.Line] =
            [.header(Self.header)] + observations.map { .observation($0) } + [
                .preflight(.init(.intercepted, observation: observations[1])),
                .name(.init(position: 1, evidence: evidence)),
                .end(.init(finished: "2014-06-01T12:00:01.000Z", observations: 2, names: 1)),
            ]
        var reader = EvidenceReader()
        for line in lines { #expect(try reader.read(line.octets.dropLast()) == line) }
        let octets = lines[4].octets
        #expect(octets.count < 2_000 + 20 * name.description.utf8.count, "observations are not in it")
    }

    @Test("octets are saved as text of twice their length")
    func hex() {
        #expect(Hex.text([0, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
        #expect(Hex.octets("000FA5ff") == [0, 0x0F, 0xA5, 0xFF])
        #expect(Hex.octets("") == [])
        for text in ["0", "0g", "g0", " 0", "0x", "-1", "é"] { #expect(Hex.octets(text) == nil, "\(text)") }
    }
}

extension EvidenceReader {
    fileprivate mutating func read(_ octets: ArraySlice<UInt8>) throws -> EvidenceFile.Line { try read(Array(octets)) }
}
