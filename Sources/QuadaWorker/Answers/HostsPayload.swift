internal import QuadaDNS

/// The hosts that take a name's mail.
struct HostsPayload: Hashable, Sendable {
    /// The number of the order that it answers.
    let order: UInt32
    let hosts: [Name]

    init(order: UInt32, hosts: [Name]) {
        self.order = order
        self.hosts = hosts
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(UInt64(order))
        writer.write(hosts)
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        order = try reader.integer()
        hosts = try reader.nameList()
        try reader.end()
    }
}
