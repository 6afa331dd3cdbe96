import QuadaDNS
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import Synchronization

/// An evidence file in memory.
final class MemorySink: EvidenceSink {
    private let state = Mutex<[UInt8]>([])

    var octets: [UInt8] { state.withLock { $0 } }

    /// Without their line feeds.
    var lines: [[UInt8]] {
        octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map(Array.init)
    }

    func write(_ octets: [UInt8]) { state.withLock { $0 += octets } }

    func flush() {}
}

extension Lab {
    /// Audits a scenario and keeps the evidence.
    static func recorded(
        _ scenario: Scenario, seed: UInt64, mixesCase: Bool = false
    ) async throws -> (report: Report, file: MemorySink) {
        let sink = MemorySink()
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: seed, mixesCase: mixesCase)
        let report = try await report(scenario, seed: seed, over: transport, record: sink)
        return (report, sink)
    }
}

extension ReplayRun {
    /// Replays whole lines.
    static func replay(_ lines: some Sequence<[UInt8]>, names: [Name] = []) throws -> Replay {
        var run = ReplayRun(names: names)
        for line in lines { _ = try run.read(line) }
        return try run.replay(isCutOff: false)
    }
}
