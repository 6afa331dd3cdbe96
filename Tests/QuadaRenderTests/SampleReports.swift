public import QuadaReport
public import Testing

/// Named by its first name where a test fails; the whole would fill screens.
extension Report: CustomTestStringConvertible {
    public var testDescription: String { audits.first.map { "report of \($0.name.prefix(20))" } ?? "empty report" }
}

/// Reports written by hand, so that renderers are tested without a walk and without rules.
enum Sample {
    static let empty = report([])

    /// The balancers of 2014: the alias is there for A and missing for AAAA at all four addresses of the third zone.
    static let balancers = report([balancerAudit])

    static let healthy = report([healthyAudit("www.good.test.")])

    static let everyVerdict = report(
        Verdict.allCases.map { verdict in
            NameAudit(
                name: "\(verdict.rawValue).test.", verdict: verdict, reason: "shown as \(verdict.rawValue)",
                findings: Severity.allCases.map { finding("a-\($0.rawValue)", $0) })
        })

    /// Forty servers, six of them silent for AAAA.
    static let many = report([
        NameAudit(
            name: "www.many.test.", verdict: .degraded, reason: "6 of 40 servers do not answer AAAA",
            chain: [
                ChainLink(
                    name: "www.many.test.", zone: "many.test.",
                    servers: (1...40).map { number in
                        let isSilent = number % 7 == 0 && number <= 42 && number > 0
                        return ServerRow(
                            name: "ns\(number).many.test.", address: "192.0.2.\(number)", source: .both,
                            a: addresses(20.1 + Double(number)),
                            aaaa: isSilent ? TypeOutcome(.silence, attempts: 3) : addresses(20.3 + Double(number)),
                            conforms: !isSilent)
                    })
            ],
            addresses: Addresses(ipv4: (1...12).map { "198.51.100.\($0)" }, ipv6: ["2001:db8::1"]),
            findings: stride(from: 7, through: 35, by: 7).map { number in
                finding(
                    "aaaa-no-response", .error,
                    ServerReference(name: "ns\(number).many.test.", address: "192.0.2.\(number)"))
            })
    ])

    /// Names of the greatest length, an IPv6 address of the greatest length, and every octet a terminal might obey.
    static let hostile: Report = {
        let label = String(repeating: "a", count: 63)
        let long = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".") + "."
        let evil = "\u{1B}[2J\u{1B}]0;owned\u{07}\r\n\u{9B}31m\u{202E}\u{2066}\u{0000}\u{7F}</script>\",|\u{1F4A9}"
        let address = "2001:db8:1111:2222:3333:4444:5555:6666"
        let server = ServerReference(name: long, address: address, transport: .tcp)
        let outcome = TypeOutcome(
            .rcode, rcode: evil, aa: true, records: [evil], ttl: .max, roundTrip: Milliseconds(123456.789),
            attempts: 3)
        return report(
            [
                NameAudit(
                    name: long, verdict: .broken, reason: evil,
                    chain: [
                        ChainLink(
                            name: long, zone: evil, link: .dname, target: evil, otherTargets: [long, evil],
                            servers: [
                                ServerRow(
                                    name: long, address: address, source: .pinned, addressSource: .hints, a: outcome,
                                    aaaa: outcome, other: [evil: outcome], conforms: false,
                                    software: Software(
                                        product: evil, version: evil, confidence: .high, traits: [evil, long]),
                                    note: evil),
                                ServerRow(
                                    name: evil, address: evil, source: .child, a: outcome, aaaa: outcome,
                                    conforms: nil),
                            ], notes: [evil])
                    ],
                    addresses: Addresses(ipv4: [evil], ipv6: [address]),
                    findings: [
                        FindingEntry(
                            code: "aaaa-rcode", severity: .error, name: evil, zone: evil, server: server, title: evil,
                            detail: evil, effect: evil, rfc: [evil],
                            reproduce: "\(DigCommand(name: evil, type: "AAAA", address: address))", remedy: evil,
                            productRemedies: [ProductRemedy(product: evil, text: evil, source: evil)],
                            evidence: ["e1"])
                    ],
                    evidence: [
                        EvidenceEntry(
                            id: "e1", question: evil, server: server, outcome: .rcode, sentAt: Milliseconds(.nan),
                            attempts: attempts(2), lines: [evil, String(repeating: "x", count: 400)],
                            query: String(repeating: "00ff", count: 150), response: "")
                    ], notes: [evil])
            ], notes: [evil])
    }()

    /// A zone of many names: most are well, some failed, one is waived, one was known, one could not be audited.
    static let fiveHundred: Report = {
        let audits = (1...500).map { number in
            var audit = healthyAudit("host-\(number).good.test.")
            audit.roles = [.a, .aaaa]
            audit.location = SourceLocation(file: "good.test.zone", line: number + 4)
            switch number {
            case 100: audit.verdict = .indeterminate
            case let number where number.isMultiple(of: 25):
                var failure = finding(
                    "aaaa-nxdomain", .error, ServerReference(name: "ns1.good.test.", address: "192.0.2.1"))
                failure.location = audit.location
                failure.key = "aaaa-nxdomain \(audit.name) 192.0.2.1"
                if number == 50, let day = CalendarDay("2099-12-31") {
                    failure.waiver = AppliedWaiver(
                        reason: "The machine goes.", expires: day, isExpired: false,
                        location: SourceLocation(file: "quada.yaml", line: 9))
                }
                failure.baseline = number == 75 ? .known : .new
                audit.findings = [failure]
                audit.verdict = .broken
            default: break
            }
            audit.status =
                audit.verdict == .indeterminate
                ? .inconclusive : audit.findings.contains(where: \.isCounted) ? .failed : .passed
            return audit
        }
        var whole = Sample.report(audits, notes: ["not tested over IPv6: no route here"])
        whole.subject = Subject(zone: "good.test.", source: .file, place: "good.test.zone", serial: 7, records: 1004)
        whole.gate = Gate(failOn: .error, policy: "quada.yaml", baseline: "before.json")
        return whole
    }()

    static let all: [Report] = [empty, balancers, healthy, everyVerdict, many, hostile, judged]
}

