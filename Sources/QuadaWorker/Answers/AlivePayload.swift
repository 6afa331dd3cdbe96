/// What a worker says of itself now and then.
struct AlivePayload: Hashable, Sendable {
    /// Attempts made since it began.
    let queries: UInt64

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(queries)
        return writer.octets
    }

    init(queries: UInt64) {
        self.queries = queries
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        queries = try reader.number()
        try reader.end()
    }
}
