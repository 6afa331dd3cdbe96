import QuadaDNS
import Testing

/// Holds our presentation format to that of ldns, and both to what a reader of zone files makes of them.
@Suite("RDATA in presentation format, beside ldns")
struct RDataTextAgainstLibraryTests {
    @Test("well-formed RDATA has its type's own form, which is read back", arguments: SeededGenerator.presentedTypes)
    func wellFormed(type: RRType) {
        var random = SeededGenerator(seed: UInt64(type.rawValue))
        var same = 0
        for _ in 0..<300 {
            let octets = random.rdata(of: type)
            let agreement = Agreement(type, octets)
            if agreement == .same { same += 1 }
            let isExpected =
                switch agreement {
                case .same, .known(.spelling), .known(.libraryText), .known(.listEscapes), .known(.padding): true
                case .known(.shape), .known(.loneAt), .known(.lenience), .unexplained: false
                }
            #expect(isExpected, "\(type): \(agreement): \(octets)")
        }
        // ldns writes every NSEC3 with a blank too many.
        #expect(type == .nsec3 || same > 100, "known differences must not become the rule")
    }

    @Test("mutated RDATA is shown as ldns shows it, or not of its shape", arguments: SeededGenerator.presentedTypes)
    func mutated(type: RRType) {
        var random = SeededGenerator(seed: UInt64(type.rawValue) + 1000)
        var same = 0
        for _ in 0..<600 {
            var octets = random.rdata(of: type)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                octets[Int.random(in: octets.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if random.chance(3) { octets.removeLast(Int.random(in: 0..<octets.count, using: &random)) }
            if random.chance(6) { octets += random.octets(1...4) }
            let agreement = Agreement(type, octets)
            if agreement == .same { same += 1 }
            if case .unexplained(let detail) = agreement { Issue.record("\(type): \(detail): \(octets)") }
        }
        #expect(same > 200, "known differences must not become the rule")
    }

    /// Each difference by example, so that the list holds none that is not real: what it is, and what ldns writes.
    static let examples: [(LibraryDifference, RRType, [UInt8], String)] = [
        // We have no mnemonic for some types.
        (.spelling, .nsec, [0, 0, 4, 0, 0, 0, 2], ". NXT"),
        // Two blanks behind a salt.
        (.spelling, .nsec3, [1, 0, 0, 1, 0] + [5, 1, 2, 3, 4, 5] + [0, 1, 0x40], "1 0 1 -  04106105 A"),
        // We escape what a zone file's reader could take for the origin or a directive.
        (.spelling, .afsdb, [0, 1, 3, 0x61, 0x40, 0x24, 0], "1 a@$."),
        // A quote in a name.
        (.libraryText, .afsdb, [0, 1, 1, 0x22, 0], "1 \"."),
        // An empty value is left out.
        (.libraryText, .caa, [0, 5] + Array("issue".utf8), "0 issue"),
        // A semicolon without quotes begins a comment.
        (.libraryText, .https, [0, 1, 0, 0xFF, 0, 0, 3, 0x61, 0x3B, 0x62], "1 . key65280=a;b"),
        // A comma in an identifier is escaped once, against RFC 9460, appendix A.1, as ldns reads it.
        (.listEscapes, .https, [0, 1, 0, 0, 1, 0, 4, 3, 0x61, 0x2C, 0x62], "1 . alpn=a\\,b"),
        // A hash whose length is no multiple of five.
        (.padding, .nsec3, [1, 0, 0, 1, 0, 1, 0x66, 0, 1, 0x40], "1 0 1 -  co====== A"),
        (.loneAt, .afsdb, [0, 1, 1, 0x40, 1, 0x61, 0], "1 @.a."),
        // 91 degrees of latitude.
        (
            .lenience, .loc, [0, 0x12, 0x16, 0x13, 0x93, 0x86, 0xC7, 0x80, 0x80, 0, 0, 0, 0, 0x98, 0x96, 0x80],
            "91 00 0.000 N 00 00 0.000 W 0m 1m 10000m 10m"
        ),
        // A key without the value that it must have.
        (.lenience, .https, [0, 1, 0, 0, 3, 0, 0], "1 . port"),
        // A key twice.
        (
            .lenience, .https, [0, 1, 0, 0, 3, 0, 2, 0, 80, 0, 5, 0, 1, 0, 0, 5, 0, 1, 1, 0, 7, 0, 1, 0x61],
            "1 . port=80 ech=AA== ech=AQ== dohpath=a"
        ),
        // A key that must not be among those it lists.
        (.lenience, .https, [0, 1, 0, 0, 0, 0, 4, 0, 0, 0, 1], "1 . mandatory=mandatory,alpn"),
        // The second string is missing.
        (.shape, .hinfo, [1, 0x61], "\"a\""),
        // Octets behind the last field.
        (.shape, .hinfo, [1, 0x61, 1, 0x62, 9], "\"a\" \"b\""),
        // Keys that do not ascend.
        (.shape, .https, [0, 1, 0, 0, 4, 0, 4, 192, 0, 2, 1, 0, 3, 0, 2, 0, 80], "1 . ipv4hint=192.0.2.1 port=80"),
        // A bitmap that ends in a zero octet.
        (.shape, .nsec, [0, 0, 2, 0x40, 0], ". A"),
        // A compressed name, where ldns follows the pointer.
        (.shape, .afsdb, [0, 1, 0xC0, 1], "1 ."),
        // Nothing where a key should be.
        (.shape, .dnskey, [1, 1, 3, 8], "257 3 8"),
    ]

    @Test("every known difference is real", arguments: examples)
    func known(difference: LibraryDifference, type: RRType, octets: [UInt8], theirs: String) {
        #expect(Agreement(type, octets) == .known(difference))
        #expect(LibraryText.rdata(type: type.rawValue, octets) == theirs)
    }

    @Test("the list of differences has an example for each")
    func examplesAreWhole() {
        #expect(Set(Self.examples.map(\.0)) == Set(LibraryDifference.allCases))
    }
}

/// Where our text of RDATA and that of ldns 1.8 are known to differ.
enum LibraryDifference: CaseIterable {
    /// Both texts are read back as the octets.
    case spelling
    /// Only ours is read back as the octets. So it is, too, with a time that ldns puts into another round of its 32
    /// bits: it writes times around today's, we from 1970 on.
    case libraryText
    /// ldns neither writes nor reads the escapes in a list of protocol identifiers (RFC 9460, appendix A.1).
    case listEscapes
    /// ldns pads base 32, and wants it padded (against RFC 5155, section 3.3). No hash that there is needs it.
    case padding
    /// ldns reads a name whose first label is `@`, escaped or not, as the origin.
    case loneAt
    /// ldns writes and reads what the RFC does not allow: degrees beyond the poles or more than halfway round (RFC 1876,
    /// section 3), a service key twice or without the value it needs, `mandatory` among the mandatory (RFC 9460,
    /// sections 2.2 and 8). Ours is the generic form.
    case lenience
    /// ldns's text is not read back as the octets: some are missing in it, or too many. Ours is the generic form.
    case shape
}

/// What two texts of the same RDATA come to.
enum Agreement: Equatable {
    case same
    case known(LibraryDifference)
    case unexplained(String)

    init(_ type: RRType, _ octets: [UInt8]) {
        func isReadBack(_ text: String?) -> Bool {
            guard let text, let zone = try? ZoneFile(text: ". 0 IN \(type) \(text)", origin: .root, source: "text")
            else { return false }
            return zone.records.map(\.data) == [.opaque(octets)]
        }
        let ours = ResourceRecord(owner: .root, type: type, ttl: 0, data: .opaque(octets)).rdataText
        let generic = ResourceRecord(owner: .root, type: type, ttl: 0, data: .malformed(octets)).rdataText
        let theirs = LibraryText.rdata(type: type.rawValue, octets)
        let both = "\(ours) beside \(theirs ?? "none")"
        switch (ours == generic, theirs) {
        case (true, nil), (true, ours): self = .same
        case (true, _) where !isReadBack(theirs): self = .known(.shape)
        case (true, _): self = Self.isLenient(type, theirs ?? "") ? .known(.lenience) : .unexplained("lost: \(both)")
        case (false, _) where isReadBack(ours):
            self = theirs == ours ? .same : .known(isReadBack(theirs) ? .spelling : .libraryText)
        case (false, _) where ours.split(separator: " ").contains { $0.hasPrefix("\\@.") }: self = .known(.loneAt)
        case (false, _) where type == .nsec3:
            let isPadded = theirs?.filter { $0 != "=" }.replacing("  ", with: " ") == ours
            self = isPadded ? .known(.padding) : .unexplained("not read back: \(both)")
        case (false, _):
            let list = ProtocolList(in: ours)
            let isList = list?.hasEscapes == true && list?.wire.isContained(in: octets) == true
            self = isList ? .known(.listEscapes) : .unexplained("not read back: \(both)")
        }
    }

    private static func isLenient(_ type: RRType, _ text: String) -> Bool {
        let fields = text.split(separator: " ")
        if type == .loc {
            guard fields.count == 12, let north = Int(fields[0]), let east = Int(fields[4]) else { return false }
            return north >= 90 || east >= 180
        }
        let mandatory = fields.first { $0.hasPrefix("mandatory=") }?.dropFirst(10).split(separator: ",") ?? []
        let keys = fields.dropFirst(2).compactMap { $0.split(separator: "=").first }
        return mandatory.contains("mandatory") || Set(keys).count < keys.count
            || !Set(fields).isDisjoint(with: ["mandatory", "alpn", "port", "ipv4hint", "ech", "ipv6hint"])
    }
}

/// The `alpn` of a service binding's text, read as RFC 9460, appendix A, says.
private struct ProtocolList {
    var hasEscapes = false
    private var identifiers: [[UInt8]] = [[]]

    init?(in text: String) {
        // No name holds a blank, and no key before this one has a value with one.
        guard let start = text.firstRange(of: " alpn=")?.upperBound else { return nil }
        var decoded = Self.characterString(Array(text[start...].utf8))[...]
        while let octet = decoded.popFirst() {
            switch octet {
            case UInt8(ascii: "\\"):
                guard let escaped = decoded.popFirst() else { return nil }
                identifiers[identifiers.count - 1].append(escaped)
                hasEscapes = true
            case UInt8(ascii: ","): identifiers.append([])
            default: identifiers[identifiers.count - 1].append(octet)
            }
        }
    }

    /// Key, length and value.
    var wire: [UInt8] {
        let value = identifiers.flatMap { [UInt8($0.count)] + $0 }
        return [0, 1, UInt8(value.count >> 8), UInt8(truncatingIfNeeded: value.count)] + value
    }

    /// Reads up to a blank, or within quotes up to the closing one.
    private static func characterString(_ text: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        let isQuoted = text.first == UInt8(ascii: "\"")
        var index = isQuoted ? 1 : 0
        while index < text.count, text[index] != UInt8(ascii: isQuoted ? "\"" : " ") {
            guard text[index] == UInt8(ascii: "\\") else {
                octets.append(text[index])
                index += 1
                continue
            }
            if let number = UInt8(String(decoding: text[(index + 1)...].prefix(3), as: UTF8.self)) {
                octets.append(number)
                index += 4
            } else {
                octets.append(text[index + 1])
                index += 2
            }
        }
        return octets
    }
}

extension [UInt8] {
    fileprivate func isContained(in other: [UInt8]) -> Bool {
        guard count <= other.count else { return false }
        return (0...(other.count - count)).contains { other[$0...].starts(with: self) }
    }
}
