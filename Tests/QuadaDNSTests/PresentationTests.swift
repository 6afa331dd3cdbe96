import QuadaDNS
import Testing

@Suite("Presentation format")
struct PresentationTests {
    static let records: [(RRType, RData, String)] = [
        (.a, .a(IPAddress("192.0.2.1")!), "192.0.2.1"),
        (.aaaa, .aaaa(IPAddress("2001:db8::1")!), "2001:db8::1"),
        (.aaaa, .malformed([192, 0, 2, 1]), "\\# 4 c0000201"),
        (.aaaa, .malformed([]), "\\# 0"),
        (.cname, .cname(Name("\\027]0;x\\007.test")!), "\\027]0\\;x\\007.test."),
        (.mx, .mx(preference: 10, exchange: .root), "10 ."),
        (.srv, .srv(priority: 1, weight: 2, port: 53, target: Name("a")!), "1 2 53 a."),
        (.txt, .opaque([3, 0x1B, 0x22, 0xFF]), "\"\\027\\\"\\255\""),
        (.txt, .opaque([9, 1]), "\\# 2 0901"),
        (.txt, .opaque([]), "\\# 0"),
        (.https, .opaque([0, 1, 0, 0, 1, 0, 3, 2, 0x68, 0x32]), "1 . alpn=h2"),
        (.caa, .opaque([0, 5] + Array("issueca.test".utf8)), "0 issue \"ca.test\""),
        (.nsec, .opaque([1, 97, 0, 0, 1, 0x40]), "a. A"),
        (RRType(rawValue: 65280), .opaque([0xDE, 0xAD]), "\\# 2 dead"),
        (RRType(rawValue: 65280), .opaque([]), "\\# 0"),
        (RRType(rawValue: 0), .opaque([7]), "\\# 1 07"),
    ]

    @Test("RDATA is shown as its type is written, or as octets", arguments: records)
    func rdata(type: RRType, data: RData, expected: String) {
        let record = ResourceRecord(owner: Name("www.test")!, type: type, ttl: 30, data: data)
        #expect(record.rdataText == expected)
        #expect(record.description == "www.test. 30 IN \(type) \(expected)")
    }

    @Test("what is shown is read back by the master-file reader", arguments: 0..<4)
    func readBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let records = (0..<250).map { _ in random.record() }
        let text = records.map(\.description).joined(separator: "\n")
        #expect(try ZoneFile(text: text, origin: .root, source: "seed \(seed)").records == records)
    }

    @Test("a message is shown as dig shows it")
    func digText() {
        #expect(
            Message(reading: SavedMessages.octets("options")).digText() == """
                ;; ->>HEADER<<- opcode: QUERY, status: BADTIME, id: 8212
                ;; flags: qr aa; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

                ;; OPT PSEUDOSECTION:
                ; EDNS: version: 0, flags: do; udp: 1232
                ; NSID: 6e73312e6c6162 ("ns1.lab")
                ; EDE: 15 (Blocked): "blocked \\027[31m"
                ; COOKIE: 38206f6374657473

                ;; QUESTION SECTION:
                ;www.shop.test. IN AAAA

                """)
        #expect(
            Message(reading: SavedMessages.octets("aaaa-4-octets")).digText() == """
                ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 8212
                ;; flags: qr aa; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

                ;; QUESTION SECTION:
                ;www.shop.test. IN AAAA

                ;; ANSWER SECTION:
                www.shop.test. 30 IN AAAA \\# 4 c0000201

                ;; WARNING: octet 43, answer section: AAAA RDATA of 4 octets, not 16

                """)
        #expect(
            Message(reading: [1]).digText()
                .hasSuffix("\n\n;; WARNING: octet 1, header section: shorter than a header\n"))
    }

    @Test("every flag is shown, and every opcode has a name")
    func flags() {
        let message = Message(header: Header(id: 7, flags: 0xAFF5))
        #expect(
            message.digText() == """
                ;; ->>HEADER<<- opcode: UPDATE, status: REFUSED, id: 7
                ;; flags: qr aa tc rd ra ad cd; MBZ: 0x4; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

                """)
        for opcode: UInt16 in 0..<16 {
            #expect(Message(header: Header(flags: opcode << 11)).digText().contains("opcode: "))
        }
    }

    @Test("no octet of a message reaches a terminal unescaped", arguments: SavedMessages.all)
    func nothingSurvives(name: String, octets: [UInt8]) {
        var random = SeededGenerator(seed: 1)
        var changed = octets
        for _ in 0..<200 {
            changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            let text = Message(reading: changed).digText()
            #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        }
    }
}
