/// A time in milliseconds, rounded to a tenth: what a person compares, and the same text on every machine.
public struct Milliseconds: Hashable, Sendable, Codable, Comparable {
    public let value: Double

    /// - Parameter value: Not a number and infinities become 0: there is no such time.
    public init(_ value: Double) {
        self.value = value.isFinite ? (value * 10).rounded() / 10 : 0
    }

    public init(_ duration: Duration) {
        // Nearly every time is so short that one word holds it.
        let (seconds, attoseconds) =
            Int64(exactly: duration.attoseconds).map { $0.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000) }
            ?? duration.components
        self.init(Double(seconds) * 1e3 + Double(attoseconds) / 1e15)
    }

    public static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.value < right.value }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Double.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
