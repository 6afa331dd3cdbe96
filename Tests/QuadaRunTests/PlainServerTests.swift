import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaTransport
import QuadaWalk
import Testing

@testable import QuadaAudit
@testable import QuadaRender
@testable import QuadaReport

/// What is done at a glance for servers and lines in order gives what the long way gives.
@Suite struct PlainServerTests {
    private func evidence(
        _ fixture: Fixture, seed: UInt64, limits: CacheLimits = CacheLimits()
    ) async throws -> [NameEvidence] {
        let scenario = try fixture.scenario()
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: seed)
        let roots = scenario.roots.flatMap { root in
            root.addresses.map { ServerAddress(name: root.name, address: $0, source: .both) }
        }
        var configuration = WalkConfiguration(roots: roots, seed: seed)
        configuration.limits = limits
        let walk = Walk(configuration: configuration, transport: transport)
        return await transport.run {
            var evidence: [NameEvidence] = []
            for expectation in scenario.expectations { evidence.append(await walk.walked(expectation.name)) }
            return evidence
        }
    }

    @Test("no rule finds fault with a server that is told to be in order at a glance")
    func rules() async throws {
        var plain = 0
        var others = 0
        for fixture in Fixtures.scenarios {
            for seed in [1, 7] as [UInt64] {
                for name in try await evidence(fixture, seed: seed) {
                    for link in name.links {
                        guard let zone = link.zone.flatMap({ name.zones[$0] }) else { continue }
                        for survey in link.surveys {
                            for tcp in [true, false] {
                                let server = ServerCase(
                                    owner: link.owner, apex: zone.apex, facts: zone.facts[survey.server.address],
                                    survey: survey, vantage: name.vantage, someServerAnswersOverTCP: tcp)
                                if server.isPlain { plain += 1 } else { others += 1 }
                                guard server.isPlain else { continue }
                                #expect(server.usesEDNS && server.asked(.a) == server.a)
                                #expect(server.asked(.aaaa) == server.aaaa)
                                for rule in Rule.catalogue { judge(server, by: rule, fixture) }
                            }
                        }
                    }
                }
            }
        }
        #expect(plain > 300 && others > 300)
    }

    @Test("servers that are unanimous at a glance have nothing to disagree about")
    func unanimity() async throws {
        var unanimous = 0
        var others = 0
        for fixture in Fixtures.scenarios {
            for name in try await evidence(fixture, seed: 2) {
                for link in name.links {
                    guard let zone = link.zone.flatMap({ name.zones[$0] }) else { continue }
                    let servers = link.surveys.map { survey in
                        ServerCase(
                            owner: link.owner, apex: zone.apex, facts: zone.facts[survey.server.address],
                            survey: survey, vantage: name.vantage, someServerAnswersOverTCP: true)
                    }
                    let whole = ZoneCase(
                        owner: link.owner, zone: zone, servers: servers, blamed: [], dead: [], vantage: name.vantage)
                    if whole.isUnanimous { unanimous += 1 } else { others += 1 }
                    guard whole.isUnanimous else { continue }
                    let contents = servers.compactMap(Content.init)
                    #expect(Set(contents.map(\.a)).count < 2 && Set(contents.map(\.aaaa)).count < 2)
                }
            }
        }
        #expect(unanimous > 50 && others > 50)
    }

    @Test("a server in order has no trait but those that such servers are looked at for", arguments: Fixtures.scenarios)
    func traits(_ fixture: Fixture) async throws {
        for name in try await evidence(fixture, seed: 3) {
            for link in name.links {
                guard let zone = link.zone.flatMap({ name.zones[$0] }) else { continue }
                for survey in link.surveys {
                    let facts = zone.facts[survey.server.address]
                    guard ServerCase.plainPair(survey, facts) != nil else { continue }
                    let seen = SoftwareEvidence(
                        server: survey.server, zone: zone.apex, facts: facts, probes: survey.probes, identity: [])
                    for row in SoftwareTrait.table where !row.trait.isSeenInPlainServers {
                        #expect(row.trait.match(in: seen) == nil)
                    }
                }
            }
        }
    }

    @Test("a server that was not asked about itself meets no trait of that", arguments: Fixtures.scenarios)
    func traitsOfIdentity(_ fixture: Fixture) async throws {
        for name in try await evidence(fixture, seed: 15) {
            for link in name.links {
                guard let zone = link.zone.flatMap({ name.zones[$0] }) else { continue }
                for survey in link.surveys {
                    let seen = SoftwareEvidence(
                        server: survey.server, zone: zone.apex, facts: zone.facts[survey.server.address],
                        probes: survey.probes, identity: [])
                    for row in SoftwareTrait.table where row.trait.aspect.isOfIdentity {
                        #expect(row.trait.match(in: seen) == nil)
                    }
                }
            }
        }
    }

    @Test("where nothing is seen at a glance there is no hint", arguments: Fixtures.scenarios)
    func glance(_ fixture: Fixture) async throws {
        for name in try await evidence(fixture, seed: 13) {
            for link in name.links {
                guard let zone = link.zone.flatMap({ name.zones[$0] }) else { continue }
                var glance = SoftwareGlance()
                for survey in link.surveys {
                    let facts = zone.facts[survey.server.address]
                    let server = ServerCase(
                        owner: link.owner, apex: zone.apex, facts: facts, survey: survey, vantage: name.vantage,
                        someServerAnswersOverTCP: true)
                    let seen = SoftwareEvidence(
                        server: survey.server, zone: zone.apex, facts: facts, probes: survey.probes, identity: [])
                    let seesNothing = glance.seesNothing(in: server)
                    if seesNothing { #expect(SoftwareHint(seen, by: SoftwareTrait.table) == nil) }
                    for row in Self.telling(seen) where row.trait.match(in: seen) != nil {
                        var glance = SoftwareGlance(PlainTraits([row]))
                        let seesNothing = glance.seesNothing(in: server)
                        #expect(!seesNothing)
                    }
                }
            }
        }
    }

    /// Traits as servers in order can have them, made of what this one shows.
    private static func telling(_ seen: SoftwareEvidence) -> [SoftwareTrait] {
        func known(_ name: Name?) -> KnownName { KnownName(stringLiteral: "\(name ?? .root)") }
        let traits: [QuadaAudit.Trait] = [
            .serverName(known(seen.server.name)), .serverName("ns"), .soaMNAME(known(seen.soa?.mname)),
            .soaRNAME(known(seen.soa?.rname)), .payloadSize(seen.facts?.soa.payloadSizeInOctets ?? 0),
        ]
        return traits.map { SoftwareTrait(.bind, $0, .own, "made up") }
    }

    @Test("an answer in order is put into the words of any answer", arguments: Fixtures.scenarios)
    func words(_ fixture: Fixture) async throws {
        for name in try await evidence(fixture, seed: 9) {
            var texts = RecordTexts()
            let facts = name.zones.values.flatMap(\.facts.values).flatMap { [$0.soa, $0.ns] }
            for observation in name.links.flatMap(\.surveys).flatMap(\.probes) + facts {
                guard observation.plainness == .data else { continue }
                var alone = RecordTexts()
                let inOrder = TypeOutcome(of: [observation], &texts)
                let asAny = TypeOutcome(ofRounds: [observation], &alone)
                #expect(inOrder == asAny)
            }
        }
    }

    @Test("a chain in order comes to what its end alone comes to", arguments: Fixtures.scenarios)
    func impact(_ fixture: Fixture) async throws {
        for name in try await evidence(fixture, seed: 5) {
            let links = name.links.map { link in
                let zone = link.zone.flatMap { name.zones[$0] }
                return LinkCase(
                    link: link, zone: zone,
                    servers: link.surveys.compactMap { survey in
                        zone.map {
                            ServerCase(
                                owner: link.owner, apex: $0.apex, facts: $0.facts[survey.server.address],
                                survey: survey, vantage: name.vantage, someServerAnswersOverTCP: true)
                        }
                    })
            }
            let chain = ChainCase(of: name.name, links)
            let model = ImpactModel(NameCase(evidence: name, chain: chain, findings: [], inconclusive: []))
            #expect(model.isHarmless)
            let end = ImpactModel(inOrderUntil: model.end)
            for resolver in ResolverKind.allCases {
                for cache in ClientImpact.Cache.allCases {
                    #expect(model.fate(at: resolver, cache) == end.fate(at: resolver, cache))
                }
            }
        }
    }

    /// Room for next to nothing, and room for all of which next to nothing is kept as it was.
    private static var oddLimits: [CacheLimits] {
        var small = CacheLimits()
        (small.unpacked, small.zoneOctets, small.cutOctets, small.hosts) = (1, 1, 1, 16)
        (small.identities, small.notCuts, small.failures, small.delegating) = (1, 1, 16, 16)
        var packed = CacheLimits()
        packed.unpacked = 1
        return [small, packed]
    }

    @Test("no finding depends on how much is kept, nor on how", arguments: Fixtures.scenarios, oddLimits)
    func caches(_ fixture: Fixture, _ limits: CacheLimits) async throws {
        let small = try await evidence(fixture, seed: 11, limits: limits).map { Audit(of: $0) }
        let large = try await evidence(fixture, seed: 11).map { Audit(of: $0) }
        for (small, large) in zip(small, large) {
            #expect(small.verdict.word == large.verdict.word)
            #expect(Set(small.findings.map(\.code)) == Set(large.findings.map(\.code)))
        }
    }

    private func judge(_ server: ServerCase, by rule: Rule, _ fixture: Fixture) {
        guard case .server(let judge) = rule.judge else { return }
        switch judge(server) {
        case .met, .notApplicable: break
        case .violated, .inconclusive:
            Issue.record("\(fixture.testDescription): \(rule.code) at \(server.server.address) for \(server.owner)")
        }
    }

    @Test("a line is octet for octet what the general encoder writes", arguments: Fixtures.scenarios)
    func lines(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        for audit in try await Lab.report(scenario, seed: scenario.seed).audits {
            #expect(AuditLine(audit).octets == json(of: audit, isPretty: false))
        }
    }
}
