internal import QuadaEvidence
internal import QuadaReport
internal import Synchronization

/// Takes an evidence file as it grows; what goes wrong there is the sink's to remember.
public protocol EvidenceSink: Sendable {
    /// Adds whole lines.
    func write(_ octets: [UInt8])

    /// Brings everything written so far to its place: a name was finished.
    func flush()
}

/// Writes the evidence of a run, each observation once and before anything refers to it.
///
/// It holds nothing but counts, however many names are audited.
final class EvidenceRecorder: Sendable {
    private struct State {
        var observations = 0
        var names = 0
        /// Work that nobody waits for any more may still observe something behind the end.
        var isEnded = false
    }

    private let sink: any EvidenceSink
    private let state = Mutex(State())

    init(sink: any EvidenceSink) {
        self.sink = sink
    }

    func begin(_ header: EvidenceFile.Header) {
        sink.write(EvidenceFile.Line.header(header).octets)
        sink.flush()
    }

    func observed(_ observation: Observation) {
        write(.observation(observation)) { $0.observations += 1 }
    }

    func preflight(_ preflight: Preflight) {
        write(.preflight(preflight.saved))
    }

    func finished(_ entry: EvidenceFile.Entry) {
        write(.name(entry)) { $0.names += 1 }
        sink.flush()
    }

    func end(finished: Timestamp) {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            sink.write(
                EvidenceFile.Line.end(
                    .init(finished: finished.description, observations: state.observations, names: state.names)
                ).octets)
        }
        sink.flush()
    }

    private func write(_ line: EvidenceFile.Line, _ count: (inout State) -> Void = { _ in }) {
        state.withLock { state in
            guard !state.isEnded else { return }
            count(&state)
            sink.write(line.octets)
        }
    }
}
