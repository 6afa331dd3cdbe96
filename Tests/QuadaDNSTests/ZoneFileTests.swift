import QuadaDNS
import Testing

@Suite("Master files")
struct ZoneFileTests {
    static let origin = Name("example.test")!

    /// Text, and the owner, TTL and type of each record in it.
    static let readable: [(String, [String])] = [
        ("www A 192.0.2.1", ["www.example.test. 3600 A"]),
        ("@ 60 IN A 192.0.2.1", ["example.test. 60 A"]),
        ("@ IN 60 A 192.0.2.1", ["example.test. 60 A"]),
        ("www.other. 60 A 192.0.2.1", ["www.other. 60 A"]),
        (
            "$TTL 1h30m\nwww A 192.0.2.1\n  AAAA 2001:db8::1",
            ["www.example.test. 5400 A", "www.example.test. 5400 AAAA"]
        ),
        ("www 30 A 192.0.2.1\nftp A 192.0.2.1", ["www.example.test. 30 A", "ftp.example.test. 30 A"]),
        (
            "$ORIGIN sub\nwww A 192.0.2.1\n$ORIGIN other.\nwww A 192.0.2.1",
            ["www.sub.example.test. 3600 A", "www.other. 3600 A"]
        ),
        (
            "@ SOA ns1 hostmaster ( 1 ; serial\n 1h 600\n 86400 60 )\n@ NS ns1",
            ["example.test. 3600 SOA", "example.test. 3600 NS"]
        ),
        ("; a comment\n\n   \nwww A 192.0.2.1 ; another\r\n", ["www.example.test. 3600 A"]),
        ("t TXT \"a;b (c\" \"d\\\"e\"", ["t.example.test. 3600 TXT"]),
        ("* TYPE65280 \\# 4 c0000201", ["*.example.test. 3600 TYPE65280"]),
        (
            "a\\.b A 192.0.2.1\n\\000\\255 A 192.0.2.1",
            ["a\\.b.example.test. 3600 A", "\\000\\255.example.test. 3600 A"]
        ),
        ("\u{FEFF}www A 192.0.2.1", ["www.example.test. 3600 A"]),
        ("www HTTPS 1 . alpn=\"h2,h3\" ipv6hint=2001:db8::1", ["www.example.test. 3600 HTTPS"]),
        ("", []),
    ]

    @Test("every record gets its owner, TTL and type", arguments: readable)
    func reads(text: String, expected: [String]) throws {
        let zone = try ZoneFile(text: text, origin: Self.origin, source: "test.zone")
        #expect(zone.records.map { "\($0.owner) \($0.ttl) \($0.type)" } == expected)
    }

    static let contents: [(String, RData)] = [
        ("A 192.0.2.1", .a(IPAddress("192.0.2.1")!)),
        ("AAAA 2001:db8::1", .aaaa(IPAddress("2001:db8::1")!)),
        ("AAAA \\# 16 20010db8000000000000000000000001", .aaaa(IPAddress("2001:db8::1")!)),
        ("CNAME www", .cname(Name("www.example.test")!)),
        ("CNAME www.Other.", .cname(Name("www.Other")!)),
        ("CNAME @", .cname(origin)),
        ("CNAME .", .cname(.root)),
        ("DNAME other.", .dname(Name("other")!)),
        ("NS ns1", .ns(Name("ns1.example.test")!)),
        ("MX 10 mail", .mx(preference: 10, exchange: Name("mail.example.test")!)),
        ("SRV 1 2 65535 mail", .srv(priority: 1, weight: 2, port: 65535, target: Name("mail.example.test")!)),
        ("TXT abc \"d e\"", .opaque([3, 97, 98, 99, 3, 100, 32, 101])),
        ("TYPE65280 \\# 2 beef", .opaque([0xBE, 0xEF])),
        (
            "SOA ns1 host 4294967295 1h 600 1d 60",
            .soa(
                SOA(
                    mname: Name("ns1.example.test")!, rname: Name("host.example.test")!, serial: .max, refresh: 3600,
                    retry: 600, expire: 86400, minimum: 60))
        ),
    ]

    @Test("RDATA is read, relative names completed", arguments: contents)
    func readsData(text: String, expected: RData) throws {
        let zone = try ZoneFile(text: "www 60 \(text)", origin: Self.origin, source: "test.zone")
        #expect(zone.records.map(\.data) == [expected])
    }

    static let badGenerate =
        "$GENERATE takes start-stop[/step], an owner, a type and RDATA, as in 1-9 host-$ A 192.0.2.$"

    static let generated: [(String, [String])] = [
        (
            "1-3 h-$ A 192.0.2.$",
            ["h-1.example.test. A 192.0.2.1", "h-2.example.test. A 192.0.2.2", "h-3.example.test. A 192.0.2.3"]
        ),
        (
            "0-10/5 h${1,3} 60 IN CNAME t${-0,2,x}.other.",
            [
                "h001.example.test. CNAME t00.other.", "h006.example.test. CNAME t05.other.",
                "h011.example.test. CNAME t0a.other.",
            ]
        ),
        ("255-255 h${0,4,X} TXT \\$-$$-${0,0,o}", ["h00FF.example.test. TXT \"$-$-377\""]),
        ("18-18 ${0,7,n}.ip6 PTR h.", ["2.1.0.0.ip6.example.test. PTR h."]),
    ]

    @Test("$GENERATE makes a record of each number", arguments: generated)
    func generates(text: String, expected: [String]) throws {
        let zone = try ZoneFile(text: "$GENERATE \(text)", origin: Self.origin, source: "z")
        #expect(zone.records.map { "\($0.owner) \($0.type) \($0.rdataText)" } == expected)
    }

