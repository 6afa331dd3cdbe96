internal import QuadaEvidence

/// One observation as it was made.
struct ObservationPayload: Hashable, Sendable {
    let observation: Observation

    init(_ observation: Observation) {
        self.observation = observation
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(observation)
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        observation = try reader.observation()
        try reader.end()
    }
}
