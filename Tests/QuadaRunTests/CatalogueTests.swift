import Foundation
import QuadaAudit
import QuadaLab
import Testing

/// The catalogue of rules: what users and their scripts depend on.
@Suite struct CatalogueTests {
    /// Codes, severities and scopes are a promise; a change here is a change for everybody who filters by them.
    static let contract: [String: (Severity, Scope)] = [
        "aaaa-cname-missing": (.error, .server), "aaaa-no-response": (.error, .server),
        "aaaa-no-response-udp": (.error, .server), "aaaa-nxdomain": (.error, .server), "aaaa-rcode": (.error, .server),
        "aaaa-malformed": (.error, .server), "aaaa-wrong-type": (.error, .server), "aaaa-referral": (.error, .server),
        "aaaa-cname-differs": (.error, .server), "aaaa-not-authoritative": (.warning, .server),
        "nodata-without-soa": (.warning, .server), "edns-broken": (.warning, .server),
        "edns-unsupported": (.notice, .server), "truncated-tcp-fails": (.error, .server),
        "servers-disagree": (.warning, .zone), "server-unreachable": (.warning, .server),
        "server-lame": (.warning, .server), "zone-no-ipv6-server": (.warning, .zone), "cname-loop": (.error, .name),
        "cname-chain-too-long": (.error, .name), "cname-dangling": (.warning, .name), "aaaa-hidden": (.error, .name),
        "aaaa-special-purpose": (.warning, .name), "aaaa-absent": (.notice, .name), "bound-exceeded": (.warning, .name),
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
