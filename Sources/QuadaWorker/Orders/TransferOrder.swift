internal import QuadaDNS

/// One query to be sent over TCP, which brings many messages.
struct TransferOrder: Hashable, Sendable {
    let server: Endpoint
    let query: [UInt8]
    /// How long the server may say nothing.
    let patience: Duration
    /// Whether the socket comes from a broker.
    let hasHandedSockets: Bool

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(server)
        writer.write(octets: query)
        writer.write(patience)
        writer.write(hasHandedSockets)
        return writer.octets
    }

    init(server: Endpoint, query: [UInt8], patience: Duration, hasHandedSockets: Bool) {
        self.server = server
        self.query = query
        self.patience = patience
        self.hasHandedSockets = hasHandedSockets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        server = try reader.endpoint()
        query = try reader.octets(atMost: Int(UInt16.max))
        patience = try reader.duration()
        hasHandedSockets = try reader.flag()
        try reader.end()
    }
}
