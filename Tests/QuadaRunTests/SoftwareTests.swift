import Foundation
import QuadaDNS
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import Synchronization
import Testing

/// Hints at the software behind a server, over the whole way from the question to the report.
@Suite struct SoftwareTests {
    /// Product, version, confidence; a server without a hint is not in the list.
    struct Hint: Equatable {
        let product: String
        let version: String?
        let confidence: Software.Confidence

        init(_ product: String, _ version: String?, _ confidence: Software.Confidence) {
            self.product = product
            self.version = version
            self.confidence = confidence
        }
    }

    /// Both addresses of a server have the same hint.
    static let expected: [String: [String: Hint]] = [
        "www.said.test.": ["ns1.said.test.": Hint("NSD", "4.6.1", .high)],
        "www.shape.test.": [
            "ns1.shape.test.": Hint("BIND", nil, .low), "ns2.shape.test.": Hint("Microsoft DNS", "6.1.7601", .high),
        ],
        "www.service.test.": [
            "ns1.service.test.": Hint("Amazon Route 53", nil, .low),
            "ns-267.awsdns-33.test.": Hint("Amazon Route 53", nil, .medium),
        ],
        "www.wide.test.": [
            "ns1.wide.test.": Hint("F5 BIG-IP DNS", nil, .medium),
            "ns2.wide.test.": Hint("F5 BIG-IP DNS", nil, .medium), "ns1.said.test.": Hint("NSD", "4.6.1", .high),
        ],
    ]

    @Test("every server gets the hint that its answers give, and no other", arguments: expected.keys.sorted())
    func hints(_ name: String) async throws {
        let audit = try await audit(name, probe: .full)
        for row in audit.chain.flatMap(\.servers) {
            let hint = row.software.map { Hint($0.product, $0.version, $0.confidence) }
            #expect(hint == Self.expected[name]?[row.name], "\(row.name) \(row.address): \(row.software?.traits ?? [])")
        }
    }

    @Test("a hint changes no verdict and no finding", arguments: expected.keys.sorted())
    func changesNothing(_ name: String) async throws {
        let with = try await audit(name, probe: .full)
        let without = try await audit(name, probe: .minimal)
        #expect(with.verdict == without.verdict)
        #expect(with.findingKeys == without.findingKeys)
    }

    // MARK: - Who is asked

    @Test("'standard' asks only the servers whose answers are odd, 'minimal' none, 'full' all")
    func asks() async throws {
        let odd: Set = ["192.0.2.73", "2001:db8:73::1", "198.51.100.73", "2001:db8:73::2"]
        #expect(try await asked("www.said.test.", .standard).isEmpty)
        #expect(Set(try await asked("www.wide.test.", .standard).keys) == odd)
        #expect(try await asked("www.wide.test.", .minimal).isEmpty)
        let all = try await asked("www.wide.test.", .full)
        #expect(Set(all.keys) == odd.union(["192.0.2.53", "2001:db8:53::1", "198.51.100.53", "2001:db8:53::2"]))
        // Three in class CH and one with NSID, once each.
        #expect(all.values.allSatisfy { $0 == 4 })
    }

    @Test("at 'full' a server is asked who it is with the first question about the name, and no later")
    func takesNoTime() async throws {
        let scenario = try Scenario(text: Self.text(), source: "software-hints.yaml")
        let watched = Watched(LabNetwork(scenario))
        _ = try await audit("www.said.test.", .full, scenario, watched)
        let (survey, identity) = watched.firstSent.withLock { ($0[.survey], $0[.identity]) }
        let first = try #require(survey)
        #expect(first.count == 4)
        #expect(identity == first)
    }

    @Test("silence to the questions is no fault, and takes one short wait")
    func silence() async throws {
        let text = try Self.text().replacing(
            "lies:", with: "lies:\n  - {name: version.bind, reply: silence}\n  - {name: id.server, reply: silence}")
        let scenario = try Scenario(text: text, source: "silent")
        let before = try await audit("www.said.test.", probe: .full)
        let audit = try await audit("www.said.test.", probe: .full, of: scenario)
        #expect(audit.verdict == .ready)
        #expect(audit.findings.isEmpty)
        #expect(audit.notes.isEmpty)
        #expect(audit.elapsed.value <= before.elapsed.value + 1000)
    }

