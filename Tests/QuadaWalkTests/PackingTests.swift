import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaWalk

/// What is kept packed comes back the same, or is not kept so.
@Suite struct PackingTests {
    private static let apex = try! Name(presentation: "Zone.Test.")
    private static let addresses = ["192.0.2.1", "2001:db8::1", "192.0.2.2"].map { IPAddress($0)! }
    private static let ns = try! Name(presentation: "ns.zone.test.")
    private static let other = try! Name(presentation: "NS.elsewhere.test.")

    private static func observation(
        _ id: Int, _ attempts: [Attempt], at address: IPAddress = addresses[0], edns: EDNSRequest? = .standard
    ) -> Observation {
        Observation(
            id: id,
            exchange: Exchange(
                server: Endpoint(address: address, port: 5353),
                query: Query(
                    Question(name: apex, type: .soa), recursionDesired: id % 2 == 0, authenticData: id % 3 == 0,
                    checkingDisabled: id % 5 == 0, edns: edns),
                attempts: attempts))
    }

    private static func attempt(
        _ outcome: Attempt.Outcome, tcp: Bool = false, at time: Duration = .milliseconds(1500), mask: UInt64 = 0,
        strays: [Stray] = []
    ) -> Attempt {
        Attempt(
            transportProtocol: tcp ? .tcp : .udp, id: 0xBEEF, caseMask: mask, sourcePort: 65_535, sentAt: time,
            elapsed: .nanoseconds(1), outcome: outcome, strays: strays)
    }

