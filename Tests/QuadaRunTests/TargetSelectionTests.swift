import QuadaDNS
import QuadaReport
import QuadaZone
import Testing

/// Which names of a zone are audited, and why.
@Suite struct TargetSelectionTests {
    static let head = "@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n"

    /// Records, and the names they add to the apex and the server.
    static let rows: [(String, [String])] = [
        ("www A 192.0.2.2\nwww AAAA 2001:db8::2", ["www.example.test. a aaaa"]),
        ("www CNAME host.other.", ["www.example.test. cname"]),
        ("*.w A 192.0.2.2", ["quada-wildcard-probe.w.example.test. wildcard"]),
        (
            "* CNAME www\nquada-wildcard-probe A 192.0.2.2",
            [
                "quada-wildcard-probe-1.example.test. wildcard", "quada-wildcard-probe.example.test. a",
            ]
        ),
        ("old DNAME new.other.", ["new.other. dname"]),
        (
            "old DNAME new\nx.new A 192.0.2.2",
            ["new.example.test. dname", "x.old.example.test. dname", "x.new.example.test. a"]
        ),
        ("old DNAME new.other.\nbelow.old A 192.0.2.2", ["new.other. dname"]),
        ("@ MX 10 mail.other.\n@ MX 20 mail", ["mail.other. mx", "mail.example.test. mx"]),
        ("@ MX 0 .", []),
        ("_sip._tcp SRV 0 0 5060 sip\n_x._tcp SRV 0 0 1 .", ["sip.example.test. srv"]),
        ("www HTTPS 1 . alpn=h2", ["www.example.test. https"]),
        ("www HTTPS 0 pool.other.", ["www.example.test. https", "pool.other. https"]),
        ("_8443._https.www SVCB 1 svc", ["svc.example.test. svcb"]),
        ("child NS ns.child\nns.child A 192.0.2.3\nx.child A 192.0.2.4", ["ns.child.example.test. ns"]),
        ("mail.other. A 192.0.2.9", []),
        ("txt TXT \"no host\"", []),
    ]

    @Test("clients look up owners of addresses and aliases, and the hosts that records point to", arguments: rows)
    func targets(records: String, expected: [String]) throws {
        let zone = try Self.zone(Self.head + records)
        let found = TargetSelection().targets(in: zone).map { target in
            ([target.name.description] + target.roles.map(\.rawValue)).joined(separator: " ")
        }
        #expect(found == ["example.test. zone", "ns.example.test. ns a"] + expected)
    }

    @Test("types and patterns choose among them")
    func choice() throws {
        let zone = try Self.zone(Self.head + "www A 192.0.2.2\napi AAAA 2001:db8::1\nchild NS ns.child")
        func names(_ selection: TargetSelection) -> [String] { selection.targets(in: zone).map(\.name.description) }
        #expect(names(TargetSelection(roles: [.aaaa])) == ["api.example.test."])
        #expect(names(TargetSelection(roles: [.delegation])) == ["child.example.test."])
        let api = try #require(NamePattern("API*"))
        #expect(names(TargetSelection(including: [api])) == ["api.example.test."])
        #expect(!names(TargetSelection(excluding: [api])).contains("api.example.test."))
    }

    @Test("each target and each finding knows its line")
    func lines() throws {
        let zone = try Self.zone(Self.head + "www A 192.0.2.2\nwww AAAA 2001:db8::2")
        let target = try #require(TargetSelection().targets(in: zone).last)
        #expect(target.location?.description == "z:4")
        func finding(_ key: String, _ name: String) -> FindingEntry {
            FindingEntry(
                code: "a-code", key: key, severity: .error, name: name, zone: "example.test.", title: "", detail: "",
                effect: "", rfc: [], remedy: "")
        }
        let audit = NameAudit(
            name: "www.example.test.", verdict: .broken, reason: "",
            findings: [
                finding("a-code www.example.test. 192.0.2.1", "www.example.test."),
                finding("a-code example.test.", "www.example.test."), finding("a-code far.other.", "far.other."),
            ])
        let located = RecordLocations(zone).applied(to: audit, of: target)
        #expect(located.findings.map { $0.location?.line } == [4, 1, 4])
        #expect(located.roles == [.a, .aaaa])
    }

    @Test("records that are not one zone are refused")
    func refuses() throws {
        #expect(throws: ZoneContentsError.noSOA("z")) { try Self.zone("www A 192.0.2.1") }
        #expect(throws: ZoneContentsError.self) { try Self.zone(Self.head + "sub SOA ns h 1 2 3 4 5") }
    }

    private static func zone(_ text: String) throws -> ZoneContents {
        let origin = try Name(presentation: "example.test")
        return try ZoneContents(try ZoneFile(text: text, origin: origin, source: "z"), source: "z")
    }
}
