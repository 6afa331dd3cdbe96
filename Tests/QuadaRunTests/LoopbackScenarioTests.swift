import QuadaLab
import QuadaLoopback
import QuadaReport
import QuadaTransport
import Testing

/// The same scenarios over real sockets on loopback: the report is that of the memory mount, but for the times.
@Suite(.serialized) struct LoopbackScenarioTests {
    /// Those that wait for no silence: time is real here.
    static let fixtures = Fixtures.scenarios.filter { fixture in
        [
            "gtm-2014", "aaaa-cname-missing", "aaaa-nxdomain", "aaaa-malformed", "aaaa-wrong-type",
            "aaaa-cname-differs",
            "aaaa-referral", "cname-loop", "edns-unsupported", "honest-zone-shapes", "honest-parent-and-child",
            "honest-big-answer", "honest-server-names-elsewhere",
        ].contains { fixture.path.hasSuffix("/\($0).yaml") }
    }

    @Test("loopback sockets give what memory gives", arguments: fixtures)
    func agrees(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        let inMemory = try await Lab.report(scenario, seed: 5)
        let network = try await LoopbackNetwork(
            scenario, seed: 5, at: .loopback(port: nil))
        let sockets = try SocketTransport(pacing: .unpaced(maximumInFlight: 256), addressMap: network.addressMap)
        let onSockets = try await Lab.report(scenario, seed: 5, over: sockets)
        await network.stop()
        try #require(inMemory.audits.count == onSockets.audits.count)
        for (memory, socket) in zip(inMemory.audits, onSockets.audits) {
            #expect(socket.verdict == memory.verdict, "\(socket.reason)")
            #expect(socket.findings.map(\.withoutEvidence) == memory.findings.map(\.withoutEvidence))
            #expect(socket.chain.map(\.withoutTimes) == memory.chain.map(\.withoutTimes))
            #expect(socket.addresses == memory.addresses)
        }
    }
}

extension FindingEntry {
    /// The numbers of observations depend on which answer came first.
    fileprivate var withoutEvidence: FindingEntry {
        var entry = self
        entry.evidence = []
        return entry
    }
}

extension ChainLink {
    fileprivate var withoutTimes: ChainLink {
        var link = self
        for index in link.servers.indices {
            link.servers[index].a.roundTrip = nil
            link.servers[index].aaaa.roundTrip = nil
            link.servers[index].other = link.servers[index].other.mapValues { outcome in
                var outcome = outcome
                outcome.roundTrip = nil
                return outcome
            }
        }
        return link
    }
}
