internal import Synchronization

/// Evidence on its way to the supervisor, in the order in which it was said.
///
/// What names come to in one turn of the loop leaves in one piece, so that a supervisor on another processor is woken once.
final class EvidenceOutbox: Sendable {
    private struct State {
        var said: SaidEvidence? = SaidEvidence()
        var octets: [UInt8] = []
    }

    private let channel: Channel
    private let state = Mutex(State())

    init(_ channel: Channel) {
        self.channel = channel
    }

    /// - Returns: Whether a flush is due, which is not so yet.
    func add(_ payload: EvidencePayload) -> Bool {
        state.withLock { state in
            let isFirst = state.octets.isEmpty
            let frame = Frame(.evidence, payload.octets(after: &state.said))
            frame.append(to: &state.octets)
            guard state.octets.count >= Self.enough else { return isFirst }
            // Under the lock: what refers to what was said before leaves behind it.
            send(&state.octets)
            return false
        }
    }

    func flush() {
        state.withLock { if !$0.octets.isEmpty { send(&$0.octets) } }
    }

    private func send(_ octets: inout [UInt8]) {
        channel.send(octets: octets)
        octets.removeAll(keepingCapacity: octets.count <= 2 * Self.enough)
    }

    /// No more than this waits, unless it is one frame.
    private static let enough = 65_536
}