extension Sample {
    static func report(_ audits: [NameAudit], notes: [String] = []) -> Report {
        Report(
            tool: Tool(version: "0.0.0"), started: Timestamp(millisecondsSince1970: 1_400_000_000_000),
            finished: Timestamp(millisecondsSince1970: 1_400_000_000_321),
            vantage: Vantage(
                network: .lab, ipv4: true, ipv6: true, seed: 7, preflight: .skipped,
                bounds: [Bound(name: "links per name", limit: 16)]),
            audits: audits, notes: notes)
    }

    static func addresses(_ milliseconds: Double, _ records: [String] = ["A 192.0.2.80"]) -> TypeOutcome {
        TypeOutcome(
            .addresses, rcode: "NOERROR", aa: true, tc: false, records: records, ttl: 300,
            roundTrip: Milliseconds(milliseconds), attempts: 1)
    }

    static func alias(_ target: String, _ milliseconds: Double) -> TypeOutcome {
        TypeOutcome(
            .alias, rcode: "NOERROR", aa: true, tc: false, records: ["CNAME \(target)"], ttl: 30,
            roundTrip: Milliseconds(milliseconds), attempts: 3)
    }

    static func finding(_ code: String, _ severity: Severity, _ server: ServerReference? = nil) -> FindingEntry {
        FindingEntry(
            code: code, severity: severity, name: "www.many.test.", zone: "many.test.", server: server,
            title: "A title in a few words", detail: "What was seen", effect: "What it does to clients",
            rfc: ["RFC 4074 section 4.1"],
            reproduce: server.map {
                "\(DigCommand(name: "www.many.test.", type: "AAAA", address: $0.address))"
            }, remedy: "What to do about it")
    }

    static func productRemedy(_ product: String) -> ProductRemedy {
        ProductRemedy(
            product: product, text: "Add an object of type AAAA and the same name beside the one of type A.",
            source: "A Manual in a Few Words, https://vendor.test/manuals/balancer/implementations/"
                + "a-chapter-with-a-title-that-is-longer-than-a-terminal-is-wide.html")
    }

    static func healthyAudit(_ name: String) -> NameAudit {
        NameAudit(
            name: name, verdict: .ready, reason: "AAAA is reachable and every server conforms",
            chain: [
                ChainLink(
                    name: name, zone: "good.test.",
                    servers: [("ns1.good.test.", "192.0.2.1"), ("ns1.good.test.", "2001:db8::53:1")].map {
                        ServerRow(
                            name: $0.0, address: $0.1, source: .both, addressSource: .both, a: addresses(20),
                            aaaa: addresses(20.25, ["AAAA 2001:db8::80"]), conforms: true)
                    })
            ],
            addresses: Addresses(ipv4: ["192.0.2.80"], ipv6: ["2001:db8::80"]), queries: 12)
    }
}

// MARK: - The case of 2014

extension Sample {
    private static let balancer = "www.shop.gtm.test."

    private static func honestLink(_ number: Int, name: String, zone: String, target: String?) -> ChainLink {
        ChainLink(
            name: name, zone: zone, link: target == nil ? nil : .cname, target: target,
            servers: (1...2).map { server in
                let time = 18.0 + Double(number) + Double(server) / 10
                let software = Software(
                    product: "NSD", version: "4.6.1", confidence: .high, traits: ["version.bind says 'NSD 4.6.1'"])
                return ServerRow(
                    name: "ns\(server).\(zone)", address: "192.0.2.\(number * 16 + server)", source: .both,
                    addressSource: .glue, a: target.map { alias($0, time) } ?? addresses(time),
                    aaaa: target.map { alias($0, time) } ?? addresses(time, ["AAAA 2001:db8:80::80"]), conforms: true,
                    software: number == 1 && server == 1 ? software : nil)
            })
    }

