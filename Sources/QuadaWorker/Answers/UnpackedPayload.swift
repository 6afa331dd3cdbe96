internal import QuadaStorage

/// What came of packed octets.
enum UnpackedPayload: Hashable, Sendable {
    /// - Parameters:
    ///   - hasMore: Whether more comes of what was sent already.
    ///   - isAtEnd: Whether the packed stream may end here.
    case octets([UInt8], hasMore: Bool, isAtEnd: Bool)
    /// Behind so many octets.
    case damaged(unpackedOctets: Int)
    /// What the library says of itself.
    case library(String)

    /// In one answer.
    static let maximumOctets = 1 << 18

    private enum Code: UInt8 {
        case octets, damaged, library
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        switch self {
        case .octets(let octets, let hasMore, let isAtEnd):
            writer.write(octet: Code.octets.rawValue)
            writer.write(octets: octets)
            writer.write(hasMore)
            writer.write(isAtEnd)
        case .damaged(let count):
            writer.write(octet: Code.damaged.rawValue)
            writer.write(count: count)
        case .library(let words):
            writer.write(octet: Code.library.rawValue)
            writer.write(words)
        }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        let code = try reader.octet()
        switch Code(rawValue: code) {
        case .octets:
            let octets = try reader.octets(atMost: Self.maximumOctets)
            self = .octets(octets, hasMore: try reader.flag(), isAtEnd: try reader.flag())
        case .damaged: self = .damaged(unpackedOctets: try reader.count(atMost: .max, "octets"))
        case .library: self = .library(try reader.text(atMost: 256))
        case nil: throw reader.nonsense("unpacked \(code)")
        }
        try reader.end()
    }
}
