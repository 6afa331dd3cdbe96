import QuadaDNS
import Testing

@Suite("NSEC and NSEC3")
struct DenialRecordTests {
    static let origin = Name("example.test")!

    static func record(_ line: String) throws -> ResourceRecord {
        try #require(try ZoneFile(text: line, origin: origin, source: "test").records.first)
    }

    static let bitmaps: [(String, [UInt16])] = [
        ("v4 60 NSEC www.example.test. A RRSIG NSEC", [1, 46, 47]),
        ("v4 60 NSEC www.example.test. A HTTPS TYPE1000 CAA", [1, 65, 257, 1000]),
        ("v4 60 NSEC www.example.test.", []),
        ("v4 60 NSEC \\000.v4.example.test. RRSIG NSEC TYPE128", [46, 47, 128]),
        ("a3e8 60 NSEC3 1 0 1 abcd 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG", [1, 46]),
        ("a3e8 60 NSEC3 1 1 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS", [2]),
    ]

    @Test("the types are those that the record lists", arguments: bitmaps)
    func reads(line: String, types: [UInt16]) throws {
        let denial = try #require(DenialRecord(try Self.record(line)))
        #expect(denial.types.map(\.rawValue) == types)
    }

    /// RFC 5155, appendix A: SHA-1, 12 iterations, salt aabbccdd, zone "example".
    static let hashes = [
        ("example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"), ("a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl"),
        ("ns1.example", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"), ("w.example", "k8udemvp1j2f7eg6jebps17vp3n8i58h"),
        ("*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"), ("XX.Example", "t644ebqk9bibcna874givr6joj62mlhv"),
    ]

    @Test("an NSEC3 record speaks of the name whose hash it has", arguments: hashes)
    func speaksOf(name: String, hash: String) throws {
        let zone = try #require(Name("example"))
        let owner = try zone.child(label: hash.utf8)
        let record = ResourceRecord(
            owner: owner, type: .nsec3, ttl: 60,
            data: .opaque([1, 0, 0, 12, 4, 0xAA, 0xBB, 0xCC, 0xDD, 1, 0x55, 0, 1, 0x40]))
        let denial = try #require(DenialRecord(record))
        #expect(denial.types == [.a])
        #expect(denial.matches(try #require(Name(name)), in: zone))
        #expect(!denial.matches(try #require(Name("other.example")), in: zone))
    }

    @Test("octets that are no such record give none, whatever they are")
    func survivesAnything() throws {
        let whole: [(RRType, [UInt8])] = [
            (.nsec, [1, 0x61, 0, 0, 2, 0x40, 0x01, 3, 1, 0x80]),
            (.nsec3, [1, 0, 0, 1, 2, 0xAB, 0xCD, 2, 1, 2, 0, 1, 0x40]),
        ]
        for (type, octets) in whole {
            func read(_ rdata: [UInt8]) -> DenialRecord? {
                DenialRecord(ResourceRecord(owner: .root, type: type, ttl: 0, data: .opaque(rdata)))
            }
            #expect(read(octets) != nil)
            for count in 0..<octets.count { _ = read(Array(octets.prefix(count))) }
            #expect(read([]) == nil)
            #expect(read(Array(octets.dropLast())) == nil)
            for index in octets.indices {
                for value in UInt8.min...UInt8.max {
                    var changed = octets
                    changed[index] = value
                    _ = read(changed)?.matches(.root, in: .root)
                }
            }
        }
    }

    @Test("more iterations than anybody needs are not worked off")
    func boundsIterations() throws {
        let record = ResourceRecord(
            owner: .root, type: .nsec3, ttl: 0, data: .opaque([1, 0, 0xFF, 0xFF, 0, 1, 0x55, 0, 1, 0x40]))
        #expect(try #require(DenialRecord(record)).matches(.root, in: .root) == false)
    }
}
