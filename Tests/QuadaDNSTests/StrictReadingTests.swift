import QuadaDNS
import Testing

/// Our reader against ldns: where both take a message whole, they must read the same in it.
@Suite("The second opinion")
struct StrictReadingTests {
    static let saved: [(String, Bool)] = [
        ("aaaa", true), ("alias-chain", true), ("nodata", true), ("referral", true), ("options", true),
        ("signed-denial", true), ("header-only", true), ("hostile-name", true),
        // The three that design.md documents.
        ("aaaa-4-octets", false), ("aaaa-20-octets", true), ("aaaa-0-octets", true),
        ("pointer-loop", false), ("rdata-overruns", false), ("counts-too-high", false), ("reserved-label", false),
    ]

    @Test("ldns takes a message whole or not at all", arguments: saved)
    func verdict(name: String, isAccepted: Bool) {
        #expect(StrictReading(SavedMessages.octets(name)).isAccepted == isAccepted)
    }

    @Test("a rejection has a reason, an empty message too")
    func reasons() {
        #expect(StrictReading([]) == .rejected(reason: ""))
    }

    @Test("both read the same in seeded random messages", arguments: 0..<8)
    func wellFormed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let octets = random.message().encoded(compressing: random.chance(2))
            #expect(Self.difference(octets) == nil, "seed \(seed)")
        }
    }

    @Test("both read the same in mutated messages, known differences aside", arguments: 0..<8)
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            var octets =
                random.chance(2)
                ? random.message().encoded()
                : SavedMessages.all[Int.random(in: SavedMessages.all.indices, using: &random)].octets
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                octets[Int.random(in: octets.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if random.chance(8) { octets.removeLast(Int.random(in: 0..<octets.count, using: &random)) }
            #expect(Self.difference(octets) == nil, "seed \(seed)")
        }
    }

    static func difference(_ octets: [UInt8]) -> String? {
        let ours = Message(reading: octets)
        switch StrictReading(octets) {
        case .rejected(let reason):
            return ours.defects.isEmpty ? "rejected: \(reason) \(octets)" : nil
        case .accepted(let theirs):
            guard ours.defects.isEmpty else { return "accepted: \(ours.defects) \(octets)" }
            if theirs.questions != ours.questions || theirs.answer != ours.answer || theirs.authority != ours.authority
                || theirs.additional != ours.additional || theirs.rcode != ours.rcode
                || theirs.hasEDNS != (ours.edns != nil)
            {
                return "content \(octets)\n\(ours.digText())\n\(theirs)"
            }
            return nil
        }
    }
}
