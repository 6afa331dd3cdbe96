internal import QuadaStorage

/// Some more octets of the one stream that a reader unpacks; none where what it has is to be gone on with.
struct UnpackOrder: Hashable, Sendable {
    let compression: Compression
    let packed: [UInt8]

    /// In one order.
    static let maximumOctets = 1 << 18

    init(_ compression: Compression, _ packed: [UInt8]) {
        self.compression = compression
        self.packed = packed
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(compression == .zstd)
        writer.write(octets: packed)
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        compression = try reader.flag() ? .zstd : .gzip
        packed = try reader.octets(atMost: Self.maximumOctets)
        try reader.end()
    }
}
