import QuadaAudit
import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaReport
import Testing

/// Servers that would keep an audit busy for ever, or fill its memory: bounded, and said.
@Suite struct HostileServerTests {
    /// Forty zones, each of which does nothing but delegate the next label.
    static let nested: String = {
        var zones = ""
        var apex = "test"
        for depth in 0..<40 {
            if depth > 0 { apex = "z.\(apex)" }
            zones += """
                  \(apex): |
                    @   SOA ns hostmaster 1 3600 600 86400 60
                    @   NS  ns
                    ns  A   192.0.2.\(depth + 1)
                    ns  AAAA 2001:db8::\(depth + 1)

                """
        }
        return "zones:\n\(zones)expect:\n  www.\(apex): {verdict: indeterminate, findings: [bound-exceeded]}\n"
    }()

    @Test("referrals without end stop at a bound that the report names")
    func endlessReferrals() async throws {
        let scenario = try Scenario(text: Self.nested, source: "nested")
        let audit = try #require(try await Lab.report(scenario, seed: 1).audits.first)
        #expect(audit.verdict == .indeterminate)
        #expect(audit.findingKeys == ["bound-exceeded"])
        #expect(audit.findings.first?.detail.contains("referrals") == true)
    }

    @Test("aliases from everywhere to everywhere have more ways than can be gone, and are judged all the same")
    func aliasesEverywhere() throws {
        let apex = try Name(presentation: "example.test.")
        let owners = try (0..<17).map { try apex.child(label: Array("n\($0)".utf8)) }
        let server = ServerAddress(name: apex, address: .v4(0xC000_0201), source: .both)
        let links = owners.enumerated().map { index, owner in
            let message = Message(
                header: Header(id: 1, flags: 0x8400), questions: [Question(name: owner, type: .a)],
                answer: owners.filter { $0 != owner }.map {
                    ResourceRecord(owner: owner, type: .cname, ttl: 60, data: .cname($0))
                })
            let attempt = Attempt(
                transportProtocol: .udp, id: 1, sentAt: .zero, elapsed: .zero, outcome: .response(message.encoded()))
            let exchange = Exchange(
                server: Endpoint(address: server.address), query: Query(Question(name: owner, type: .a)),
                attempts: [attempt])
            let probe = Observation(id: index + 1, exchange: exchange)
            return Link(owner: owner, zone: apex, surveys: [ServerSurvey(server: server, probes: [probe])])
        }
        let zone = Zone(apex: apex, parent: nil, delegation: [], glue: [:], referral: nil, servers: [server])
        let audit = NameAudit(
            Audit(
                of: NameEvidence(
                    name: owners[0], links: links, zones: [apex: zone], bounds: [],
                    vantage: .init(ipv4: .answered, ipv6: .unused),
                    effort: Effort(queries: 17, began: .zero, ended: .zero))))
        #expect(audit.findingKeys.contains("cname-loop"))
    }

    @Test("an answer of thousands of records is read, judged and reported")
    func manyRecords() async throws {
        let records = (0..<2000).map {
            "big  AAAA 2600:1480:4000::\(String($0 / 100, radix: 16)):\(String($0, radix: 16))"
        }
        let text = """
            zones:
              example.test: |
                @    SOA ns hostmaster 1 3600 600 86400 60
                @    NS  ns
                ns   A    192.0.2.53
                ns   AAAA 2001:db8:53::1
                big  A    203.0.113.1
                \(records.joined(separator: "\n    "))

            expect:
              big.example.test: {verdict: ready, findings: []}

            """
        let audit = try #require(try await Lab.report(Scenario(text: text, source: "many"), seed: 1).audits.first)
        #expect(audit.verdict == .ready)
        #expect(audit.addresses.ipv6.count == 2000)
    }

    @Test("a server that answers everything with garbage costs itself only", arguments: ["ffff ffff", "", "8400 0001"])
    func garbage(_ octets: String) async throws {
        let text = """
            zones:
              example.test: |
                @    SOA ns1 hostmaster 1 3600 600 86400 60
                @    NS  ns1
                @    NS  ns2
                ns1  A    192.0.2.53
                ns1  AAAA 2001:db8:53::1
                ns2  A    192.0.2.54
                www  A    203.0.113.1
                www  AAAA 2600:1480:4000::1
            lies:
              - {server: 192.0.2.54, reply: {octets: "0000 \(octets) ffff ffff ffff ffff c00c c00c"}}
            expect:
              www.example.test: {verdict: degraded, findings: []}

            """
        let audit = try #require(try await Lab.report(Scenario(text: text, source: "garbage"), seed: 1).audits.first)
        let servers = Set(audit.findings.compactMap(\.server?.address))
        #expect(servers.isSubset(of: ["192.0.2.54"]))
        #expect(audit.addresses.ipv6 == ["2600:1480:4000::1"])
        #expect(audit.verdict != .broken)
    }
}
