internal import QuadaDNS

/// One name that something is to be done for, under a number of the supervisor's choice.
struct WalkOrder: Hashable, Sendable {
    let number: UInt32
    let name: Name

    init(number: UInt32, name: Name) {
        self.number = number
        self.name = name
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(UInt64(number))
        writer.write(name)
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        number = try reader.integer()
        name = try reader.name()
        try reader.end()
    }
}
