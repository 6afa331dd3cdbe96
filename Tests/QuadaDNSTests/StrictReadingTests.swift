import QuadaDNS
import Testing

/// Our reader against ldns: where both take a message whole, they must read
/// the same in it.
@Suite("The second opinion")
struct StrictReadingTests {
    static let saved: [(String, Bool)] = [
        ("aaaa", true), ("alias-chain", true), ("nodata", true), ("referral", true), ("options", true),
        ("signed-denial", true), ("header-only", true), ("hostile-name", true),
        // The three that design.md documents.
        ("aaaa-4-octets", false), ("aaaa-20-octets", true), ("aaaa-0-octets", true),
        ("pointer-loop", false), ("rdata-overruns", false), ("counts-too-high", false), ("reserved-label", false),
        ("opt-in-answer", false),
    ]

    @Test("ldns takes a message whole or not at all", arguments: saved)
    func verdict(name: String, isAccepted: Bool) {
        #expect(StrictReading(SavedMessages.octets(name)).isAccepted == isAccepted)
    }

    @Test("a rejection says why, in the library's words")
    func reasons() {
        #expect(StrictReading([]) == .rejected(reason: "header section incomplete"))
        #expect(StrictReading(SavedMessages.octets("aaaa-4-octets")) == .rejected(reason: "answer section incomplete"))
    }

    @Test("both read the same in seeded random messages", arguments: 0..<8)
    func wellFormed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let octets = random.message().encoded(compressing: random.chance(2))
            #expect(Comparison(octets) == .same, "seed \(seed)")
        }
    }

    @Test("both read the same in mutated messages, known differences aside", arguments: 0..<8)
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var same = 0
        for _ in 0..<1000 {
            var octets =
                random.chance(2)
                ? random.message().encoded()
                : SavedMessages.all[Int.random(in: SavedMessages.all.indices, using: &random)].octets
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                octets[Int.random(in: octets.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if random.chance(8) { octets.removeLast(Int.random(in: 0..<octets.count, using: &random)) }
            let comparison = Comparison(octets)
            if case .unexplained(let detail) = comparison { Issue.record("seed \(seed): \(detail): \(octets)") }
            if comparison == .same { same += 1 }
        }
        #expect(same > 700, "known differences must not become the rule")
    }

    private static let head: [UInt8] = [0, 1, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]

    /// One message for each difference, so that the list holds none that is not real.
    static let examples: [(KnownDifference, [UInt8])] = [
        (.rdataShape, SavedMessages.octets("aaaa-0-octets")),
        (.rdataShape, SavedMessages.octets("aaaa-20-octets")),
        (.rdataShape, SavedMessages.octets("cname-shape")),
        // An MX of a preference alone.
        (.rdataShape, head + [0, 0, 15, 0, 1, 0, 0, 0, 0, 0, 2, 0, 10]),
        // An owner that points at the name in its own RDATA.
        (.forwardPointer, head + [0xC0, 24, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3, 1, 97, 0]),
        (.optionOverrun, SavedMessages.octets("option-overruns")),
        (.misplacedOPT, SavedMessages.octets("two-opts")),
        (.trailingOctets, SavedMessages.octets("trailing-octets")),
        // A TXT whose string is longer than its RDATA.
        (.unreadType, head + [0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 9, 97]),
        // An HINFO whose two strings end before its RDATA does.
        (.unreadType, head + [0, 0, 13, 0, 1, 0, 0, 0, 0, 0, 5, 1, 97, 0, 0, 0]),
    ]

    @Test("every known difference is real", arguments: examples)
    func known(difference: KnownDifference, octets: [UInt8]) {
        #expect(Comparison(octets) == .known(difference))
    }

    @Test("the list of differences has an example for each")
    func examplesAreWhole() {
        #expect(Set(Self.examples.map(\.0)) == Set(KnownDifference.allCases))
    }
}

/// Where ldns 1.8 and our reader are known to differ. An AAAA of 4 octets is not among them: both say it is broken,
/// but ldns throws the whole message away for it.
enum KnownDifference: CaseIterable {
    /// ldns reads on where a type's last field ends: RDATA may be empty, end between two fields, or hold octets more,
    /// which it takes for the next record.
    case rdataShape
    /// ldns follows a pointer forward, as long as the name ends.
    case forwardPointer
    /// ldns takes an OPT whose options do not fit.
    case optionOverrun
    /// ldns takes a second OPT, and an OPT that the root does not own.
    case misplacedOPT
    /// ldns does not look behind the last record.
    case trailingOctets
    /// RDATA of a type that we keep as octets, which ldns reads by its shape as above.
    case unreadType
}

/// What two readings of the same octets come to.
enum Comparison: Equatable {
    case same
    case known(KnownDifference)
    case unexplained(String)

    init(_ octets: [UInt8]) {
        let ours = Message(reading: octets)
        let holdsUnreadType = (ours.answer + ours.authority + ours.additional).contains {
            if case .opaque = $0.data { true } else { false }
        }
        let unexplained: String
        switch (StrictReading(octets), ours.defects.first?.kind) {
        case (.rejected, .some):
            self = .same
            return
        case (.rejected(let reason), nil):
            unexplained = "ldns alone rejects: \(reason)"
        case (.accepted(let theirs), nil):
            if Self.isSame(ours, theirs) {
                self = .same
                return
            }
            unexplained = "both accept, and differ: \(theirs)"
        case (.accepted, .some(let defect)):
            if let difference = Self.tolerated(defect) {
                self = .known(difference)
                return
            }
            unexplained = "ldns alone accepts: \(defect)"
        }
        self = holdsUnreadType ? .known(.unreadType) : .unexplained(unexplained)
    }

    private static func tolerated(_ defect: WireDefect.Kind) -> KnownDifference? {
        switch defect {
        case .rdataMalformed: .rdataShape
        case .compressionLoop: .forwardPointer
        case .optionOverrunsOPT: .optionOverrun
        case .misplacedOPT: .misplacedOPT
        case .trailingOctets: .trailingOctets
        case .headerTruncated, .truncatedSection, .reservedLabelType, .nameTooLong, .rdataOverrunsMessage: nil
        }
    }

    private static func isSame(_ ours: Message, _ theirs: StrictReading.Contents) -> Bool {
        ours.header.id == theirs.id && ours.rcode == theirs.rcode && (ours.edns != nil) == theirs.hasEDNS
            && ours.questions == theirs.questions && ours.answer == theirs.answer
            && ours.authority == theirs.authority && ours.additional == theirs.additional
            && zip(ours.answer, theirs.answer).allSatisfy { $0.owner.isIdentical(to: $1.owner) }
    }
}
