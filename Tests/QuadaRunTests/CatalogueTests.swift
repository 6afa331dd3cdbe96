import Foundation
import QuadaAudit
import QuadaLab
import Subprocess
import Testing

/// The catalogue of rules: what users and their scripts depend on.
@Suite struct CatalogueTests {
    /// Codes, severities and scopes are a promise; a change here is a change for everybody who filters by them.
    static let contract: [String: (Severity, Scope)] = [
        "aaaa-cname-missing": (.error, .server), "aaaa-no-response": (.error, .server),
        "aaaa-no-response-udp": (.error, .server), "aaaa-nxdomain": (.error, .server),
        "aaaa-rcode": (.error, .server), "aaaa-malformed": (.error, .server), "aaaa-wrong-type": (.error, .server),
        "aaaa-referral": (.error, .server), "aaaa-cname-differs": (.error, .server),
        "a-cname-missing": (.error, .server), "answer-differs-with-edns": (.error, .server),
        "aaaa-not-authoritative": (.warning, .server), "nodata-without-soa": (.warning, .server),
        "nodata-soa-outside-zone": (.error, .server), "nsec-omits-type": (.error, .server),
        "https-cname-missing": (.warning, .server), "type-cname-missing": (.notice, .server),
        "type-no-response": (.warning, .server), "type-rcode": (.warning, .server),
        "edns-broken": (.warning, .server), "edns-unsupported": (.notice, .server),
        "truncated-tcp-fails": (.error, .server), "tcp-unreachable": (.warning, .server),
        "response-mismatched": (.warning, .server), "ent-nxdomain": (.error, .server),
        "cname-multiple": (.error, .server), "cname-with-other-data": (.error, .server),
        "cname-chain-malformed": (.warning, .server), "dname-not-synthesised": (.warning, .server),
        "servers-disagree": (.warning, .zone), "server-unreachable": (.warning, .server),
        "server-lame": (.warning, .server), "zone-no-ipv6-server": (.warning, .zone),
        "zone-one-ipv6-server": (.notice, .zone), "glue-aaaa-missing": (.warning, .zone),
        "glue-mismatch": (.warning, .zone), "ns-is-cname": (.error, .zone), "ipv6-walk-broken": (.warning, .name),
        "cname-loop": (.error, .name), "cname-chain-too-long": (.error, .name), "cname-dangling": (.warning, .name),
        "aaaa-hidden": (.error, .name), "aaaa-special-purpose": (.warning, .name), "aaaa-absent": (.notice, .name),
        "bound-exceeded": (.warning, .name),
    ]

    @Test("codes, severities and scopes are those of the contract")
    func keepsTheContract() {
        #expect(Rule.catalogue.count == Self.contract.count)
        for rule in Rule.catalogue {
            #expect(Self.contract[rule.code]?.0 == rule.severity, "\(rule.code)")
            #expect(Self.contract[rule.code]?.1 == rule.scope, "\(rule.code)")
        }
        #expect(Set(Rule.catalogue.map(\.code)).count == Rule.catalogue.count)
    }

    @Test(
        "every rule says why, what it does, how to mend it, and where that is written",
        arguments: Rule.catalogue.map(\.code))
    func explains(_ code: String) throws {
        let rule = try #require(Rule.catalogue.first { $0.code == code })
        #expect(!rule.sources.isEmpty)
        for text in [rule.title, rule.explanation, rule.impact, rule.remedy] {
            #expect(text.count > 10)
            #expect(!text.contains("\n"), "a text is one paragraph")
        }
        #expect(code.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
    }

    @Test("every rule shows how to see it, in dig lines that fit a terminal", arguments: Rule.catalogue.map(\.code))
    func demonstrates(_ code: String) throws {
        let rule = try #require(Rule.catalogue.first { $0.code == code })
        #expect(rule.demonstration.contains { $0.contains("SERVER") || $0.contains("NAME") })
        for line in rule.demonstration {
            #expect(line.hasPrefix("dig "))
            #expect(line.count <= 76, "a line of 80 columns, indented by 4: \(line)")
        }
    }

    /// A port of loopback where nothing listens: what is asked is seen, nothing is answered.
    @Test("dig understands every line, and asks what it says", arguments: Rule.catalogue.flatMap(\.demonstration))
    func isUnderstood(_ line: String) async throws {
        var words = try #require(line.split(separator: "#").first).split(separator: " ").dropFirst().map {
            String($0).replacing("SERVER", with: "127.0.0.1").replacing("NAME", with: "name.test")
        }
        let type = try #require(words.last)
        if !words.contains("@127.0.0.1") { words.append("@127.0.0.1") }
        words += ["-p", "1", "+qr", "+time=1", "+tries=1"]
        let result = try await run(
            .name("dig"), arguments: Arguments(words), output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        let text = result.standardOutput + result.standardError
        #expect(result.terminationStatus == .exited(9), "dig did not come to ask: \(text)")
        // Over TCP nothing is asked before the connection stands, and a trace begins with another question.
        guard !words.contains("+tcp"), !words.contains("+trace") else { return }
        #expect(text.contains("\tIN\t\(type == "TYPE65" ? "HTTPS" : type)\n"), "\(text)")
    }

    @Test("every product remedy names a document and its address", arguments: Rule.catalogue.map(\.code))
    func citesDocuments(_ code: String) throws {
        let remedies = try #require(Rule.catalogue.first { $0.code == code }).productRemedies
        #expect(Set(remedies).count == remedies.count)
        for remedy in remedies {
            let parts = remedy.source.components(separatedBy: ", https://")
            try #require(parts.count == 2, "want a title and one address: \(remedy.source)")
            #expect(parts[0].count > 3)
            #expect(!parts[1].contains(" "))
            #expect(URL(string: "https://" + parts[1])?.host()?.contains(".") == true)
            #expect(!remedy.product.isEmpty)
            #expect(remedy.text.count > 20)
        }
    }

    @Test("every text is one paragraph of printable ASCII", arguments: Rule.catalogue.map(\.code))
    func isPrintable(_ code: String) throws {
        let rule = try #require(Rule.catalogue.first { $0.code == code })
        let texts =
            [rule.title, rule.explanation, rule.impact, rule.remedy] + rule.demonstration
            + rule.sources.map(\.description)
            + rule.productRemedies.flatMap { [$0.product, $0.text, $0.source] }
        for text in texts { #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "\(text)") }
    }

    @Test(
        "every rule has a scenario that provokes it, and one that stays clean of it",
        arguments: Rule.catalogue.map(\.code))
    func hasScenarios(_ code: String) throws {
        let rule = try #require(Rule.catalogue.first { $0.code == code })
        try #require(!rule.scenarios.isEmpty)
        for name in rule.scenarios {
            let scenario = try Fixture(path: "\(Fixtures.root)/\(name).yaml").scenario()
            let findings = scenario.expectations.flatMap(\.findings)
            #expect(findings.contains { $0 == code || $0.hasPrefix("\(code)@") }, "\(name) does not provoke \(code)")
        }
        let clean = try Fixtures.scenarios.filter { $0.path.contains("/honest-") }.map { try $0.scenario() }
        try #require(!clean.isEmpty)
        #expect(
            clean.contains { scenario in
                !scenario.expectations.flatMap(\.findings).contains { $0 == code || $0.hasPrefix("\(code)@") }
            })
    }

    @Test("every scenario is free of remarks", arguments: Fixtures.scenarios)
    func isLinted(_ fixture: Fixture) throws {
        #expect(try fixture.scenario().remarks.isEmpty)
    }
}
