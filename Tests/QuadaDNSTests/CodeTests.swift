import Foundation
import QuadaDNS
import Testing

@Suite("Codes, addresses and queries")
struct CodeTests {
    static let types: [(String, UInt16, String)] = [
        ("A", 1, "A"), ("aaaa", 28, "AAAA"), ("TYPE28", 28, "AAAA"), ("type65280", 65280, "TYPE65280"),
        ("NAPTR", 35, "NAPTR"), ("HTTPS", 65, "HTTPS"), ("TYPE0", 0, "TYPE0"),
    ]

    @Test("a type is read by mnemonic or number, and an unknown number survives", arguments: types)
    func readsType(text: String, number: UInt16, description: String) {
        #expect(RRType(text)?.rawValue == number)
        #expect(RRType(rawValue: number).description == description)
    }

    @Test("every type has a mnemonic of its own that is read back")
    func mnemonics() {
        #expect((0...UInt16.max).allSatisfy { RRType(RRType(rawValue: $0).description)?.rawValue == $0 })
    }

    @Test(
        "what is no type is refused", arguments: ["", "TYPE", "TYPE65536", "TYPE+5", "TYPE-1", "AAAAA", "28", "TYPE 5"])
    func noTypes(text: String) {
        #expect(RRType(text) == nil)
    }

    static let rcodes: [(String, UInt16, String)] = [
        ("NOERROR", 0, "NOERROR"), ("servfail", 2, "SERVFAIL"), ("BADVERS", 16, "BADVERS"), ("RCODE12", 12, "RCODE12"),
        ("RCODE4095", 4095, "RCODE4095"), ("YXRRSET", 7, "YXRRSET"),
    ]

    @Test("an RCODE is read by mnemonic or number", arguments: rcodes)
    func readsRCODE(text: String, number: UInt16, description: String) {
        #expect(RCODE(text)?.rawValue == number)
        #expect(RCODE(rawValue: number).description == description)
        #expect(RCODE("RCODE4096") == nil)
        #expect(RCODE("RCODE+1") == nil)
    }

    static let addresses: [(String, [UInt8], String)] = [
        ("192.0.2.1", [192, 0, 2, 1], "192.0.2.1"),
        ("2001:DB8:0:0:0:0:0:1", [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
        ("::", [UInt8](repeating: 0, count: 16), "::"),
        ("::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1], "::ffff:192.0.2.1"),
        ("2001:db8:0:1:1:1:1:1", [0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], "2001:db8:0:1:1:1:1:1"),
    ]

    @Test("an address is read, written canonically and kept as octets", arguments: addresses)
    func readsAddress(text: String, octets: [UInt8], description: String) {
        #expect(IPAddress(text)?.octets == octets)
        #expect(IPAddress(octets: octets)?.description == description)
    }

    @Test("an address is written as the C library writes it")
    func writesAddresses() {
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<20_000 {
            let v4 = UInt32.random(in: 0...(.max), using: &generator) & UInt32.random(in: 0...(.max), using: &generator)
            #expect(IPAddress.v4(v4).description == Self.textOfLibrary(.v4(v4)))
            // Groups that are zero more often than not, alone and in runs, and those of embedded IPv4.
            var groups = (0..<8).map { _ in
                Bool.random(using: &generator) ? 0 : UInt64.random(in: 0...0xFFFF, using: &generator)
            }
            let zeros = Int.random(in: 0...8, using: &generator)
            for index in 0..<zeros { groups[index] = index == 5 && v4 & 1 == 1 ? 0xFFFF : 0 }
            let address = IPAddress.v6(
                high: groups[..<4].reduce(0) { $0 << 16 | $1 }, low: groups[4...].reduce(0) { $0 << 16 | $1 })
            #expect(address.description == Self.textOfLibrary(address))
            #expect(IPAddress(address.description) == address)
        }
    }

    private static func textOfLibrary(_ address: IPAddress) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(address.family == .ipv4 ? AF_INET : AF_INET6, address.octets, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "192.0.2", "192.0.2.256", "192.0.2.01", "1", "2001:db8::1%eth0", "[::1]", ":::", "::1/64", " ::1",
            "192.0.2.1\0", "::1\0x", "１.2.3.4",
        ])
    func noAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("only 4 or 16 octets are an address, IPv4 before IPv6", arguments: [0, 3, 5, 15, 17, 20])
    func lengths(count: Int) {
        #expect(IPAddress(octets: [UInt8](repeating: 1, count: count)) == nil)
        let ordered = ["192.0.2.1", "192.0.2.2", "203.0.113.1", "::1", "2001:db8::", "2001:db8::1"].map {
            IPAddress($0)!
        }
        #expect(ordered.reversed().sorted() == ordered)
    }

    private static let head: [UInt8] = [0xAB, 0xCD]
    private static let question: [UInt8] = [3, 119, 119, 119, 4, 84, 101, 115, 116, 0, 0, 28, 0, 1]
    private static let www = Question(name: Name("www.Test")!, type: .aaaa)

    static let queries: [(Query, UInt64, [UInt8])] = [
        (Query(www, edns: nil), 0, head + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + question),
        (
            Query(www), 0,
            head + [0, 0, 0, 1, 0, 0, 0, 0, 0, 1] + question + [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]
        ),
        (Query(www, recursionDesired: true, edns: nil), 0, head + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + question),
        (Query(www, checkingDisabled: true, edns: nil), 0, head + [0, 16, 0, 1, 0, 0, 0, 0, 0, 0] + question),
        (Query(www, authenticData: true, edns: nil), 0, head + [0, 32, 0, 1, 0, 0, 0, 0, 0, 0] + question),
        (
            Query(
                www,
                edns: EDNSRequest(
                    version: 1, payloadSizeInOctets: 4096, dnssecOK: true, options: [EDNSOption(code: 3, value: [9])])),
            0, head + [0, 0, 0, 1, 0, 0, 0, 0, 0, 1] + question + [0, 0, 41, 16, 0, 0, 1, 128, 0, 0, 5, 0, 3, 0, 1, 9]
        ),
        (
            Query(www, edns: nil), 0b1001,
            head + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 87, 119, 119, 4, 116, 101, 115, 116, 0, 0, 28, 0, 1]
        ),
    ]

    @Test("a query has exactly the octets that its fields say", arguments: queries)
    func encodes(query: Query, mask: UInt64, octets: [UInt8]) {
        #expect(query.encoded(id: 0xABCD, caseMask: mask) == octets)
        let message = Message(reading: octets)
        #expect(message.defects.isEmpty)
        #expect(message.questions == [query.question])
    }

    @Test("options that an OPT can not hold are left out, and its length says so")
    func tooManyOptions() {
        let option = EDNSOption(code: 65001, value: [UInt8](repeating: 1, count: 40_000))
        let octets = Query(Self.www, edns: EDNSRequest(options: [option, option])).encoded(id: 1)
        #expect(Message(reading: octets).edns?.options == [option])
        #expect(Message(reading: octets).defects.isEmpty)
    }
}
