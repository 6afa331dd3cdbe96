import Foundation
import QuadaDNS
import QuadaLab
import QuadaLoopback
import QuadaReport
import QuadaSandbox
import QuadaTransport
import QuadaWorker
import Testing

/// The same scenarios over real sockets on loopback: the report is that of the memory mount, but for the times.
@Suite(.serialized) struct LoopbackScenarioTests {
    /// All that do not depend on chance, on a moment of simulated time, or on a forged sender. Those that wait for silence
    /// take minutes of real time and are asked for by hand: `QUADA_SILENCE=1 swift test --filter LoopbackScenarioTests`.
    static let fixtures = Fixtures.scenarios.filter { fixture in
        guard let scenario = try? fixture.scenario() else { return true }
        let waits = ProcessInfo.processInfo.environment["QUADA_SILENCE"] != nil
        return !scenario.dependsOnChance && !scenario.needsAnotherSender && (waits || !scenario.waitsForSilence)
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
        try Self.compare(onSockets, with: inMemory)
    }

    #if os(Linux)
        @Test("processes that are cut off from the machine give what memory gives", arguments: fixtures)
        func isolated(_ fixture: Fixture) async throws {
            let scenario = try fixture.scenario()
            let inMemory = try await Lab.report(scenario, seed: 5)
            let network = try await LoopbackNetwork(scenario, seed: 5, at: .loopback(port: nil))
            var users = try #require(UIDPool())
            let kit = try WorkerKit(
                SandboxCapability.probe(.process, user: try users.take()), users: users,
                program: WorkerProgram(path: Command.path))
            let isolated = try await Lab.report(scenario, seed: 5) { walk, onObserved in
                NameWorkers(
                    kit,
                    WorkerConfiguration(
                        walk: walk, pacing: .unpaced(maximumInFlight: 256), addressMap: network.addressMap),
                    atOnce: 2, onObserved: onObserved)
            }
            await network.stop()
            // Each name is walked by itself, so what leads to a parent is asked in another name's place.
            try Self.compare(isolated, with: inMemory) { $0.withoutReproduction }
        }
    #endif

    private static func compare(
        _ report: Report, with inMemory: Report, _ part: (FindingEntry) -> FindingEntry = { $0 }
    ) throws {
        try #require(inMemory.audits.count == report.audits.count)
        for (memory, audit) in zip(inMemory.audits, report.audits) {
            #expect(audit.verdict == memory.verdict, "\(audit.reason)")
            #expect(audit.findings.map { part($0.withoutEvidence) } == memory.findings.map { part($0.withoutEvidence) })
            #expect(audit.chain.map(\.withoutTimes) == memory.chain.map(\.withoutTimes))
            #expect(audit.addresses == memory.addresses)
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

extension FindingEntry {
    fileprivate var withoutReproduction: FindingEntry {
        var entry = self
        entry.reproduce = nil
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

extension Scenario {
    /// Whether another order of packets may give another report.
    fileprivate var dependsOnChance: Bool {
        servers.contains { $0.lossPercent > 0 || $0.rotatesRecords }
            || lies.contains { $0.match.share < 100 || $0.match.until != nil || $0.match.from > .zero }
    }

    /// Whether something comes from an address that is nobody's here: the loopback mount can not send from it.
    fileprivate var needsAnotherSender: Bool {
        lies.flatMap(\.changes).contains { change in
            if case .strays(.sourceAddress, _) = change { true } else { false }
        }
    }

    /// Whether something is never answered, or only after a while.
    fileprivate var waitsForSilence: Bool {
        lies.flatMap(\.changes).contains { change in
            switch change {
            case .silence, .straysOnly, .delay, .truncate, .octets, .unreachable: true
            case .rcode, .empty, .noData, .sections, .rdata, .alias, .authoritative, .recursionAvailable, .referral,
                .trailing, .withoutEDNS, .refused, .closed, .duplicated, .strays:
                false
            }
        } || !unroutedFamilies.isEmpty
    }
}
