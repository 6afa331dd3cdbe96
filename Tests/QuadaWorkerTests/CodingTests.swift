import QuadaDNS
import QuadaEvidence
import QuadaTransport
import QuadaWalk
import Testing

@testable import QuadaWorker

/// What a worker sends is what it saw; what is anything else is refused, and traps nobody.
@Suite struct CodingTests {
    @Test("every fixture's evidence comes back the same, octet for octet", arguments: LabEvidence.all)
    func evidence(_ lab: LabEvidence) async throws {
        let walked = try await lab.walked()
        try #require(!walked.isEmpty)
        for evidence in walked {
            let octets = EvidencePayload(order: 7, evidence: evidence).octets
            let read = try EvidencePayload(reading: octets) { $0 == 7 ? evidence.name : nil }
            #expect(read.evidence == evidence)
            // Equal names may differ in case, equal octets may not.
            #expect(read.octets == octets)
        }
    }

    @Test("what names share is said once, and comes back the same for each", arguments: LabEvidence.all)
    func remembered(_ lab: LabEvidence) async throws {
        let walked = try await lab.walked()
        var said: SaidEvidence? = SaidEvidence()
        var heard: HeardEvidence? = HeardEvidence()
        for _ in 0..<2 {
            for evidence in walked {
                let payload = EvidencePayload(order: 1, evidence: evidence)
                let octets = payload.octets(after: &said)
                let read = try EvidencePayload(reading: octets, after: &heard, numbers: .asTheyAre) { _ in
                    evidence.name
                }
                #expect(read.evidence == evidence)
            }
        }
        let first = try #require(walked.first)
        let again = EvidencePayload(order: 1, evidence: first)
        if !first.zones.isEmpty { #expect(again.octets(after: &said).count < again.octets.count) }
    }

    @Test("values beyond the places there are push out the oldest, on both sides alike")
    func places() throws {
        var said = Said<Int>(limit: 3)
        var heard = Heard<Int>(limit: 3)
        var random = Chance(state: 5)
        for _ in 0..<2000 {
            let value = Int.random(in: 0..<6, using: &random)
            let apex = try Name(presentation: "z\(value % 5).test.")
            let (place, isKnown) = said.place(value, of: apex)
            if isKnown {
                #expect(heard[place] == value)
            } else {
                let isHeard = heard.hear(value, at: place)
                #expect(isHeard)
            }
        }
        let isBeyond = heard.hear(1, at: 3)
        #expect(!isBeyond && heard[7] == nil)
        var empty = Heard<Int>(limit: 3)
        let leavesGap = empty.hear(1, at: 2)
        #expect(!leavesGap && empty[0] == nil)
    }

    @Test("evidence that nobody ordered is refused")
    func unordered() async throws {
        let evidence = try await Self.small()
        let octets = EvidencePayload(order: 7, evidence: evidence).octets
        let other = try Name(presentation: "other.test.")
        #expect(throws: Nonsense("evidence for order 7, which was not given")) {
            try EvidencePayload(reading: octets) { _ in nil }
        }
        #expect(throws: Nonsense("evidence about another name than order 7 is for")) {
            try EvidencePayload(reading: octets) { _ in other }
        }
    }

    @Test("evidence cut off anywhere, or with an octet behind its end, is refused", arguments: [true, false])
    func truncations(_ mixesCase: Bool) async throws {
        let evidence = try await Self.small(mixesCase: mixesCase)
        let octets = EvidencePayload(order: 0, evidence: evidence).octets
        // Every end among the first, where each kind of thing stands once, and then some.
        let ends = Array(octets.indices.prefix(700)) + stride(from: 700, to: octets.count, by: octets.count / 97)
        for end in ends {
            #expect(throws: Nonsense.self, "at \(end)") {
                try EvidencePayload(reading: Array(octets[..<end])) { _ in evidence.name }
            }
        }
        #expect(throws: Nonsense.self) { try EvidencePayload(reading: octets + [0]) { _ in evidence.name } }
    }

    @Test("evidence with octets changed, left out or put in is read or refused", arguments: 0..<12)
    func mutations(_ round: UInt64) async throws {
        // With twins in two rounds of three.
        let evidence = try await Self.small(mixesCase: round % 3 == 0)
        let octets = EvidencePayload(order: 0, evidence: evidence).octets
        var random = Chance(state: round)
        var refused = 0
        for _ in 0..<150 {
            var changed = octets
            for _ in 0...Int.random(in: 0..<4, using: &random) { random.mutate(&changed) }
            do {
                let read = try EvidencePayload(reading: changed) { _ in evidence.name }
                // What was taken is a value that the channel can carry.
                let again = try EvidencePayload(reading: read.octets) { _ in evidence.name }
                #expect(again == read, "round \(round)")
            } catch {
                #expect(!error.description.utf8.contains { $0 < 0x20 || $0 > 0x7E })
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test("lists of any length said but not sent are refused at once")
    func counts() throws {
        // An order, the root's name as the first, and a list of 2^62 links.
        let huge: [UInt8] = [0, 0, 0] + [UInt8](repeating: 0x80, count: 8) + [0x40]
        #expect(throws: Nonsense("4611686018427387904 links, more than 64", at: 12)) {
            try EvidencePayload(reading: huge) { _ in .root }
        }
    }

    @Test("a configuration comes back the same, and changed octets trap nobody")
    func configuration() throws {
        var walk = WalkConfiguration(
            roots: [ServerAddress(name: .root, address: try #require(IPAddress("2001:db8::1")), source: .both)],
            pinned: [try Name(presentation: "Zone.Test."): [try #require(IPAddress("192.0.2.1"))]], port: 5353,
            families: [.ipv6], probe: .full, seed: .max)
        walk.bounds.labelsChecked = 3
        walk.limits.failures = 17
        walk.isBulk = true
        let octets = WorkerConfiguration(
            walk: walk, pacing: .unpaced(maximumInFlight: 9), sourcePorts: .shared, mixesCase: true
        ).octets
        let read = try WorkerConfiguration(reading: octets)
        #expect(read.walk.roots == walk.roots)
        #expect(read.walk.pinned == walk.pinned)
        #expect(read.walk.port == 5353)
        #expect(read.walk.families == [.ipv6])
        #expect(read.walk.probe == .full)
        #expect(read.walk.seed == .max)
        #expect(read.walk.bounds == walk.bounds)
        #expect(read.walk.limits == walk.limits)
        #expect(read.walk.isBulk)
        #expect(read.pacing == .unpaced(maximumInFlight: 9))
        #expect(read.sourcePorts == .shared)
        #expect(read.mixesCase)
        #expect(read.octets == octets)
        var random = Chance(state: 1)
        for _ in 0..<5000 {
            var changed = octets
            random.mutate(&changed)
            _ = try? WorkerConfiguration(reading: changed)
        }
    }

    /// The smallest of the fixtures' evidence, so that every octet of it can be tried.
    ///
    /// - Parameter mixesCase: Where it is not mixed, most observations have twins.
    private static func small(mixesCase: Bool = true) async throws -> NameEvidence {
        let lab = try #require(LabEvidence.all.first { $0.path.hasSuffix("/gtm-2014.yaml") })
        let walked = try await lab.walked(mixesCase: mixesCase)
        return try #require(
            walked.min {
                EvidencePayload(order: 0, evidence: $0).octets.count
                    < EvidencePayload(order: 0, evidence: $1).octets.count
            })
    }
}

/// SplitMix64: the same round does the same everywhere.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Changes, takes out or puts in one octet, or repeats a piece.
    mutating func mutate(_ octets: inout [UInt8]) {
        guard !octets.isEmpty else { return }
        let place = Int.random(in: octets.indices, using: &self)
        switch Int.random(in: 0..<5, using: &self) {
        case 0: octets[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: octets[place] = UInt8.random(in: .min ... .max, using: &self)
        case 2: octets.remove(at: place)
        case 3: octets.insert(UInt8.random(in: .min ... .max, using: &self), at: place)
        default:
            let end = Int.random(in: place...min(octets.count, place + 64), using: &self)
            octets.insert(contentsOf: octets[place..<end], at: place)
        }
    }
}
