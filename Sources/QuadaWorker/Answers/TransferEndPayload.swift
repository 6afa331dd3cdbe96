internal import QuadaTransport

/// Why no more messages come.
struct TransferEndPayload: Hashable, Sendable {
    let failure: MessageStream.Failure

    init(_ failure: MessageStream.Failure) {
        self.failure = failure
    }

    private enum Code: UInt8 {
        case ended, closed, silence
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        switch failure {
        case .ended(let outcome):
            writer.write(octet: Code.ended.rawValue)
            writer.write(outcome)
        case .closed: writer.write(octet: Code.closed.rawValue)
        // A process that is no more says nothing.
        case .silence, .lost: writer.write(octet: Code.silence.rawValue)
        }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        let code = try reader.octet()
        switch Code(rawValue: code) {
        case .ended: failure = .ended(try reader.outcome())
        case .closed: failure = .closed
        case .silence: failure = .silence
        case nil: throw reader.nonsense("end \(code)")
        }
        try reader.end()
    }
}
