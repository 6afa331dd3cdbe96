import Foundation
import QuadaDNS
import Testing

@Suite("Names")
struct NameTests {
    private static func label(_ count: Int, _ letter: String = "a") -> String {
        String(repeating: letter, count: count)
    }
    /// 255 octets in wire form: three labels of 63 and one of 61.
    private static let longest = [63, 63, 63, 61].map { label($0) }.joined(separator: ".")

    static let readable: [(String, [UInt8], String)] = [
        (".", [0], "."),
        ("test", [4, 116, 101, 115, 116, 0], "test."),
        ("WwW.test.", [3, 87, 119, 87, 4, 116, 101, 115, 116, 0], "WwW.test."),
        ("a\\.b", [3, 97, 46, 98, 0], "a\\.b."),
        ("a\\046b", [3, 97, 46, 98, 0], "a\\.b."),
        ("\\000\\255", [2, 0, 255, 0], "\\000\\255."),
        ("a\\032b", [3, 97, 32, 98, 0], "a\\032b."),
        ("\\027[31m", [5, 27, 91, 51, 49, 109, 0], "\\027[31m."),
        ("\\\"\\;\\(\\)\\@\\$\\\\", [7, 34, 59, 40, 41, 64, 36, 92, 0], "\\\"\\;\\(\\)\\@\\$\\\\."),
        ("*._tcp", [1, 42, 4, 95, 116, 99, 112, 0], "*._tcp."),
        ("é", [2, 0xC3, 0xA9, 0], "\\195\\169."),
        (label(63), [63] + [UInt8](repeating: 97, count: 63) + [0], label(63) + "."),
    ]

    @Test("presentation format is read and written", arguments: readable)
    func presentation(text: String, wire: [UInt8], expected: String) throws {
        let name = try Name(presentation: text)
        #expect(name.wire == wire)
        #expect(name.description == expected)
        #expect(name.lowercaseDescription == name.lowercased.description)
        #expect(try Name(presentation: expected).wire == wire)
        #expect(try Name(wire: wire).isIdentical(to: name))
        let json = try JSONEncoder().encode([name])
        #expect(try JSONDecoder().decode([Name].self, from: json) == [name])
    }

    static let unreadable: [(String, NameError, String)] = [
        ("", .empty, "empty"),
        ("a..b", .emptyLabel, "empty label (two dots in a row, or a dot at the start)"),
        (".a", .emptyLabel, "empty label (two dots in a row, or a dot at the start)"),
        ("..", .emptyLabel, "empty label (two dots in a row, or a dot at the start)"),
        (label(64), .labelTooLong(octets: 64), "label of 64 octets, at most 63 are allowed"),
        ("a" + longest, .labelTooLong(octets: 64), "label of 64 octets, at most 63 are allowed"),
        (longest + "a", .nameTooLong(octets: 256), "256 octets in wire form, at most 255 are allowed"),
        ("a\\", .badEscape(at: 1), "bad escape at octet 2: want \\X, or \\DDD up to \\255"),
        ("a\\25", .badEscape(at: 1), "bad escape at octet 2: want \\X, or \\DDD up to \\255"),
        ("a\\256", .badEscape(at: 1), "bad escape at octet 2: want \\X, or \\DDD up to \\255"),
        ("a\\2x5", .badEscape(at: 1), "bad escape at octet 2: want \\X, or \\DDD up to \\255"),
        ("a b", .unescapedOctet(32, at: 1), "blank at octet 2: write \\032 if it is meant"),
        ("a\n", .unescapedOctet(10, at: 1), "control character at octet 2: write \\DDD if it is meant"),
        ("a\u{7F}", .unescapedOctet(127, at: 1), "control character at octet 2: write \\DDD if it is meant"),
    ]

    @Test("what is no name is refused in words", arguments: unreadable)
    func refuses(text: String, error: NameError, words: String) {
        #expect(throws: error) { try Name(presentation: text) }
        #expect(throws: error) { try Name(userInput: text) }
        #expect(error.description == words)
    }

