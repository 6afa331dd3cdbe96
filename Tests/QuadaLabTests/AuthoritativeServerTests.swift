import QuadaDNS
import QuadaLab
import Testing

/// The honest server, by the RFC's sections: a question and what its response must be.
@Suite struct AuthoritativeServerTests {
    static let zones: [(String, String)] = [
        (
            "example.test",
            """
            $TTL 3600
            @       SOA ns1 hostmaster 1 3600 600 86400 60
            @       NS  ns1
            ns1     A   192.0.2.53
            www     CNAME host
            host    A   192.0.2.1
            out     CNAME www.elsewhere.test.
            *.wild  A   192.0.2.2
            a.b.ent A   192.0.2.3
            old     DNAME new
            www.new A   192.0.2.4
            gone    CNAME nowhere
            sub     NS  ns.sub
            ns.sub  A   192.0.2.54
            """
        ),
        (
            "child.example.test",
            """
            $TTL 3600
            @   SOA ns1.example.test. hostmaster 1 3600 600 86400 60
            @   NS  ns1.example.test.
            www A   192.0.2.5
            """
        ),
    ]

    static func server() throws -> AuthoritativeServer {
        AuthoritativeServer(
            zones: try zones.map { apex, text in
                let name = try Name(presentation: apex)
                return ZoneData(
                    apex: name, records: try ZoneFile(text: text, origin: name, source: apex).records)
            })
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let question: String
        let rcode: RCODE
        let aa: Bool
        var answer: [String] = []
        var authority: [String] = []
        let why: String
        var testDescription: String { "\(question): \(why)" }
    }

    static let soa = "example.test. 60 IN SOA ns1.example.test. hostmaster.example.test. 1 3600 600 86400 60"

    static let rows = [
        Row(
            question: "host.example.test A", rcode: .noError, aa: true,
            answer: ["host.example.test. 3600 IN A 192.0.2.1"], why: "data"),
        Row(
            question: "host.example.test AAAA", rcode: .noError, aa: true, authority: [soa],
            why: "NODATA with SOA and its minimum, RFC 2308 section 3"),
        Row(
            question: "nix.example.test A", rcode: .nxDomain, aa: true, authority: [soa],
            why: "a name error, RFC 1034 section 4.3.1"),
        Row(
            question: "www.example.test AAAA", rcode: .noError, aa: true,
            answer: ["www.example.test. 3600 IN CNAME host.example.test."], authority: [soa],
            why: "an alias for every type, its target's NODATA behind it"),
        Row(
            question: "www.example.test A", rcode: .noError, aa: true,
            answer: ["www.example.test. 3600 IN CNAME host.example.test.", "host.example.test. 3600 IN A 192.0.2.1"],
            why: "an alias followed within the zone, RFC 1034 section 4.3.2"),
        Row(
            question: "out.example.test AAAA", rcode: .noError, aa: true,
            answer: ["out.example.test. 3600 IN CNAME www.elsewhere.test."], why: "an alias that leaves the server"),
        Row(
            question: "gone.example.test A", rcode: .nxDomain, aa: true,
            answer: ["gone.example.test. 3600 IN CNAME nowhere.example.test."], authority: [soa],
            why: "the RCODE is the last name's, RFC 6604 section 3"),
        Row(
            question: "x.y.wild.example.test A", rcode: .noError, aa: true,
            answer: ["x.y.wild.example.test. 3600 IN A 192.0.2.2"], why: "a wildcard, RFC 4592 section 2.2.1"),
        Row(
            question: "wild.example.test A", rcode: .noError, aa: true, authority: [soa],
            why: "a wildcard's parent exists"),
        Row(
            question: "b.ent.example.test A", rcode: .noError, aa: true, authority: [soa],
            why: "an empty non-terminal, RFC 8020 section 2"),
        Row(
            question: "www.old.example.test A", rcode: .noError, aa: true,
            answer: [
                "old.example.test. 3600 IN DNAME new.example.test.",
                "www.old.example.test. 3600 IN CNAME www.new.example.test.",
                "www.new.example.test. 3600 IN A 192.0.2.4",
            ], why: "a DNAME with its CNAME, RFC 6672 section 3.1"),
        Row(
            question: "host.sub.example.test A", rcode: .noError, aa: false,
            authority: ["sub.example.test. 3600 IN NS ns.sub.example.test."], why: "a referral has no AA"),
        Row(
            question: "www.child.example.test A", rcode: .noError, aa: true,
            answer: ["www.child.example.test. 3600 IN A 192.0.2.5"],
            why: "the child on the parent's server gives no referral"),
        Row(question: "www.elsewhere.test A", rcode: .refused, aa: false, why: "no zone here holds the name"),
    ]

    @Test("an honest server answers by the book", arguments: rows)
    func answers(_ row: Row) throws {
        let words = row.question.split(separator: " ")
        let question = Question(
            name: try Name(presentation: words[0]), type: try #require(RRType(String(words[1]))))
        let query = Message(reading: Query(question).encoded(id: 7))
        let response = try #require(try Self.server().response(to: query))
        #expect(response.rcode == row.rcode)
        #expect(response.header.isAuthoritative == row.aa)
        #expect(response.answer.map(\.description) == row.answer)
        #expect(response.authority.map(\.description) == row.authority)
        #expect(response.header.id == 7)
        #expect(response.questions == [question])
        #expect(response.edns != nil)
    }

    @Test("an unknown EDNS version is BADVERS, RFC 6891 section 6.1.3")
    func badVersion() throws {
        var request = EDNSRequest.standard
        request.version = 1
        let query = Query(Question(name: try Name(presentation: "host.example.test"), type: .a), edns: request)
        let response = try #require(try Self.server().response(to: Message(reading: query.encoded(id: 1))))
        #expect(response.rcode == .badVers)
    }
}
