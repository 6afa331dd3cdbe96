import QuadaDNS
import Testing

@Suite("The tolerant reader")
struct WireReaderTests {
    typealias Kind = WireDefect.Kind

    /// Each saved message: how many records are read in answer, authority and additional, and where it breaks.
    static let saved: [(String, [Int], [String])] = [
        ("aaaa", [1, 0, 0], []),
        ("aaaa-0-octets", [1, 0, 0], ["octet 43, answer section: AAAA RDATA of 0 octets, not 16"]),
        ("aaaa-20-octets", [1, 0, 0], ["octet 43, answer section: AAAA RDATA of 20 octets, not 16"]),
        ("aaaa-4-octets", [1, 0, 0], ["octet 43, answer section: AAAA RDATA of 4 octets, not 16"]),
        ("alias-chain", [3, 0, 0], []),
        (
            "cname-shape", [2, 0, 0],
            [
                "octet 43, answer section: CNAME RDATA of 4 octets is not of the type's shape",
                "octet 59, answer section: SOA RDATA of 47 octets is not of the type's shape",
            ]
        ),
        (
            "counts-too-high", [1, 0, 0],
            ["octet 59, answer section: the message ends before the records that its header promises"]
        ),
        ("dname", [2, 0, 0], []),
        ("empty-noerror", [0, 0, 0], []),
        ("header-only", [0, 0, 0], []),
        ("hostile-name", [1, 0, 0], []),
        ("long-name", [1, 0, 0], ["octet 504, answer section: name of more than 255 octets"]),
        ("mail", [2, 0, 0], []),
        ("name-error", [0, 1, 0], []),
        ("nodata", [0, 1, 0], []),
        ("opt-in-answer", [0, 0, 0], ["octet 31, answer section: OPT where it may not be"]),
        ("option-overruns", [0, 0, 0], ["octet 42, additional section: EDNS option reaches beyond its OPT record"]),
        ("options", [0, 0, 0], []),
        (
            "pointer-forward", [0, 0, 0],
            ["octet 31, answer section: compression pointer that does not point back to an earlier name"]
        ),
        (
            "pointer-loop", [0, 0, 0],
            ["octet 33, answer section: compression pointer that does not point back to an earlier name"]
        ),
        (
            "pointer-to-itself", [0, 0, 0],
            ["octet 31, answer section: compression pointer that does not point back to an earlier name"]
        ),
        ("rdata-overruns", [0, 0, 0], ["octet 43, answer section: RDATA of 200 octets reaches beyond the message"]),
        ("referral", [0, 2, 2], []),
        ("reserved-label", [0, 0, 0], ["octet 31, answer section: label of a reserved type"]),
        ("signed-denial", [0, 2, 0], []),
        ("text", [2, 0, 0], []),
        ("trailing-octets", [1, 0, 0], ["octet 59, additional section: 3 octets after the last record"]),
        ("two-opts", [0, 0, 0], ["octet 42, additional section: OPT where it may not be"]),
        ("unknown-type", [1, 0, 0], []),
    ]

    @Test("what is whole is read, and where it breaks is said", arguments: saved)
    func reads(name: String, counts: [Int], defects: [String]) {
        let message = Message(reading: SavedMessages.octets(name))
        #expect([message.answer.count, message.authority.count, message.additional.count] == counts)
        #expect(message.defects.map(\.description) == defects)
    }

    @Test("the table has every saved message")
    func tableIsWhole() {
        #expect(Self.saved.map(\.0) == SavedMessages.all.map(\.name))
    }

