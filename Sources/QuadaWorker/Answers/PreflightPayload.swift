internal import QuadaEvidence
internal import QuadaWalk

/// Whether the network answers in the servers' place.
struct PreflightPayload: Hashable, Sendable {
    let sighting: PreflightSighting

    init(_ sighting: PreflightSighting) {
        self.sighting = sighting
    }

    private enum Code: UInt8 {
        case passed, unanswered, intercepted
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        switch sighting {
        case .passed: writer.write(octet: Code.passed.rawValue)
        // A worker that was lost says nothing.
        case .unanswered, .lost: writer.write(octet: Code.unanswered.rawValue)
        case .intercepted(let observation):
            writer.write(octet: Code.intercepted.rawValue)
            writer.write(observation)
        }
        return writer.octets
    }

    init(reading octets: [UInt8], numbers: ObservationNumbers = .asTheyAre) throws(Nonsense) {
        var reader = PayloadReader(octets, numbers: numbers)
        let code = try reader.octet()
        switch Code(rawValue: code) {
        case .passed: sighting = .passed
        case .unanswered: sighting = .unanswered
        case .intercepted: sighting = .intercepted(try reader.observation())
        case nil: throw reader.nonsense("preflight \(code)")
        }
        try reader.end()
    }
}
