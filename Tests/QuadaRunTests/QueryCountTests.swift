import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import Testing

/// What one audit asks of servers in order: politeness is a promise, and the README states these figures.
@Suite struct QueryCountTests {
    /// Two servers with four addresses, below the root.
    static let network = """
        zones:
          example.test: |
            @    SOA ns1 hostmaster 1 3600 600 86400 60
            @    NS  ns1
            @    NS  ns2
            ns1  A    192.0.2.53
            ns1  AAAA 2001:db8:53::1
            ns2  A    198.51.100.53
            ns2  AAAA 2001:db8:53::2
            www  CNAME host
            host A    203.0.113.17
            host AAAA 2600:1480:4000::17
            v4   A    203.0.113.18
        expect:
        """

    static let rows: [(name: String, probe: ProbeLevel, queries: Int)] = [
        // A and AAAA of the name, SOA and NS of the zone, each at four addresses: 16. A referral, A and AAAA of two
        // server names, and one look for a zone cut between: 6.
        ("host", .minimal, 22), ("host", .standard, 22), ("host", .full, 86),
        // An alias is asked for three more types at each address, and its target for A and AAAA.
        ("www", .minimal, 31), ("www", .standard, 43), ("www", .full, 143),
        // A denial is asked for once more with DO=1.
        ("v4", .minimal, 22), ("v4", .standard, 26), ("v4", .full, 90),
    ]

    @Test("a name in order takes so many queries and no more", arguments: rows)
    func count(_ row: (name: String, probe: ProbeLevel, queries: Int)) async throws {
        let text = Self.network + "\n  \(row.name).example.test: {verdict: ready, findings: []}\n"
        let scenario = try Scenario(text: text, source: "network")
        let configuration = RunConfiguration(
            hints: RootHints(servers: scenario.roots.map { .init(name: $0.name, addresses: $0.addresses) }),
            probe: row.probe, seed: 1, network: .lab)
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: 1)
        let report = try await AuditRun(configuration: configuration, transport: transport)
            .report(for: scenario.expectations.map(\.name))
        #expect(report.audits.first?.queries == row.queries)
    }
}
