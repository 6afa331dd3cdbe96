import QuadaDNS
import Testing

@Suite("RDATA in presentation format")
struct RDataTextTests {
    private static func text(_ type: RRType, _ octets: [UInt8]) -> String {
        ResourceRecord(owner: .root, type: type, ttl: 0, data: .opaque(octets)).rdataText
    }

    private static func string(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

    private static let a: [UInt8] = [1, 0x61, 0]

    static let strings: [(RRType, [UInt8], String)] = [
        (.txt, [0], "\"\""),
        (.txt, string("v=spf1 -all") + string("a;b"), "\"v=spf1 -all\" \"a;b\""),
        (.txt, [6, 0x09, 0x22, 0x5C, 0x7E, 0x7F, 0xFF], "\"\\009\\\"\\\\~\\127\\255\""),
        (.spf, string("v=spf1"), "\"v=spf1\""),
        (.hinfo, string("RFC8482") + [0], "\"RFC8482\" \"\""),
        // RFC 3403, section 6.1.
        (
            .naptr,
            [0, 100, 0, 50] + string("a") + string("z3950+N2L+N2C") + string("") + Name("cidserver.example.com")!.wire,
            "100 50 \"a\" \"z3950+N2L+N2C\" \"\" cidserver.example.com."
        ),
        (
            .uri, [0, 10, 0, 1] + Array("ftp://ftp1.example.com/public".utf8),
            "10 1 \"ftp://ftp1.example.com/public\""
        ),
        (.caa, [0] + string("issue") + Array("ca1.example.net".utf8), "0 issue \"ca1.example.net\""),
        (.caa, [128] + string("iodef") + Array("a\"b".utf8), "128 iodef \"a\\\"b\""),
        (.caa, [0] + string("issue"), "0 issue \"\""),
        (.rp, a + [0], "a. ."),
        (.afsdb, [0, 1] + a, "1 a."),
    ]

    @Test("strings, numbers and names", arguments: strings)
    func showsStrings(type: RRType, octets: [UInt8], expected: String) {
        #expect(Self.text(type, octets) == expected)
    }

    static let keys: [(RRType, [UInt8], String)] = [
        (.ds, [0xEC, 0x45, 5, 1, 0x2B, 0xB1], "60485 5 1 2bb1"),
        // RFC 8078, section 4: the child asks its parent to take the DS away.
        (.cds, [0, 0, 0, 0, 0], "0 0 0 00"),
        (.cdnskey, [0, 0, 3, 0, 0], "0 3 0 AA=="),
        (.dnskey, [1, 1, 3, 8, 1, 2, 3, 4, 5], "257 3 8 AQIDBAU="),
        (.sshfp, [4, 2, 0xAB], "4 2 ab"),
        (.tlsa, [3, 1, 1, 0xD2, 0xAB], "3 1 1 d2ab"),
        (.smimea, [3, 0, 0, 0x30], "3 0 0 30"),
        (.openpgpkey, [0x99, 1, 0x0D], "mQEN"),
        (.zonemd, [0, 0, 0, 7, 1, 1, 0xC6], "7 1 1 c6"),
        // RFC 4034, section 3.3, its signature cut short.
        (
            .rrsig,
            [0, 1, 5, 3, 0, 1, 0x51, 0x80] + [0x3E, 0x7C, 0x9D, 0xD7] + [0x3E, 0x55, 0x10, 0xD7]
                + [0x0A, 0x52] + a + [0xA0, 0x90],
            "A 5 3 86400 20030322173103 20030220173103 2642 a. oJA="
        ),
        (
            .rrsig, [0, 100, 13, 0] + [UInt8](repeating: 0, count: 14) + [0, 1],
            "TYPE100 13 0 0 19700101000000 "
                + "19700101000000 0 . AQ=="
        ),
        (.nsec, a + [0, 6, 0x40, 1, 0, 0, 0, 3, 4, 1, 0x80], "a. A MX RRSIG NSEC TYPE1024"),
        (.nsec, a, "a."),
        // RFC 5155, appendix A.
        (
            .nsec3,
            [1, 1, 0, 12, 4, 0xAA, 0xBB, 0xCC, 0xDD] + [5, 0x17, 0x4E, 0xB2, 0x40, 0x9F] + [0, 2, 0x22, 1],
            "1 1 12 aabbccdd 2t7b4g4v NS SOA MX"
        ),
        (.nsec3, [1, 0, 0, 0, 0, 1, 0x66], "1 0 0 - co"),
        (.nsec3param, [1, 0, 0, 12, 2, 0xAA, 0xBB], "1 0 12 aabb"),
        (.nsec3param, [1, 0, 0, 0, 0], "1 0 0 -"),
        (.csync, [0, 0, 0, 66, 0, 3, 0, 4, 0x60, 0, 0, 8], "66 3 A NS AAAA"),
    ]

    @Test("keys, digests, signatures and types", arguments: keys)
    func showsKeys(type: RRType, octets: [UInt8], expected: String) {
        #expect(Self.text(type, octets) == expected)
    }

    private static let fooExampleCom = Name("foo.example.com")!.wire
    private static let fooExampleOrg = Name("foo.example.org")!.wire

    /// RFC 9460, appendix D.
    static let bindings: [([UInt8], String)] = [
        ([0, 0] + fooExampleCom, "0 foo.example.com."),
        ([0, 1, 0], "1 ."),
        ([0, 16] + fooExampleCom + [0, 3, 0, 2, 0, 0x35], "16 foo.example.com. port=53"),
        ([0, 1] + fooExampleCom + [2, 0x9B, 0, 5] + Array("hello".utf8), "1 foo.example.com. key667=hello"),
        (
            [0, 1] + fooExampleCom + [2, 0x9B, 0, 9] + Array("hello".utf8) + [0xD2] + Array("qoo".utf8),
            "1 foo.example.com. key667=hello\\210qoo"
        ),
        (
            [0, 1] + fooExampleCom + [0, 6, 0, 32]
                + [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
                + [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53, 0, 1],
            "1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1"
        ),
        (
            [0, 16] + fooExampleOrg + [0, 0, 0, 4, 0, 1, 0, 4] + [0, 1, 0, 9, 2, 0x68, 0x32, 5]
                + Array("h3-19".utf8) + [0, 4, 0, 4, 192, 0, 2, 1],
            "16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1"
        ),
        (
            [0, 16] + fooExampleOrg + [0, 1, 0, 12, 8] + Array("f\\oo,bar".utf8) + [2, 0x68, 0x32],
            "16 foo.example.org. alpn=f\\\\\\\\oo\\\\,bar,h2"
        ),
        (
            [0, 1, 0, 0, 1, 0, 3, 2, 0x68, 0x32, 0, 2, 0, 0, 0, 5, 0, 2, 0xFE, 0x0D],
            "1 . alpn=h2 no-default-alpn ech=/g0="
        ),
        ([0, 1, 0, 0, 7, 0, 2, 0x2F, 0x71, 0xFF, 0xFF, 0, 0], "1 . dohpath=/q key65535"),
        ([0, 1, 0, 0, 1, 0, 4, 3, 0x61, 0x20, 0x22], "1 . alpn=\"a \\\"\""),
        ([0, 1, 0, 0, 8, 0, 1, 0x3B], "1 . key8=\";\""),
    ]

    @Test("service bindings", arguments: bindings)
    func serviceBindings(octets: [UInt8], expected: String) {
        #expect(Self.text(.svcb, octets) == expected)
        #expect(Self.text(.https, octets) == expected)
    }

    /// Size 1 m, horizontal precision 10 km, vertical precision 10 m: the defaults of RFC 1876, section 3.
    private static let defaults: [UInt8] = [0, 0x12, 0x16, 0x13]

    static let locations: [([UInt8], String)] = [
        // RFC 1876, section 4: 42 21 54 N 71 06 18 W -24m 30m.
        (
            [0, 0x33, 0x16, 0x13] + [0x89, 0x17, 0x2D, 0xD0] + [0x70, 0xBE, 0x15, 0xF0] + [0, 0x98, 0x8D, 0x20],
            "42 21 54.000 N 71 06 18.000 W -24m 30m 10000m 10m"
        ),
        (
            defaults + [0x80, 0, 0, 0, 0x80, 0, 0, 1, 0, 0x98, 0x96, 0x4E],
            "00 00 0.000 S 00 00 0.001 E -0.50m 1m 10000m 10m"
        ),
        (
            [0, 0, 0x50, 0x91] + [0x93, 0x4F, 0xD9, 0, 0xA6, 0x9F, 0xB2, 0, 255, 255, 255, 255],
            "90 00 0.000 N 180 00 0.000 E 42849672.95m 0.00m 0.05m 0.90m"
        ),
    ]

    @Test("locations", arguments: locations)
    func showsLocations(octets: [UInt8], expected: String) {
        #expect(Self.text(.loc, octets) == expected)
    }

    static let misshapen: [(RRType, [UInt8])] = [
        (.txt, []), (.txt, [2, 0x61]), (.hinfo, [1, 0x61]), (.hinfo, [0, 0, 0]),
        (.naptr, [0, 1, 0, 1, 0, 0, 0]), (.naptr, [0, 1, 0, 1, 0, 0, 0, 0xC0, 12]), (.uri, [0, 1, 0, 1]),
        (.caa, [0]), (.caa, [0, 0, 0x61]), (.caa, [0, 1, 0x2D, 0x61]), (.caa, [0, 2, 0x61]),
        (.rp, [0]), (.afsdb, [0, 1]), (.afsdb, [0, 1, 0x40, 0x61, 0]),
        (.ds, [0, 1, 8, 2]), (.dnskey, [1, 1, 3, 8]), (.sshfp, [1, 1]), (.tlsa, [3, 1, 1]), (.openpgpkey, []),
        (.zonemd, [0, 0, 0, 1, 1, 1]), (.rrsig, [0, 1, 5, 3]),
        (.rrsig, [UInt8](repeating: 0, count: 18) + [0]),
        // Blocks that do not ascend, are empty, too long, or end too late; a zero octet at the end of one.
        (.nsec, [0, 1, 1, 1, 0, 1, 1]), (.nsec, [0, 0, 0]), (.nsec, [0, 0, 33] + [UInt8](repeating: 1, count: 33)),
        (.nsec, [0, 0, 2, 1]), (.nsec, [0, 0, 2, 1, 0]), (.nsec, [0, 0, 1, 1, 1]),
        (.nsec3, [1, 0, 0, 0, 0, 0]), (.nsec3, [1, 0, 0, 0, 9, 1]), (.nsec3param, [1, 0, 0, 0, 0, 0]),
        (.csync, [0, 0, 0, 1, 0, 3]),
        (.svcb, [0, 1]), (.svcb, [0, 1, 0, 0]), (.svcb, [0, 1, 0, 0, 8, 0]), (.svcb, [0, 1, 0, 0, 8, 0, 1]),
        // Keys that do not ascend.
        (.https, [0, 1, 0, 0, 8, 0, 0, 0, 8, 0, 0]), (.https, [0, 1, 0, 0, 9, 0, 0, 0, 8, 0, 0]),
        // mandatory: none, half a key, itself, twice the same.
        (.https, [0, 1, 0, 0, 0, 0, 0]), (.https, [0, 1, 0, 0, 0, 0, 1, 0]), (.https, [0, 1, 0, 0, 0, 0, 2, 0, 0]),
        (.https, [0, 1, 0, 0, 0, 0, 4, 0, 4, 0, 4]),
        // alpn: none, an empty one, one that ends too late; no-default-alpn with a value.
        (.https, [0, 1, 0, 0, 1, 0, 0]), (.https, [0, 1, 0, 0, 1, 0, 1, 0]), (.https, [0, 1, 0, 0, 1, 0, 2, 2, 0x68]),
        (.https, [0, 1, 0, 0, 2, 0, 1, 0]),
        // port of three octets, hints of none and of five, ech of none.
        (.https, [0, 1, 0, 0, 3, 0, 3, 0, 0, 0]), (.https, [0, 1, 0, 0, 4, 0, 0]),
        (.https, [0, 1, 0, 0, 4, 0, 5, 1, 2, 3, 4, 5]), (.https, [0, 1, 0, 0, 5, 0, 0]),
        (.https, [0, 1, 0, 0, 6, 0, 4, 1, 2, 3, 4]),
        // LOC: version 1, an undefined size, a zero that is not the zero, beyond the pole, an octet too many.
        (.loc, [1] + defaults.dropFirst() + [UInt8](repeating: 0x80, count: 12)),
        (.loc, [0, 0xA0, 0x16, 0x13, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        (.loc, [0, 0x02, 0x16, 0x13, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        (.loc, defaults + [0x93, 0x4F, 0xD9, 1, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        (.loc, defaults + [0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0]),
        (RRType(rawValue: 37), [0, 1, 0, 1, 8, 1]), (.opt, [0, 3, 0, 0]),
    ]

    @Test("RDATA that is not of its shape, and that of other types, is shown in the generic form", arguments: misshapen)
    func generic(type: RRType, octets: [UInt8]) {
        let hex = octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(Self.text(type, octets) == (octets.isEmpty ? "\\# 0" : "\\# \(octets.count) \(hex)"))
    }

    static let times: [(UInt32, String)] = [
        (0, "19700101000000"), (951_782_399, "20000228235959"), (951_782_400, "20000229000000"),
        (951_868_800, "20000301000000"), (1_735_689_599, "20241231235959"), (4_107_542_400, "21000301000000"),
        (4_107_456_000, "21000228000000"), (UInt32.max, "21060207062815"),
    ]

    @Test("times", arguments: times)
    func showsTimes(seconds: UInt32, expected: String) {
        let octets = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
        let text = Self.text(.rrsig, [0, 1, 5, 3, 0, 0, 0, 60] + octets + octets + [0, 1, 0, 1])
        #expect(text == "A 5 3 60 \(expected) \(expected) 1 . AQ==")
    }

    @Test("no prefix and no change of one octet traps, or shows what is not printable")
    func survivesAnything() {
        let rows =
            Self.strings + Self.keys + Self.bindings.map { (.https, $0.0, $0.1) }
            + Self.locations.map { (.loc, $0.0, $0.1) }
        for (type, octets, _) in rows {
            func check(_ octets: [UInt8]) {
                let text = Self.text(type, octets)
                #expect(!text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(type) \(octets)")
            }
            for count in 0..<octets.count { check(Array(octets.prefix(count))) }
            for index in octets.indices {
                var changed = octets
                for value in UInt8.min...UInt8.max {
                    changed[index] = value
                    check(changed)
                }
            }
        }
    }

    @Test("the longest RDATA is shown, whatever it is", arguments: SeededGenerator.presentedTypes)
    func longest(type: RRType) {
        for octet: UInt8 in [0, 1, 255] {
            let text = Self.text(type, [UInt8](repeating: octet, count: 65535))
            #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }
}