    // MARK: - Hostile texts

    @Test(
        "whatever a server says of itself is shown escaped and cut",
        arguments: [
            "NSD \u{1B}[2J\u{1B}]0;owned\u{07}", "NSD \r\n\u{0}\u{7F}\u{9B}31m\u{202E}",
            "NSD " + String(repeating: "4", count: 255), String(repeating: "\u{1B}", count: 1100),
            String(repeating: "x", count: 60_000), "",
        ])
    func hostile(_ text: String) async throws {
        var scenario = try Scenario(text: Self.text(), source: "hostile")
        scenario = scenario.saying(text)
        let audit = try await audit("www.said.test.", probe: .full, of: scenario)
        #expect(audit.verdict == .ready)
        for row in audit.chain.flatMap(\.servers) {
            #expect((row.software?.version?.utf8.count ?? 0) <= 40)
            for trait in row.software?.traits ?? [] {
                #expect(trait.utf8.allSatisfy { 0x20...0x7E ~= $0 })
                #expect(trait.utf8.count <= 300)
            }
        }
        if text.hasPrefix("NSD ") { #expect(audit.chain[0].servers[0].software?.product == "NSD") }
    }

    // MARK: - Means

    private static func text() throws -> String {
        try String(contentsOfFile: "\(Fixtures.root)/software-hints.yaml", encoding: .utf8)
    }

    private func audit(_ name: String, probe: ProbeLevel, of scenario: Scenario? = nil) async throws -> NameAudit {
        let scenario = try scenario ?? Scenario(text: Self.text(), source: "software-hints.yaml")
        return try await audit(name, probe, scenario, LabNetwork(scenario))
    }

    private func audit(
        _ name: String, _ probe: ProbeLevel, _ scenario: Scenario, _ internet: some SimulatedInternet
    ) async throws -> NameAudit {
        let roots = scenario.roots.map { RootHints.Server(name: $0.name, addresses: $0.addresses) }
        let configuration = RunConfiguration(
            hints: RootHints(servers: roots), probe: probe, seed: 1, network: .lab,
            started: Timestamp(millisecondsSince1970: 0))
        let transport = try MemoryTransport(internet: internet, seed: 1)
        let report = try await AuditRun(configuration: configuration, transport: transport)
            .report(for: [#require(Name(name))])
        return try #require(report.audits.first)
    }

    /// How often each address was asked what it is.
    private func asked(_ name: String, _ probe: ProbeLevel) async throws -> [String: Int] {
        let scenario = try Scenario(text: Self.text(), source: "software-hints.yaml")
        let watched = Watched(LabNetwork(scenario))
        _ = try await audit(name, probe, scenario, watched)
        return watched.counts.withLock { $0 }
    }
}

/// Counts the questions in class CH and those with NSID, and notes when each address was first asked what.
private final class Watched: SimulatedInternet {
    enum Purpose: Hashable {
        /// AAAA of the audited name.
        case survey
        case identity
    }

    let counts = Mutex<[String: Int]>([:])
    let firstSent = Mutex<[Purpose: [String: Duration]]>([:])
    private let network: LabNetwork

    init(_ network: LabNetwork) {
        self.network = network
    }

    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        let query = Message(reading: octets)
        let address = "\(packet.destination.address)"
        if query.questions.first?.rrclass == .chaos || query.edns?.nsid != nil {
            counts.withLock { $0[address, default: 0] += 1 }
            note(.identity, address, packet)
        } else if query.questions.first?.type == .aaaa, query.questions.first?.name == Name("www.said.test.") {
            note(.survey, address, packet)
        }
        return network.deliveries(for: octets, packet)
    }

    private func note(_ purpose: Purpose, _ address: String, _ packet: SimulatedPacket) {
        firstSent.withLock { sent in
            if sent[purpose]?[address] == nil { sent[purpose, default: [:]][address] = packet.sentAt }
        }
    }
}

extension Scenario {
    /// The same network, whose every server says this of itself.
    fileprivate func saying(_ text: String) -> Scenario {
        var scenario = self
        for index in scenario.servers.indices {
            scenario.servers[index].software = LabSoftware(version: text, id: text, nsid: text)
        }
        return scenario
    }
}
