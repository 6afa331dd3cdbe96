import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaAudit

/// The table of traits over made-up answers: what each hint needs, and what it must not be made of.
@Suite struct SoftwareTableTests {
    /// What one server answers, and the hint that it must get: product, version, confidence.
    struct Row: CustomTestStringConvertible, Sendable {
        let about: String
        var name = "ns1.z.test."
        var answers: [MadeUp] = []
        /// None where nothing may be said.
        let hint: String?

        var testDescription: String { about }

        var evidence: SoftwareEvidence {
            let seen = answers.enumerated().map { $1.observation($0 + 1) }
            let zone = Name("z.test.") ?? .root
            let probes = seen.filter { $0.question.rrclass == .in && $0.question.type != .soa }
            let soa = seen.first { $0.question.type == .soa }
            return SoftwareEvidence(
                server: ServerAddress(name: Name(name) ?? .root, address: MadeUp.address, source: .both), zone: zone,
                facts: soa.map { ServerFacts(soa: $0, ns: $0) }, probes: probes,
                identity: seen.filter { $0.question.rrclass == .chaos })
        }
    }

    /// As measured with each server, or as documents have it.
    static let servers: [Row] = [
        Row(
            about: "BIND", answers: [.text(.version, "9.18.49-1~deb12u3-Debian", aa: true, ns: true), .ownSOA(.id)],
            hint: "BIND 9.18.49-1~deb12u3-Debian high"),
        Row(about: "BIND without a version", answers: [.ownSOA(.version), .ownSOA(.hostname)], hint: "BIND low"),
        Row(about: "NSD", answers: [.text(.version, "NSD 4.6.1")], hint: "NSD 4.6.1 high"),
        Row(about: "NSD, hidden", answers: [.refusal(.version, .refused, ede: 18)], hint: "NSD low"),
        Row(about: "Knot DNS", answers: [.text(.version, "Knot DNS 3.2.6")], hint: "Knot DNS 3.2.6 high"),
        Row(
            about: "Knot DNS, hidden",
            answers: [.refusal(.version, .refused), .refusal(.id, .refused), .refusal(.hostname, .refused)], hint: nil),
        Row(
            about: "PowerDNS",
            answers: [
                .text(.version, "PowerDNS Authoritative Server 4.7.3", aa: true, ttl: 5),
                .refusal(.hostname, .refused, aa: true),
            ], hint: "PowerDNS 4.7.3 high"),
        Row(
            about: "PowerDNS, anonymous", answers: [.refusal(.version, .servFail, aa: true)], hint: "PowerDNS low"),
        Row(
            about: "gdnsd",
            answers: [
                .text(.version, "gdnsd/3"), .text(.id, "gdnsd/3"), .text(.hostname, "gdnsd/3"),
                .alias("www", to: ["both.z.test."]), .data(size: 1024),
            ], hint: "gdnsd 3 high"),
        Row(
            about: "gdnsd with a text of one's own",
            answers: [.text(.version, "x"), .text(.id, "x"), .text(.hostname, "x"), .data(size: 1024)],
            hint: "gdnsd medium"),
        Row(
            about: "YADIFA", answers: [.text(.version, "2.6.4-10892", aa: true, ns: true), .addressFirst],
            hint: "YADIFA 2.6.4-10892 medium"),
        Row(
            about: "Unbound", answers: [.text(.version, "unbound 1.17.1"), .data(ra: true)], hint: "Unbound 1.17.1 high"
        ),
        Row(
            about: "Unbound, hidden", answers: [.data(ra: true), .alias("www", to: ["both.z.test."])],
            hint: "Unbound low"),
        Row(
            about: "dnsmasq",
            answers: [.text(.version, "dnsmasq-2.90", aa: true), .refusal(.id, .notImp), .data(ra: true)],
            hint: "dnsmasq 2.90 high"),
        Row(
            about: "dnsmasq as auth-server", answers: [.refusal(.version, .refused, opt: false), .data()], hint: nil),
        Row(about: "CoreDNS", answers: [.text(.version, "CoreDNS-1.11.1")], hint: "CoreDNS 1.11.1 high"),
        Row(
            about: "Microsoft DNS",
            answers: [.text(.version, "Microsoft DNS 6.1.7601 (1DB15D39)", ttl: 1_476_526_080, rrclass: .in)],
            hint: "Microsoft DNS 6.1.7601 high"),
        Row(
            about: "F5 BIG-IP DNS",
            answers: [
                .soa("this.name.is.invalid.", "hostmaster.this.name.is.invalid."),
                .alias("www", to: ["out.test."]), .empty,
            ], hint: "F5 BIG-IP DNS medium"),
        Row(
            about: "the balancers of 2014", answers: [.alias("www", to: ["out.test."]), .empty],
            hint: "F5 BIG-IP DNS low"),
        Row(
            about: "Route 53", name: "ns-267.awsdns-33.com.",
            answers: [.soa("ns-267.awsdns-33.com.", "awsdns-hostmaster.amazon.com.")], hint: "Amazon Route 53 medium"),
        Row(
            about: "Cloudflare", name: "josh.ns.cloudflare.com.",
            answers: [.soa("josh.ns.cloudflare.com.", "dns.cloudflare.com.")], hint: "Cloudflare medium"),
        Row(
            about: "Akamai", name: "a1-49.akam.net.", answers: [.soa("a1-49.akam.net.", "hostmaster.akamai.com.")],
            hint: "Akamai medium"),
        Row(about: "Akamai's edge", name: "n0dspb.akamaiedge.net.", hint: "Akamai low"),
        Row(
            about: "Azure DNS", name: "ns1-01.azure-dns.com.",
            answers: [.soa("ns1-01.azure-dns.com.", "azuredns-hostmaster.microsoft.com.")], hint: "Azure DNS medium"),
        Row(
            about: "Azure Traffic Manager", answers: [.soa("tm1.msft.net.", "hostmaster.trafficmanager.net.")],
            hint: "Azure Traffic Manager low"),
    ]

