/// What a worker says of itself now and then.
struct AlivePayload: Hashable, Sendable {
    /// Attempts made since it began.
    let queries: UInt64
    /// Names that wait for others to be through with their servers.
    let aside: UInt32

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(queries)
        writer.write(UInt64(aside))
        return writer.octets
    }

    init(queries: UInt64, aside: UInt32) {
        self.queries = queries
        self.aside = aside
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        queries = try reader.number()
        aside = try reader.integer()
        try reader.end()
    }
}
