import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaReport
import QuadaTransport
import QuadaWalk
import Testing

@testable import QuadaAudit
@testable import QuadaRender

/// What is done at a glance for servers and lines in order gives what the long way gives.
@Suite struct PlainServerTests {
    private func evidence(_ fixture: Fixture, seed: UInt64) async throws -> [NameEvidence] {
        let scenario = try fixture.scenario()
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: seed)
        let roots = scenario.roots.flatMap { root in
            root.addresses.map { ServerAddress(name: root.name, address: $0, source: .both) }
        }
        let walk = Walk(configuration: WalkConfiguration(roots: roots, seed: seed), transport: transport)
        return await transport.run {
            var evidence: [NameEvidence] = []
            for expectation in scenario.expectations { evidence.append(await walk.evidence(for: expectation.name)) }
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
                                    owner: link.owner, zone: zone, survey: survey, vantage: name.vantage,
                                    someServerAnswersOverTCP: tcp)
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