    /// Where nothing, or less, may be said.
    static let doubts: [Row] = [
        Row(about: "nothing was seen", hint: nil),
        Row(about: "silence", answers: [.silence(.version)], hint: nil),
        Row(about: "a text of one's own", answers: [.text(.version, "none of your business", aa: true)], hint: nil),
        Row(about: "an empty text", answers: [.text(.version, "")], hint: nil),
        Row(about: "a text of no strings", answers: [.rdata(.version, [])], hint: nil),
        Row(
            about: "a string longer than its RDATA", answers: [.rdata(.version, [255, 78, 83, 68, 32, 52])],
            hint: "NSD 4 high"),
        Row(about: "a product's name within a text", answers: [.text(.version, "not NSD 4.6.1")], hint: nil),
        Row(about: "one trait that several have", answers: [.data(size: 1024)], hint: nil),
        Row(about: "an alias alone", answers: [.alias("www", to: ["out.test."])], hint: nil),
        Row(about: "a denial without SOA alone", answers: [.empty], hint: nil),
        Row(
            about: "BIND's version without BIND's AA", answers: [.text(.version, "9.4.2")], hint: "BIND 9.4.2 medium"),
        Row(
            about: "one product's text in another's shape", answers: [.text(.version, "NSD 4.6.1", aa: true, ttl: 5)],
            hint: "NSD 4.6.1 low"),
        Row(
            about: "a name that only looks like a service's", name: "awsdns-33.ns.example.test.",
            hint: "Amazon Route 53 low"),
        Row(
            about: "two products that fit alike",
            answers: [.ownSOA(.id), .refusal(.version, .refused, ede: 18)], hint: nil),
        Row(
            about: "a zone written elsewhere",
            answers: [.text(.version, "NSD 4.6.1"), .soa("this.name.is.invalid.", "h.test.")], hint: "NSD 4.6.1 high"),
    ]

    @Test("made-up servers get the hint they deserve", arguments: servers + doubts)
    func hints(_ row: Row) {
        let hint = SoftwareHint(row.evidence)
        let text = hint.map { hint in
            [hint.product.rawValue, hint.version, hint.confidence.rawValue].compactMap(\.self).joined(separator: " ")
        }
        #expect(text == row.hint, "\(hint?.traits ?? [])")
        #expect(hint?.traits.isEmpty != true)
    }

    @Test("every line of the table says how it is known, and some server meets it")
    func lines() {
        let all = (Self.servers + Self.doubts).map(\.evidence)
        for line in SoftwareTrait.table {
            let isKnown = line.source.hasPrefix("measured with ") || line.source.hasPrefix("from documents, not run: ")
            #expect(isKnown, "\(line.product.rawValue) \(line.trait)")
            #expect(all.contains { line.trait.match(in: $0) != nil }, "\(line.product.rawValue) \(line.trait)")
        }
        #expect(Set(SoftwareTrait.table.map(\.product)) == Set(Product.allCases))
    }