    @Test("names behind pointers are expanded, the octets of RDATA that has no shape are kept")
    func contents() {
        let chain = Message(reading: SavedMessages.octets("alias-chain"))
        #expect(chain.questions == [Question(name: Name("www.shop.test")!, type: .a)])
        #expect(
            chain.answer.map(\.owner.description) == ["www.shop.test.", "www.cdn.shop.test.", "edge.balancer.test."])
        #expect(chain.answer[0].data == .cname(Name("www.cdn.shop.test")!))
        #expect(chain.header.isResponse && chain.header.isAuthoritative && !chain.header.isTruncated)
        #expect(chain.answer[0].ttl == 30)
        let short = Message(reading: SavedMessages.octets("aaaa-4-octets"))
        #expect(short.answer.map(\.data) == [.malformed([192, 0, 2, 1])])
    }

    @Test("OPT gives the extended RCODE, NSID, extended errors and options that overrun are left out")
    func edns() {
        let message = Message(reading: SavedMessages.octets("options"))
        #expect(message.rcode == RCODE(rawValue: 18))
        #expect(message.edns?.dnssecOK == true)
        #expect(message.edns?.payloadSizeInOctets == 1232)
        #expect(message.edns?.nsid == Array("ns1.lab".utf8))
        #expect(message.edns?.extendedErrors.map(\.code) == [15])
        #expect(message.edns?.extendedErrors.first?.text == Array("blocked \u{1B}[31m".utf8))
        #expect(message.edns?.options.map(\.code) == [3, 15, 10])
        #expect(Message(reading: SavedMessages.octets("option-overruns")).edns?.options == [])
        #expect(Message(reading: SavedMessages.octets("two-opts")).edns?.payloadSizeInOctets == 1232)
        #expect(Message(reading: SavedMessages.octets("opt-in-answer")).edns == nil)
    }

    @Test("every prefix of a message is read or refused, never trusted beyond its end", arguments: SavedMessages.all)
    func prefixes(name: String, octets: [UInt8]) {
        for count in 0..<octets.count {
            let message = Message(reading: Array(octets[..<count]))
            // One message has a whole one in front of what trails it.
            let isWhole = name == "trailing-octets" && count == octets.count - 3
            #expect(message.defects.isEmpty == isWhole, "\(count) of \(octets.count) octets")
            #expect(message.defects.allSatisfy { $0.offset <= count })
        }
    }

    @Test("every change of one octet is read without a trap", arguments: SavedMessages.all)
    func changes(name: String, octets: [UInt8]) {
        var changed = octets
        for index in octets.indices {
            for value: UInt8 in [0, 1, 12, 63, 64, 128, 192, 255, octets[index] &+ 1, octets[index] &- 1] {
                changed[index] = value
                let message = Message(reading: changed)
                #expect(message.defects.allSatisfy { $0.offset <= octets.count })
                #expect(message.answer.count <= octets.count / 11)
            }
            changed[index] = octets[index]
        }
    }

    @Test("a bomb of 64 KiB, long names behind pointers to pointers, is read in bounded work")
    func bomb() {
        // The question's name is 253 octets of labels; each record's owner is a pointer, its RDATA two more names.
        var octets: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0xFF, 0xFF, 0, 0, 0, 0]
        for _ in 0..<126 { octets += [1, 97] }
        octets += [0, 0, 6, 0, 1]
        // A chain of 120 pointers, each to the one before, as the RDATA of an unknown type.
        octets += [0, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 240]
        let chain = octets.count
        for link in 0..<120 {
            let target = link == 0 ? 12 : chain + 2 * (link - 1)
            octets += [0xC0 | UInt8(target >> 8), UInt8(target & 0xFF)]
        }
        let last = chain + 2 * 119
        let pointer = [0xC0 | UInt8(last >> 8), UInt8(last & 0xFF)]
        while octets.count + 36 <= 65535 {
            octets += pointer + [0, 6, 0, 1, 0, 0, 0, 0, 0, 24] + pointer + pointer + [UInt8](repeating: 0, count: 20)
        }
        let message = Message(reading: octets)
        #expect(message.answer.count == 1 + (65535 - last - 2) / 36)
        #expect(message.answer.last?.owner.labelCount == 126)
        #expect(message.defects.map(\.kind) == [.truncatedSection])
    }

    @Test("no message makes a list of defects without end")
    func boundedDefects() {
        var octets: [UInt8] = [0, 1, 0x80, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0]
        for _ in 0..<5000 { octets += [0, 0, 28, 0, 1, 0, 0, 0, 0, 0, 0] }
        let message = Message(reading: octets)
        #expect(message.answer.count == 5000)
        #expect(message.defects.count == 32)
    }

    @Test("a random message is read back as it was written, compressed or not", arguments: 0..<8)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let message = random.message()
            for compressing in [true, false] {
                let octets = message.encoded(compressing: compressing)
                let read = Message(reading: octets)
                #expect(read == message, "seed \(seed)")
                #expect(
                    zip(read.answer, message.answer).allSatisfy { $0.owner.isIdentical(to: $1.owner) }, "seed \(seed)")
                #expect(read.encoded(compressing: compressing) == octets)
            }
        }
    }

    @Test("compression points back to the longest earlier end, in the case it was written, but not from DNAME or SRV")
    func compression() {
        let name = Name("www.shop.test")!
        let message = Message(
            header: Header(id: 1, flags: 0x8400), questions: [Question(name: name, type: .aaaa)],
            answer: [
                ResourceRecord(owner: name, type: .cname, ttl: 30, data: .cname(Name("cdn.shop.test")!)),
                ResourceRecord(owner: Name("shop.test")!, type: .dname, ttl: 30, data: .dname(name)),
                ResourceRecord(owner: Name("SHOP.test")!, type: .ns, ttl: 30, data: .ns(.root)),
            ])
        let expected: [UInt8] =
            [0, 1, 0x84, 0, 0, 1, 0, 3, 0, 0, 0, 0] + name.wire + [0, 28, 0, 1]
            + [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 30, 0, 6, 3, 99, 100, 110, 0xC0, 16]
            + [0xC0, 16, 0, 39, 0, 1, 0, 0, 0, 30, 0, 15] + name.wire
            + [4, 83, 72, 79, 80, 0xC0, 21, 0, 2, 0, 1, 0, 0, 0, 30, 0, 1, 0]
        #expect(message.encoded() == expected)
    }
}
