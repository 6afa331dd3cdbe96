import QuadaDNS
import QuadaLab
import QuadaYAML
import Testing

/// Scenarios that can not be used are refused with file, line and reason.
@Suite struct ScenarioReadingTests {
    static let zone = """
        zones:
          example.test: |
            @   SOA ns1 hostmaster 1 3600 600 86400 60
            @   NS  ns1
            ns1 A   192.0.2.53

        """

    static let rows: [(text: String, error: String)] = [
        ("", "s.yaml: the file is empty"),
        ("about: x\n", "s.yaml:1: a scenario needs zones"),
        (
            "zoness: {}\n",
            "s.yaml:1: unknown key 'zoness'; known are about, expect, lies, probe, routes, seed, servers, zones"
        ),
        (
            zone + "lies:\n  - {type: AAAA, reply: nothing}\n",
            "s.yaml:7: not a reply; known are empty, nodata, silence, truncate, no-edns, refused, unreachable, closed"
        ),
        (zone + "lies:\n  - {type: AAA, reply: empty}\n", "s.yaml:7: 'AAA' is not an RR type"),
        (zone + "lies:\n  - {server: 192.0.2.99, reply: empty}\n", "s.yaml:7: no server has the address 192.0.2.99"),
        (
            zone + "lies:\n  - {server: ns9.example.test, reply: empty}\n",
            "s.yaml:7: no server is named ns9.example.test."
        ),
        (zone + "lies:\n  - {type: AAAA}\n", "s.yaml:7: a lie needs a reply"),
        (zone + "lies:\n  - {reply: {octets: abc}}\n", "s.yaml:7: an even number of hex digits is wanted here"),
        (zone + "lies:\n  - {reply: {delay: 20}}\n", "s.yaml:7: a time such as 20ms or 1.5s is wanted here"),
        (zone + "expect:\n  a..b: {verdict: ready}\n", "s.yaml:7: 'a..b' is not a name"),
        (zone + "servers: [{addresses: [192.0.2.1]}]\n", "s.yaml:6: a server needs a name"),
        (
            zone + "zones:\n  example.test: |\n    @ NS ns1\n", "s.yaml:1: written twice: zones"
        ),
        ("zones:\n  example.test: |\n    @ NS ns1\n", "s.yaml:2: zone example.test. has no SOA"),
    ]

    @Test("bad scenarios are refused with their line", arguments: rows)
    func refuses(_ row: (text: String, error: String)) {
        do throws(ScenarioError) {
            _ = try Scenario(text: row.text, source: "s.yaml")
            Issue.record("the scenario was read")
        } catch {
            #expect("\(error)" == row.error)
        }
    }

    @Test("an error in a zone is told with its line in the scenario's file")
    func zoneError() {
        let text =
            "zones:\n  example.test: |\n    @ SOA ns1 hostmaster 1 3600 600 86400 60\n    @ NS ns1\n    ns1 A 192.0.2.999\n"
        do throws(ScenarioError) {
            _ = try Scenario(text: text, source: "s.yaml")
            Issue.record("the scenario was read")
        } catch {
            #expect(error.line == 5)
        }
    }

    @Test("servers, delegations and the root follow from the zones")
    func inference() throws {
        let scenario = try Scenario(text: Self.zone, source: "s.yaml")
        #expect(
            scenario.servers.map { "\($0.name)" } == [
                "ns1.example.test.", "a.root-servers.net.", "b.root-servers.net.",
            ])
        let root = try #require(scenario.zones.first { $0.apex.isRoot })
        let apex = try Name(presentation: "example.test")
        #expect(root.records.contains { $0.owner == apex && $0.type == .ns })
    }
}
