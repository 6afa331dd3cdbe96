import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import QuadaZone
import Synchronization
import Testing

/// Servers that are down, met by one name after another, in simulated time.
@Suite struct DeadServerTests {
    private static let dead = IPAddress.v4(0xC633_6435)
    private static let accused = ["server-unreachable@198.51.100.53"]

    /// A zone with a server that answers and one that does not, until the server is back.
    private struct World: Sendable {
        let internet: Outage
        let transport: MemoryTransport
        let auditor: NameAuditor
        let configuration: RunConfiguration

        init(backAfter: Duration? = nil) throws {
            let hosts = (0..<60).map { "h\($0) A 203.0.113.\($0 + 1)\n    h\($0) AAAA 2600:1480:4000::\($0 + 1)" }
            let scenario = try Scenario(
                text: """
                    about: A server that is down.
                    zones:
                      example.test: |
                        $TTL 3600
                        @    SOA ns1 hostmaster 1 3600 600 86400 60
                        @    NS  ns1
                        @    NS  ns2
                        ns1  A    192.0.2.53
                        ns1  AAAA 2001:db8:53::1
                        ns2  A    198.51.100.53
                        ns2  AAAA 2001:db8:53::2
                        \(hosts.joined(separator: "\n    "))
                    """, source: "dead")
            internet = Outage(LabNetwork(scenario), of: DeadServerTests.dead, backAfter: backAfter)
            transport = try MemoryTransport(internet: internet, seed: 1)
            configuration = RunConfiguration(
                hints: RootHints(servers: scenario.roots.map { .init(name: $0.name, addresses: $0.addresses) }),
                seed: 1, preflight: false)
            auditor = NameAuditor(
                configuration: configuration, source: Walk(configuration: configuration.walk, transport: transport))
        }

        func audit(_ number: Int) async throws -> (audit: NameAudit, asked: Int, took: Duration) {
            let name = try Name(presentation: "h\(number).example.test.")
            let before = (internet.asked, transport.now)
            let audited = await transport.run { await auditor.audit(AuditTarget(name)) }
            return (
                try #require(audited).audit, internet.asked - before.0, transport.now - before.1
            )
        }
    }

    /// Everything that is sent to one address is lost, for so long.
    private final class Outage: SimulatedInternet {
        private let inner: LabNetwork
        private let address: IPAddress
        private let end: Duration?
        private let count = Mutex(0)

        init(_ inner: LabNetwork, of address: IPAddress, backAfter end: Duration?) {
            self.inner = inner
            self.address = address
            self.end = end
        }

        /// Queries and connections to the address.
        var asked: Int { count.withLock { $0 } }

        func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
            if packet.destination.address == address {
                count.withLock { $0 += 1 }
                if end.map({ packet.sentAt < $0 }) ?? true { return [] }
            }
            return inner.deliveries(for: octets, packet)
        }
    }

    private static func accusations(_ audit: NameAudit) -> [String] {
        audit.findings.filter { $0.server != nil }.map { "\($0.code)@\($0.server?.address ?? "")" }
    }

    @Test("what a whole survey showed is not shown again for each name, which is tried again all the same")
    func later() async throws {
        let world = try World()
        let first = try await world.audit(0)
        #expect(Self.accusations(first.audit) == Self.accused)
        #expect(first.asked > 16)
        for number in 1..<20 {
            let later = try await world.audit(number)
            #expect(Self.accusations(later.audit) == Self.accused, "as an audit of the name alone has it")
            #expect(later.audit.verdict == first.audit.verdict)
            #expect(later.asked == 3, "A, AAAA, and A over TCP")
            #expect(later.took < .milliseconds(2500))
            let finding = try #require(later.audit.findings.first { $0.code == "server-unreachable" })
            #expect(finding.detail.contains("as were"))
            // What was sent for this name stands in its evidence.
            let shown = later.audit.evidence.filter { finding.evidence.contains($0.id) }
            #expect(shown.contains { $0.attempts.contains { $0.transport == .tcp } })
            #expect(shown.count { $0.attempts.contains { $0.transport == .udp } } >= 2)
        }
    }

    @Test("after a while all is asked anew")
    func outdated() async throws {
        let world = try World()
        _ = try await world.audit(0)
        #expect(try await world.audit(1).asked == 3)
        await world.transport.run { await world.transport.sleep(for: .seconds(301)) }
        #expect(try await world.audit(2).asked > 12)
        #expect(try await world.audit(3).asked == 3)
    }

    @Test("a server that is back is asked everything at once, and blamed for nothing")
    func back() async throws {
        let world = try World(backAfter: .seconds(60))
        let first = try await world.audit(0)
        #expect(Self.accusations(first.audit) == Self.accused)
        await world.transport.run { await world.transport.sleep(for: .seconds(60)) }
        for number in 1..<4 {
            let later = try await world.audit(number)
            #expect(Self.accusations(later.audit) == [])
            #expect(later.took < .seconds(1))
        }
    }

    @Test("a name that begins while the server is down and ends when it is back does not accuse it")
    func between() async throws {
        // The first audit takes some 15 s; the retry of the second name begins right after it.
        let probe = try World()
        let took = try await probe.audit(0).took
        for offset in [-8000, -4000, -1000, 500, 1500] {
            let world = try World(backAfter: took + .milliseconds(offset))
            _ = try await world.audit(0)
            _ = try await world.audit(1)
            let third = try await world.audit(2)
            #expect(Self.accusations(third.audit) == [], "back \(offset) ms after the first audit's end")
        }
    }

    @Test("names side by side do not wait for each other's time-outs")
    func many() async throws {
        let world = try World()
        let alone = try await world.audit(0)
        let start = world.transport.now
        let found = await world.transport.run {
            await withTaskGroup(of: NameAudit?.self) { group in
                for number in 1..<60 {
                    group.addTask {
                        guard let name = try? Name(presentation: "h\(number).example.test.") else { return nil }
                        return await world.auditor.audit(AuditTarget(name))?.audit
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(found.compactMap { $0 }.map(Self.accusations) == Array(repeating: Self.accused, count: 59))
        // 20 in flight for 2 s each: 59 names of three questions in nine turns.
        #expect(world.transport.now - start < .seconds(20) && alone.took > .seconds(10))
    }
}
