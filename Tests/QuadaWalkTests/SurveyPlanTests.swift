import QuadaDNS
import QuadaEvidence
import QuadaTransport
import Testing

@testable import QuadaWalk

/// What one server is asked, played through with answers made up for each question.
@Suite struct SurveyPlanTests {
    static let owner = try! Name(presentation: "www.shop.test")
    static let address = IPAddress.v4(0xC000_0201)

    /// A server of the table: its answer to a question, and the questions that it must have been asked in the end.
    struct Row: Sendable, CustomTestStringConvertible {
        let story: String
        let answer: @Sendable (Ask) -> Reply
        let asked: [String]
        var testDescription: String { story }
    }

    enum Reply {
        case silence
        case message(RCODE, [ResourceRecord], soa: Bool)
    }

    static let alias = ResourceRecord(
        owner: owner, type: .cname, ttl: 30, data: .cname(try! Name(presentation: "cdn.test")))
    static let a = ResourceRecord(owner: owner, type: .a, ttl: 30, data: .a(.v4(0xC633_6401)))

    static let rows = [
        Row(
            story: "the alias for both types ends the survey",
            answer: { _ in .message(.noError, [alias], soa: false) },
            asked: ["A AAAA", "CNAME HTTPS TYPE1000"]),
        Row(
            story: "A, and NODATA with SOA, is asked for what a signed denial lists",
            answer: {
                $0.query.question.type == .a ? .message(.noError, [a], soa: true) : .message(.noError, [], soa: true)
            },
            asked: ["A AAAA", "AAAA+do"]),
        Row(
            story: "NODATA without SOA is looked at in rounds, and from all sides",
            answer: {
                $0.query.question.type == .a ? .message(.noError, [a], soa: true) : .message(.noError, [], soa: false)
            },
            asked: [
                "A AAAA", "A", "AAAA", "A", "AAAA", "A", "AAAA", "A", "AAAA", "A", "CNAME HTTPS TYPE1000", "A",
                "A-edns A+cookie A+65001 AAAA-edns AAAA+cookie AAAA+65001",
                "AAAA+do", "A/tcp",
            ]),
        Row(
            story: "an alias that AAAA does not show is confirmed in more rounds with controls",
            answer: {
                $0.query.question.type == .aaaa
                    ? .message(.noError, [], soa: false) : .message(.noError, [alias], soa: false)
            },
            asked: [
                "A AAAA", "A", "AAAA", "A", "AAAA", "A", "AAAA", "A", "AAAA", "A", "AAAA-edns AAAA/tcp A/tcp", "A",
                "CNAME HTTPS TYPE1000", "A",
                "A-edns A+cookie A+65001 AAAA-edns AAAA+cookie AAAA+65001", "AAAA+do",
            ]),
        Row(
            story: "silence for AAAA is asked in every other way, between controls",
            answer: { $0.query.question.type == .aaaa ? .silence : .message(.noError, [alias], soa: false) },
            asked: [
                "A AAAA", "A A", "AAAA AAAA AAAA-edns AAAA/tcp", "A A", "A A", "CNAME HTTPS TYPE1000", "A",
                "A-edns A+cookie A+65001",
                "A/tcp",
            ]),
        Row(
            story: "a dead server is asked without EDNS and over TCP, and then left alone",
            answer: { _ in .silence },
            asked: ["A AAAA", "A-edns AAAA-edns A/tcp", "A-edns A-edns A-edns A-edns/tcp"]),
        Row(
            story: "a server that refuses EDNS is surveyed without it",
            answer: {
                $0.query.edns == nil ? .message(.noError, [alias], soa: false) : .message(.formErr, [], soa: false)
            },
            asked: ["A AAAA", "A-edns AAAA-edns", "CNAME-edns HTTPS-edns TYPE1000-edns", "A-edns", "A-edns/tcp"]),
        Row(
            story: "a server that is deaf to EDNS is shown to be so twice",
            answer: { $0.query.edns == nil ? .message(.noError, [alias], soa: false) : .silence },
            asked: [
                "A AAAA", "A-edns AAAA-edns A/tcp", "A A", "A-edns A-edns A-edns", "AAAA-edns AAAA-edns AAAA-edns",
                "CNAME-edns HTTPS-edns TYPE1000-edns", "A-edns", "A-edns",
                "A-edns/tcp A-edns/tcp A-edns/tcp A-edns/tcp", "A-edns",
                "A-edns/tcp A-edns/tcp A-edns/tcp A-edns/tcp", "A-edns",
            ]),
    ]

    @Test("a server is asked what its answers call for", arguments: rows)
    func asks(_ row: Row) {
        var plan = SurveyPlan(owner: Self.owner, zone: Self.owner.suffix(labels: 2), address: Self.address)
        var seen: [Observation] = []
        var asked: [String] = []
        while let asks = plan.next(after: seen), asked.count < 20 {
            asked.append(asks.map(Self.shorthand).joined(separator: " "))
            seen += asks.map { ask in
                Observation(id: seen.count + 1, exchange: Self.exchange(ask, row.answer(ask)))
            }
        }
        #expect(asked == row.asked)
    }

    static func shorthand(_ ask: Ask) -> String {
        let variant =
            switch EDNSVariant(ask.query.edns) {
            case .plain: "-edns"
            case .standard: ""
            case .dnssec: "+do"
            case .cookie: "+cookie"
            case .unknownOption: "+65001"
            case .other: "+other"
            }
        return "\(ask.query.question.type)\(variant)" + (ask.policy.start == .tcp ? "/tcp" : "")
    }

    static func exchange(_ ask: Ask, _ reply: Reply) -> Exchange {
        let transport: Attempt.TransportProtocol = ask.policy.start == .tcp ? .tcp : .udp
        let outcome: Attempt.Outcome
        switch reply {
        case .silence: outcome = .silence
        case .message(let rcode, let answer, let soa):
            var header = Header()
            header.isResponse = true
            header.isAuthoritative = true
            header.rcodeBits = UInt8(rcode.rawValue)
            let apex = owner.suffix(labels: 2)
            let record = ResourceRecord(
                owner: apex, type: .soa, ttl: 60,
                data: .soa(
                    SOA(mname: apex, rname: apex, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60)))
            let message = Message(
                header: header, questions: [ask.query.question], answer: answer, authority: soa ? [record] : [])
            outcome = .response(message.encoded())
        }
        return Exchange(
            server: Endpoint(address: ask.address), query: ask.query,
            attempts: [
                Attempt(
                    transportProtocol: transport, id: 1, sentAt: .zero, elapsed: .milliseconds(20), outcome: outcome)
            ])
    }
}
