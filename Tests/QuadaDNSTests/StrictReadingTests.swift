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
        guard case .rejected(let reason) = StrictReading([]) else {
            Issue.record("an empty message was accepted")
            return
        }
        #expect(!reason.isEmpty)
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

    /// How the two differ, in words; none where they agree or where the difference is known.
    static func difference(_ octets: [UInt8]) -> String? {
        let ours = Message(reading: octets)
        switch StrictReading(octets) {
        case .rejected(let reason):
            // RDATA that we keep as octets is the library's to judge.
            guard ours.defects.isEmpty, !ours.hasOpaqueRecord else { return nil }
            return "rejected: \(reason) \(octets)"
        case .accepted(let theirs):
            // Behind a record that the two delimit differently they read different octets: the first defect counts.
            if let first = ours.defects.first, !first.isOneThatLDNSAccepts { return "accepted: \(first) \(octets)" }
            guard ours.defects.isEmpty, !ours.hasOpaqueRecord else { return nil }
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

extension WireDefect {
    /// What ldns 1.8.3 takes for whole: RDATA longer or shorter than its type's (AAAA of 0 and of 20 octets among
    /// them; AAAA of 4 it refuses), or beyond the message where a name in it ends before; octets behind the last
    /// record, OPT anywhere, pointers that point forward.
    fileprivate var isOneThatLDNSAccepts: Bool {
        switch kind {
        case .rdataMalformed, .rdataOverrunsMessage, .trailingOctets, .misplacedOPT, .optionOverrunsOPT,
            .compressionLoop:
            true
        case .headerTruncated, .truncatedSection, .reservedLabelType, .nameTooLong: false
        }
    }
}

extension Message {
    /// Whether a record is of a type that our reader does not look into.
    fileprivate var hasOpaqueRecord: Bool {
        (answer + authority + additional).contains { if case .opaque = $0.data { true } else { false } }
    }
}