    private static let outcomes: [Attempt.Outcome] = [
        .response([0xBE, 0xEF, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .response([0, 1, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        .response([]), .response([1]), .silence, .refused, .unreachable, .noRoute, .closed, .localError(-7),
    ]

    private static var observations: [Observation] {
        let single = outcomes.enumerated().map { index, outcome in
            observation(
                index + 1, [attempt(outcome, tcp: index % 2 == 1, mask: index % 3 == 0 ? .max : 0)],
                at: addresses[index % addresses.count], edns: index % 4 == 0 ? nil : .standard)
        }
        // Time may run backwards between servers, and an exchange may have no attempt or many.
        return single + [
            observation(100, []), observation(101, outcomes.map { attempt($0, at: .seconds(1)) }),
            observation(102, [attempt(.silence, at: .zero), attempt(.silence, at: .seconds(86_400))]),
        ]
    }

    private static func cut(referral: Observation?) -> Cut {
        Cut(
            apex: apex, parent: try! Name(presentation: "test."), serverNames: [ns, other, ns.lowercased],
            glue: [ns: addresses, other: []], referral: referral,
            knownServers: [ServerAddress(name: ns, address: addresses[1], source: .pinned)], isPinned: true,
            lifetime: .seconds(3600))
    }

    private static func zone(at cut: Cut, _ observations: [Observation]) -> Zone {
        Zone(
            apex: apex, parent: cut.parent, delegation: cut.serverNames, glue: cut.glue, referral: cut.referral,
            servers: [ServerAddress.Source.parent, .child, .both, .pinned].map {
                ServerAddress(name: other, address: addresses[2], source: $0)
            },
            facts: Dictionary(
                uniqueKeysWithValues: zip(addresses, zip(observations, observations.reversed())).map {
                    ($0.0, ServerFacts(soa: $0.1.0, ns: $0.1.1))
                }),
            hosts: [
                ns: HostAddresses(addresses: addresses, isComplete: true),
                other: HostAddresses(
                    addresses: [], failure: .bound, aliases: [apex, ns], aliasEvidence: observations),
            ], glueCheck: GlueCheck(referrals: observations, hosts: []))
    }

    /// A zone with the observation in each of its places, and the cut at which it is.
    private func roundTrip(_ observations: [Observation], _ referral: Observation?) throws {
        let cut = Self.cut(referral: referral)
        var writer = PackWriter()
        cut.pack(into: &writer)
        var reader = PackReader(try #require(writer.packed))
        let read = try Cut(from: &reader, apex: cut.apex, in: ())
        #expect(reader.isAtEnd)
        #expect(read.apex.isIdentical(to: cut.apex) && read.parent == cut.parent && read.glue == cut.glue)
        #expect(zip(read.serverNames, cut.serverNames).allSatisfy { $0.isIdentical(to: $1) })
        #expect(read.serverNames.count == cut.serverNames.count && read.referral == cut.referral)
        #expect(read.knownServers == cut.knownServers && read.isPinned && read.lifetime == cut.lifetime)

        let zone = Self.zone(at: cut, observations)
        writer = PackWriter()
        zone.pack(into: &writer)
        reader = PackReader(try #require(writer.packed))
        #expect(try Zone(from: &reader, apex: zone.apex, in: cut) == zone)
        #expect(reader.isAtEnd)
    }

    @Test func everyOutcome() throws {
        try roundTrip(Self.observations, nil)
        for observation in Self.observations { try roundTrip([observation], observation) }
    }

    @Test("a response that differs in its identifier alone is kept once")
    func sharing() throws {
        let message = [UInt8](repeating: 7, count: 400)
        let many = (1...20).map { Self.observation($0, [Self.attempt(.response([0, UInt8($0)] + message))]) }
        try roundTrip(many, nil)
        var writer = PackWriter()
        for observation in many { writer.write(observation) }
        #expect(try #require(writer.packed).count < 900)
    }

    @Test(
        "what has no packed form is not packed",
        arguments: [
            observation(1, [attempt(.silence, at: Duration(secondsComponent: 0, attosecondsComponent: 1))]),
            observation(1, [], edns: EDNSRequest(payloadSizeInOctets: 4096)),
            observation(
                1,
                [
                    attempt(
                        .silence,
                        strays: [
                            Stray(
                                source: Endpoint(address: addresses[0]), mismatch: .id, octets: [], sizeInOctets: 0)
                        ])
                ]),
        ])
    func unpackable(_ observation: Observation) {
        var writer = PackWriter()
        writer.write(observation)
        #expect(writer.packed == nil)
    }

    @Test("octets that are cut off or changed are not read as something else, and never trap")
    func damage() throws {
        let cut = Self.cut(referral: Self.observations[0])
        let zone = Self.zone(at: cut, Self.observations)
        var writer = PackWriter()
        zone.pack(into: &writer)
        let octets = try #require(writer.packed)
        for length in octets.indices {
            var reader = PackReader(Array(octets[..<length]))
            #expect(throws: PackReader.Unreadable.self) { try Zone(from: &reader, apex: zone.apex, in: cut) }
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            var changed = octets
            changed[Int.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random)
            var reader = PackReader(changed)
            _ = try? Zone(from: &reader, apex: zone.apex, in: cut)
        }
    }

    @Test("the zone of a cut that was found anew is learnt anew")
    func anotherCut() {
        var map = PackedMap<Zone>(limitInOctets: 1 << 20, unpacked: 1)
        let first = Self.cut(referral: Self.observations[0])
        map.set(Self.zone(at: first, Self.observations), for: Self.apex, until: .seconds(60))
        map.set(
            Zone(apex: Self.ns, parent: nil, delegation: [], glue: [:], referral: nil), for: Self.ns,
            until: .seconds(60))
        let second = Self.cut(referral: Self.observations[1])
        #expect(map.value(for: Self.apex, at: .zero, in: second) == nil)
        #expect(map.value(for: Self.apex, at: .zero, in: first) == Self.zone(at: first, Self.observations))
        #expect(map.value(for: Self.apex, at: .seconds(60), in: first) == nil)
        #expect(map.peek(Self.ns, in: Self.cut(referral: nil))?.apex == Self.ns)
    }

    // MARK: - What is kept of it

    @Test("as much is kept as there is room for, and the last used longest")
    func store() throws {
        let octetsInPiece = 1024
        var store = PackStore(limitInOctets: 16 * octetsInPiece)
        func octets(_ key: UInt64) -> [UInt8] { [UInt8](repeating: UInt8(truncatingIfNeeded: key), count: 100) }
        for key in 0..<10_000 as Range<UInt64> {
            store.set(octets(key), note: Int(key), for: key, until: Int64(key))
            // Used all the time, and so never the oldest for long.
            #expect(store.use(0)?.note == 0)
            #expect(store.count <= 160)
            if key % 100 == 7 { store.set(octets(key), note: 1, for: key, until: 5) }
        }
        #expect(Array(try #require(store.peek(0)).octets) == octets(0))
        let last = try #require(store.peek(9_999))
        #expect(Array(last.octets) == octets(9_999) && last.note == 9_999 && last.expires == 9_999)
        #expect(store.peek(5_000) == nil && store.count > 140)
        for key in 0..<10_000 as Range<UInt64> {
            guard let kept = store.peek(key) else { continue }
            #expect(Array(kept.octets) == octets(key))
        }
        store.remove(0)
        #expect(store.peek(0) == nil)
        // What is too long, or noted too high, is not kept.
        store.set([UInt8](repeating: 0, count: octetsInPiece + 1), note: 0, for: 1, until: 0)
        store.set([], note: 1 << 31, for: 2, until: 0)
        #expect(store.peek(1) == nil && store.peek(2) == nil)
    }

    @Test("a thousand zones come back the same, and take a fraction of their octets")
    func compression() throws {
        var map = PackedMap<Zone>(limitInOctets: 4 << 20, unpacked: 1)
        var zones: [(cut: Cut, zone: Zone)] = []
        for number in 0..<1000 {
            let apex = try Name(presentation: "zone-\(number).test.")
            let response = { (id: UInt8) in
                Attempt.Outcome.response(
                    [id, UInt8(truncatingIfNeeded: number), 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0] + apex.wire + [0, 6, 0, 1]
                        + (0..<160).map { UInt8($0) })
            }
            let facts = Self.addresses.enumerated().map { index, address in
                Self.observation(
                    number * 10 + index, [Self.attempt(response(UInt8(index)), at: .microseconds(number * 977))],
                    at: address)
            }
            let cut = Cut(apex: apex, parent: nil, serverNames: [Self.ns], glue: [Self.ns: Self.addresses])
            let zone = Zone(
                apex: apex, parent: nil, delegation: cut.serverNames, glue: cut.glue, referral: nil,
                facts: Dictionary(
                    uniqueKeysWithValues: zip(Self.addresses, facts.map { ServerFacts(soa: $0, ns: $0) })))
            zones.append((cut, zone))
            map.set(zone, for: apex, until: .seconds(60))
        }
        for (cut, zone) in zones { #expect(map.value(for: zone.apex, at: .zero, in: cut) == zone) }
        var writer = PackWriter()
        zones[999].zone.pack(into: &writer)
        let octets = try #require(writer.packed)
        let compressor = PackCompressor(dictionaryOctets: octets.count)
        #expect(compressor.compressed(octets) == nil)
        let compressed = try #require(compressor.compressed(octets))
        #expect(compressed.count * 2 < octets.count)
        #expect(compressed.withUnsafeBytes { compressor.decompressed($0, count: octets.count) } == octets)
        #expect(compressed.withUnsafeBytes { compressor.decompressed($0, count: octets.count + 1) } == nil)
        #expect(octets.withUnsafeBytes { compressor.decompressed($0, count: octets.count) } == nil)
    }
}