    private static var balancerAudit: NameAudit {
        let servers = ["ns1-bn", "ns1-qy", "ns2-bn", "ns2-qy"].enumerated().map { index, name in
            ServerReference(name: "\(name).gtm.test.", address: "192.0.2.\(49 + index)")
        }
        let target = "shop.edge.test."
        let balancers = ChainLink(
            name: balancer, zone: "gtm.test.", link: .cname, target: target,
            servers: servers.map { server in
                ServerRow(
                    name: server.name, address: server.address, source: .both, addressSource: .glue,
                    a: alias(target, 20.1),
                    aaaa: TypeOutcome(
                        .noData, rcode: "NOERROR", aa: true, tc: false, roundTrip: Milliseconds(20.3), attempts: 3),
                    other: [
                        "CNAME": alias(target, 20), "HTTPS": TypeOutcome(.noData, rcode: "NOERROR", attempts: 1),
                        "TYPE65280": alias(target, 20),
                    ],
                    conforms: false,
                    software: Software(
                        product: "F5 BIG-IP DNS", version: nil, confidence: .low,
                        traits: [
                            "AAAA is denied with AA and without SOA",
                            "A gives an alias, AAAA neither alias nor address",
                        ]))
            })
        return NameAudit(
            name: "www.shop.test.", verdict: .broken,
            reason: "An IPv6-only client with a cold cache does not get there: all 4 servers of gtm.test. hide the "
                + "alias of \(balancer) from AAAA, though the chain behind it ends in 2001:db8:80::80",
            chain: [
                honestLink(1, name: "www.shop.test.", zone: "shop.test.", target: "shop.cdn.test."),
                honestLink(2, name: "shop.cdn.test.", zone: "cdn.test.", target: balancer), balancers,
                honestLink(4, name: target, zone: "edge.test.", target: "host.edge.test."),
                honestLink(4, name: "host.edge.test.", zone: "edge.test.", target: nil),
            ],
            addresses: Addresses(ipv4: ["192.0.2.80"], ipv6: ["2001:db8:80::80"]),
            findings: servers.enumerated().map { index, server in
                FindingEntry(
                    code: "aaaa-cname-missing", severity: .error, name: balancer, zone: "gtm.test.", server: server,
                    title: "A shows an alias that AAAA hides",
                    detail: "A gives CNAME \(target) before and after; AAAA gives NOERROR with an empty answer, in "
                        + "3 rounds. CNAME and an unassigned type see the alias, HTTPS does not",
                    effect: "A resolver that asks AAAA first takes the name for one without IPv6 and never follows "
                        + "the alias; it works while a cached alias hides the fault, up to its TTL of 30 s",
                    rfc: ["RFC 1034 section 3.6.2", "RFC 1034 section 4.3.2", "RFC 4074 section 3"],
                    reproduce: "\(DigCommand(name: balancer, type: "AAAA", address: server.address))",
                    remedy: "Make the balancer answer every type at this name with its CNAME: the alias belongs to "
                        + "the name, not to the type A",
                    productRemedies: [productRemedy("A load balancer")],
                    evidence: ["e\(2 * index + 1)", "e\(2 * index + 2)"])
            },
            evidence: servers.enumerated().flatMap { index, server in
                [
                    evidence(2 * index + 1, server, "AAAA", .noData, ["ANSWER: 0"]),
                    evidence(2 * index + 2, server, "A", .alias, ["\(balancer) 30 IN CNAME \(target)"]),
                ]
            }, queries: 104, elapsed: Milliseconds(321))
    }

    private static func evidence(
        _ number: Int, _ server: ServerReference, _ type: String, _ outcome: Outcome, _ answer: [String]
    ) -> EvidenceEntry {
        EvidenceEntry(
            id: "e\(number)", question: "\(balancer) IN \(type)", server: server, outcome: outcome,
            sentAt: Milliseconds(160.2 + Double(number)), roundTrip: Milliseconds(20.3), attempts: attempts(1),
            lines: [";; status: NOERROR, flags: qr aa; ANSWER: \(type == "A" ? 1 : 0), AUTHORITY: 0, ADDITIONAL: 0"]
                + answer, query: "a1b20000000100000000000003777777047465737400001c0001",
            response: type == "A" ? "a1b28400000100000000000003777777047465737400001c0001" : nil)
    }

    static func attempts(_ count: Int) -> [AttemptEntry] {
        (1...count).map { number in
            AttemptEntry(
                transport: .udp, sentAt: Milliseconds(160.2 + 2000 * Double(number)), elapsed: Milliseconds(20.3),
                outcome: number == count ? .response : .silence, id: 0xA1B2, sourcePort: 40_000 + UInt16(number),
                strays: number - 1)
        }
    }
}
