import QuadaDNS
import QuadaLab
import QuadaLoopback
import Subprocess
import Testing

/// What a person sees who asks the lab with `dig`.
@Suite struct DigTests {
    static let text = """
        zones:
          example.test: |
            @    SOA ns1 hostmaster 1 3600 600 86400 60
            @    NS  ns1
            ns1  A   192.0.2.53
            www  CNAME host
            host A    203.0.113.1
            host AAAA 2600:1480:4000::1
        lies:
          - {name: www.example.test, type: AAAA, reply: empty}

        """

    @Test("dig sees the alias for A and the lie for AAAA, over UDP and TCP", arguments: ["+notcp", "+tcp"])
    func sees(_ transport: String) async throws {
        let scenario = try Scenario(text: Self.text, source: "dig")
        let network = try await LoopbackNetwork(scenario, seed: 1, at: .loopback(port: nil))
        let server = try #require(network.places.first { $0.written == .v4(0xC000_0235) })
        func dig(_ type: String) async throws -> String {
            let result = try await run(
                .name("dig"),
                arguments: [
                    "+norecurse", "+nocookie", transport, "@\(server.listening.address)", "-p",
                    "\(server.listening.port)",
                    "www.example.test", type,
                ], output: .string(limit: 1 << 16))
            return result.standardOutput
        }
        let (a, aaaa) = (try await dig("A"), try await dig("AAAA"))
        await network.stop()
        #expect(a.contains("www.example.test.\t3600\tIN\tCNAME\thost.example.test."))
        #expect(a.contains("flags: qr aa;"))
        #expect(aaaa.contains("status: NOERROR"))
        #expect(aaaa.contains("flags: qr aa; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0"))
    }
}