    @Test("$INCLUDE reads another file with an origin of its own, and each record knows its file and line")
    func includes() throws {
        let files = [
            "a": "www A 192.0.2.1\n$INCLUDE \"b\" sub ; more\n  AAAA 2001:db8::1\n$INCLUDE b",
            "b": "\n$TTL 60\nx A 192.0.2.2\n$ORIGIN other.\ny A 192.0.2.3",
        ]
        let zone = try ZoneFile(text: files["a"] ?? "", origin: Self.origin, source: "a") { file, from in
            .success(.init(file: file, text: files[file] ?? ""))
        }
        let lines = zip(zone.records, zone.places).map { "\($1.file):\($1.line) \($0.owner) \($0.ttl) \($0.type)" }
        #expect(
            lines == [
                "a:1 www.example.test. 3600 A", "b:3 x.sub.example.test. 60 A", "b:5 y.other. 60 A",
                "a:3 www.example.test. 60 AAAA", "b:3 x.example.test. 60 A", "b:5 y.other. 60 A",
            ])
    }

    static let badIncludes: [(String, String)] = [
        ("$INCLUDE", "z:1: $INCLUDE takes a file and, if need be, an origin"),
        ("\n$INCLUDE gone", "z:2: $INCLUDE \"gone\": no such file"),
        ("$INCLUDE z", "z:1: $INCLUDE \"z\": the file includes itself"),
        ("$INCLUDE loop", "loop:1: $INCLUDE \"z\": the file includes itself"),
        ("\n\n$INCLUDE bad", "bad:2: AAAA: not an IPv6 address"),
        ("$INCLUDE deep1", "deep15:1: $INCLUDE \"deep16\": files include each other too deep"),
    ]

    @Test("a file that can not be included is named with the line that wants it", arguments: badIncludes)
    func refusesInclude(text: String, expected: String) {
        let error = #expect(throws: ZoneFileError.self) {
            try ZoneFile(text: text, origin: Self.origin, source: "z") { file, _ in
                switch file {
                case "gone": .failure(.init("no such file"))
                case "loop", "z": .success(.init(file: file, text: "$INCLUDE z"))
                case "bad": .success(.init(file: file, text: "x A 192.0.2.1\n  AAAA 192.0.2.1"))
                default: .success(.init(file: file, text: "$INCLUDE deep\((Int(file.dropFirst(4)) ?? 0) + 1)"))
                }
            }
        }
        #expect(error?.description == expected)
    }

    static let unreadable: [(String, String)] = [
        ("www A 192.0.2.1\nwww AAAA 192.0.2.1", "z:2: AAAA: not an IPv6 address"),
        ("www A", "z:1: A: no RDATA"),
        ("www", "z:1: record without a type"),
        ("\n\n  A 192.0.2.1", "z:3: first record has no owner"),
        ("a..b A 192.0.2.1", "z:1: \"a..b\" is not a name: empty label (two dots in a row, or a dot at the start)"),
        (
            String(repeating: "a", count: 64) + " A 192.0.2.1",
            "z:1: \"\(String(repeating: "a", count: 64))\" is not a name: label of 64 octets, at most 63 are allowed"
        ),
        ("www FOO bar", "z:1: unknown record type \"FOO\""),
        ("www \u{1B}[31m bar", "z:1: unknown record type \"\\u{1B}[31m\""),
        ("$TTL 1y", "z:1: TTL \"1y\" is not a number of seconds up to 2147483647"),
        (
            "$TTL 99999999999999999999999",
            "z:1: TTL \"99999999999999999999999\" is not a number of seconds up to 2147483647"
        ),
        ("www 2147483648 A 192.0.2.1", "z:1: TTL \"2147483648\" is not a number of seconds up to 2147483647"),
        ("$TTL", "z:1: directive $TTL takes one value"),
        ("$INCLUDE other.zone", "z:1: directive \"$INCLUDE\" is not supported"),
        ("$INCLUDEX", "z:1: directive \"$INCLUDEX\" is not supported"),
        ("$GENERATE 9-1 a-$ A 192.0.2.$", "z:1: \(badGenerate)"),
        ("$GENERATE 1-9 a-$ A", "z:1: \(badGenerate)"),
        ("$GENERATE 1-9/0 a-$ A 192.0.2.$", "z:1: \(badGenerate)"),
        ("$GENERATE 0-2147483647 a-$ A 192.0.2.1", "z:1: \(badGenerate)"),
        ("\n$GENERATE 1-9 a-${0,3,q} A 192.0.2.$", "z:2: \(badGenerate)"),
        ("$GENERATE 1-9 a-${0 A 192.0.2.$", "z:1: \(badGenerate)"),
        ("$GENERATE 255-256 a-$ A 192.0.2.$", "z:1: A: not an IPv4 address"),
        ("@ SOA a b (\n1 2 3", "z:1: unbalanced parenthesis"),
        ("@ A 192.0.2.1\n)", "z:2: unbalanced parenthesis"),
        ("t TXT \"abc\nd", "z:1: quoted string does not end on its line"),
        ("t MX (\n70000 mail )", "z:2: MX: 70000 is not a 16-bit number"),
        ("t A 192.0.2.1 192.0.2.2", "z:1: A: not an IPv4 address"),
        ("t TXT a\0b", "z:1: NUL octet in the text"),
        ("t TYPE65280 \\# 4 c00002", "z:1: TYPE65280: Syntax error, could not parse the RR's rdata"),
    ]

    @Test("what can not be read is named with its file, line and reason", arguments: unreadable)
    func refuses(text: String, expected: String) {
        let error = #expect(throws: ZoneFileError.self) {
            try ZoneFile(text: text, origin: Self.origin, source: "z")
        }
        #expect(error?.description == expected)
    }
}
