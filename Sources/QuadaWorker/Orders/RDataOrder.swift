internal import QuadaDNS

/// Texts of RDATA that are to be read.
struct RDataOrder: Hashable, Sendable {
    let texts: [WrittenRData]

    /// In one order.
    static let maximumTexts = 4096

    init(_ texts: [WrittenRData]) {
        self.texts = texts
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(list: texts) {
            $0.write(UInt64($1.type.rawValue))
            $0.write(UInt64($1.rrclass.rawValue))
            $0.write($1.text)
            $0.write($1.origin)
        }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        texts = try reader.list(atMost: Self.maximumTexts, "texts") { (r) throws(Nonsense) in
            WrittenRData(
                type: RRType(rawValue: try r.integer()), rrclass: RRClass(rawValue: try r.integer()),
                text: try r.text(atMost: WrittenRData.maximumTextOctets), origin: try r.name())
        }
        try reader.end()
    }
}
