internal import QuadaDNS

/// What came of texts of RDATA, in their order.
struct RDataPayload: Hashable, Sendable {
    let readings: [WrittenRData.Reading]

    init(_ readings: [WrittenRData.Reading]) {
        self.readings = readings
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(list: readings) {
            switch $1 {
            case .octets(let octets):
                $0.write(true)
                $0.write(octets: octets)
            case .refused(let reason):
                $0.write(false)
                $0.write(reason)
            }
        }
        return writer.octets
    }

    /// - Parameter count: Of the texts.
    init(reading octets: [UInt8], of count: Int) throws(Nonsense) {
        var reader = PayloadReader(octets)
        readings = try reader.list(atMost: count, "readings") { (r) throws(Nonsense) in
            try r.flag()
                ? .octets(try r.octets(atMost: Int(UInt16.max))) : .refused(try r.text(atMost: Self.maximumReason))
        }
        guard readings.count == count else { throw reader.nonsense("\(readings.count) readings of \(count) texts") }
        try reader.end()
    }

    /// A library's words are shorter.
    private static let maximumReason = 256
}