    @Test("a name may have 255 octets and no more")
    func limits() throws {
        let name = try Name(presentation: Self.longest)
        #expect(name.wire.count == 255)
        #expect(throws: NameError.nameTooLong(octets: 257)) { try name.child(label: [97]) }
        #expect(throws: NameError.emptyLabel) { try Name.root.child(label: []) }
        #expect(throws: NameError.labelTooLong(octets: 64)) {
            try Name.root.child(label: [UInt8](repeating: 97, count: 64))
        }
        #expect(try Name(labels: [[UInt8]](repeating: [97], count: 127)).labelCount == 127)
        #expect(throws: NameError.nameTooLong(octets: 257)) { try Name(labels: [[UInt8]](repeating: [97], count: 128)) }
    }

    static let badWire: [([UInt8], NameError)] = [
        ([], .notOneName), ([1, 97], .notOneName), ([1, 97, 0, 0], .notOneName), ([5, 97, 0], .notOneName),
        ([0, 0], .notOneName), ([64] + [UInt8](repeating: 97, count: 64) + [0], .labelTooLong(octets: 64)),
        ([0xC0, 12], .labelTooLong(octets: 192)),
        ([UInt8](repeating: 1, count: 257), .nameTooLong(octets: 257)),
    ]

    @Test("octets that are not exactly one name are refused", arguments: badWire)
    func refusesWire(wire: [UInt8], error: NameError) {
        #expect(throws: error) { try Name(wire: wire) }
    }

    static let pairs: [(String, String, Bool)] = [
        ("www.test", "WWW.TEST.", true), ("a\\.b", "a.b", false), ("[", "{", false), ("\\200", "\\232", false),
        ("@", "`", false), ("a", "b", false), ("www.test", "www.test.test", false), ("AZ", "az", true),
    ]

    @Test("each octet compares without case as a letter or not at all, wherever it stands", arguments: 1...24)
    func caseOfOctets(length: Int) throws {
        for place in 0..<length {
            for octet in UInt8.min...UInt8.max {
                var label = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                label[place] = octet
                let name = try Name(labels: [label])
                label[place] ^= 0x20
                let other = try Name(labels: [label])
                let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet | 0x20
                guard (name == other) == isLetter, (name.hashValue == other.hashValue) == isLetter,
                    !name.isIdentical(to: other)
                else {
                    Issue.record("octet \(octet) at \(place)")
                    return
                }
            }
        }
    }

    @Test("only ASCII letters are equal without case, and equal names have one hash", arguments: pairs)
    func equality(first: String, second: String, isEqual: Bool) throws {
        let (left, right) = (try Name(presentation: first), try Name(presentation: second))
        #expect((left == right) == isEqual)
        #expect(Set([left, right]).count == (isEqual ? 1 : 2))
        #expect(!(left < right && right < left))
        #expect((!(left < right) && !(right < left)) == isEqual)
        #expect(left.lowercased == left)
    }

    @Test("the canonical order is that of RFC 4034, section 6.1")
    func order() throws {
        let ordered = [
            "example", "a.example", "yljkjljk.a.example", "Z.a.example", "zABC.a.EXAMPLE", "z.example",
            "\\001.z.example", "*.z.example", "\\200.z.example",
        ].map { Name($0)! }
        #expect(ordered.reversed().sorted() == ordered)
        #expect(Name.root < ordered[0])
    }

    static let ancestors: [(String, String, Bool, Bool)] = [
        ("www.shop.test", "shop.test", true, true), ("shop.test", "SHOP.test", true, false),
        ("test", "shop.test", false, false), ("xshop.test", "shop.test", false, false), ("a", ".", true, true),
        (".", ".", true, false), ("a\\004test", "test", false, false), ("www\\.shop.test", "shop.test", false, false),
    ]

    @Test("a name is below another only by whole labels", arguments: ancestors)
    func isBelow(name: String, other: String, atOrBelow: Bool, below: Bool) throws {
        let (name, other) = (try Name(presentation: name), try Name(presentation: other))
        #expect(name.isAtOrBelow(other) == atOrBelow)
        #expect(name.isBelow(other) == below)
    }

    @Test("labels are counted and cut from the right, whatever number is asked for")
    func labels() throws {
        let name = try Name(presentation: "a.b.c")
        #expect(name.labels.map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "c"])
        let suffixes = [Int.min, -1, 0, 1, 2, 3, 4, Int.max].map { name.suffix(labels: $0).description }
        #expect(suffixes == [".", ".", ".", "c.", "b.c.", "a.b.c.", "a.b.c.", "a.b.c."])
        #expect(name.parent?.description == "b.c.")
        #expect(Name.root.parent == nil)
        #expect(Name("*.test")!.isWildcard && !Name("*a.test")!.isWildcard && !Name("a.*")!.isWildcard)
    }

    @Test("a DNAME replaces the end of a name, and says where that gets too long")
    func replacement() throws {
        let (shop, other) = (Name("shop.test")!, Name("other.example")!)
        #expect(try Name("a.www.SHOP.test")!.replacing(suffix: shop, with: other).description == "a.www.other.example.")
        #expect(try Name("a.test")!.replacing(suffix: .root, with: shop).description == "a.test.shop.test.")
        #expect(try Name("a.test")!.replacing(suffix: Name("test")!, with: .root).description == "a.")
        let long = try Name(presentation: Self.longest)
        #expect(throws: NameError.nameTooLong(octets: 259)) {
            try Name("www.a")!.replacing(suffix: Name("a")!, with: long)
        }
    }

    static let relative: [(String, String)] = [
        ("@", "example.test."), ("www", "www.example.test."), ("www.", "www."), (".", "."),
        ("a\\.", "a\\..example.test."),
        ("\\@", "\\@.example.test."),
    ]

    @Test("a name without a last dot is completed with the origin", arguments: relative)
    func origins(text: String, expected: String) throws {
        #expect(try Name(presentation: text, origin: Name("example.test")!).description == expected)
    }

    static let uLabels: [(String, String)] = [
        ("www.example.test", "www.example.test."),
        ("bücher.example", "xn--bcher-kva.example."),
        ("BÜCHER.Example.", "xn--bcher-kva.example."),
        ("bu\u{308}cher.example", "xn--bcher-kva.example."),
        ("faß.example", "xn--fa-hia.example."),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah."),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah."),
        ("_dmarc.bücher.example", "_dmarc.xn--bcher-kva.example."),
        ("*.bücher.example", "*.xn--bcher-kva.example."),
        ("xn--bcher-kva.example", "xn--bcher-kva.example."),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv."),
    ]

    @Test("U-labels become A-labels", arguments: uLabels)
    func idna(text: String, expected: String) throws {
        #expect(try Name(userInput: text).description == expected)
    }

    static let notIDNA = [
        "☃\u{200D}.example", "bücher\\.de", "a\u{200B}\u{301}..\u{301}", "\u{301}a.example", "اabc.example",
        String(repeating: "ü", count: 64) + ".example", "\u{E000}.example",
    ]

    @Test("what IDNA 2008 does not allow is refused with a reason", arguments: notIDNA)
    func refusesULabel(text: String) {
        let error = #expect(throws: NameError.self) { try Name(userInput: text) }
        guard case .notIDNA(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }
}