    @Test("no single trait names a product with more than low confidence, unless the server says so")
    func singleTraits() {
        for line in SoftwareTrait.table where line.weight != .said {
            for row in Self.servers + Self.doubts where line.trait.match(in: row.evidence) != nil {
                let confidence = SoftwareHint(row.evidence, by: [line])?.confidence
                #expect(confidence == nil || confidence == .low, "\(line.product.rawValue) \(line.trait)")
                if line.weight == .shared || line.weight == .against { #expect(confidence == nil) }
            }
        }
    }
}

/// One answer, made up.
enum MadeUp: Sendable {
    case text(IdentityQuestion, String, aa: Bool = false, ttl: UInt32 = 0, rrclass: RRClass = .chaos, ns: Bool = false)
    case rdata(IdentityQuestion, [UInt8])
    case ownSOA(IdentityQuestion)
    case refusal(IdentityQuestion, RCODE, aa: Bool = false, ede: UInt8? = nil, opt: Bool = true)
    case silence(IdentityQuestion)
    case soa(String, String)
    case data(size: UInt16 = 1232, ra: Bool = false)
    case alias(String, to: [String])
    case addressFirst
    /// AAAA with nothing in any section.
    case empty

    static let address = IPAddress("192.0.2.53") ?? .v4(0)

    func observation(_ id: Int) -> Observation {
        let question = question
        guard let message else { return observation(id, question, .silence) }
        return observation(id, question, .response(message.encoded()))
    }

    private func observation(_ id: Int, _ question: Question, _ outcome: Attempt.Outcome) -> Observation {
        Observation(
            id: id,
            exchange: Exchange(
                server: Endpoint(address: Self.address), query: Query(question),
                attempts: [
                    Attempt(transportProtocol: .udp, id: 1, sentAt: .zero, elapsed: .milliseconds(1), outcome: outcome)
                ]))
    }

    private func name(_ text: String) -> Name { Name(text) ?? .root }

    private var question: Question {
        switch self {
        case .text(let question, _, _, _, _, _), .rdata(let question, _), .ownSOA(let question),
            .refusal(let question, _, _, _, _), .silence(let question):
            question.question
        case .soa: Question(name: name("z.test."), type: .soa)
        case .data: Question(name: name("host.z.test."), type: .a)
        case .alias(let owner, _): Question(name: name("\(owner).z.test."), type: .a)
        case .addressFirst: Question(name: name("www.z.test."), type: .a)
        case .empty: Question(name: name("www.z.test."), type: .aaaa)
        }
    }

    private func record(_ owner: Name, _ type: RRType, _ data: RData, ttl: UInt32 = 60, rrclass: RRClass = .in)
        -> ResourceRecord
    {
        ResourceRecord(owner: owner, type: type, rrclass: rrclass, ttl: ttl, data: data)
    }

    private func soa(_ mname: Name, _ rname: Name) -> RData {
        .soa(SOA(mname: mname, rname: rname, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60))
    }

    private var message: Message? {
        var message = Message(header: Header(id: 1), questions: [question], edns: EDNSResponse())
        message.header.isResponse = true
        let owner = question.name
        switch self {
        case .silence: return nil
        case .text(_, let text, let aa, let ttl, let rrclass, let ns):
            message.header.isAuthoritative = aa
            let rdata = [UInt8(text.utf8.count)] + text.utf8
            message.answer = [record(owner, .txt, .opaque(rdata), ttl: ttl, rrclass: rrclass)]
            if ns { message.authority = [record(owner, .ns, .ns(owner), ttl: 0, rrclass: .chaos)] }
        case .rdata(_, let rdata): message.answer = [record(owner, .txt, .opaque(rdata), rrclass: .chaos)]
        case .ownSOA(let question):
            message.header.isAuthoritative = true
            message.authority = [
                record(owner, .soa, soa(owner, name("hostmaster.\(question.rawValue)")), rrclass: .chaos)
            ]
        case .refusal(_, let rcode, let aa, let ede, let opt):
            message.header.isAuthoritative = aa
            message.header.rcodeBits = UInt8(truncatingIfNeeded: rcode.rawValue)
            if let ede {
                message.edns?.options = [EDNSOption(code: EDNSOption.extendedErrorCode, value: [0, ede])]
            }
            if !opt { message.edns = nil }
        case .soa(let mname, let rname):
            message.header.isAuthoritative = true
            message.answer = [record(owner, .soa, soa(name(mname), name(rname)))]
        case .data(let size, let ra):
            message.header.isAuthoritative = true
            message.header.recursionAvailable = ra
            message.edns?.payloadSizeInOctets = size
            message.answer = [record(owner, .a, .a(Self.address))]
        case .alias(_, let targets):
            message.header.isAuthoritative = true
            message.answer = targets.map { record(owner, .cname, .cname(name($0))) }
        case .addressFirst:
            message.header.isAuthoritative = true
            let target = name("both.z.test.")
            message.answer = [record(target, .a, .a(Self.address)), record(owner, .cname, .cname(target))]
        case .empty:
            message.header.isAuthoritative = true
            message.edns = nil
        }
        return message
    }
}
