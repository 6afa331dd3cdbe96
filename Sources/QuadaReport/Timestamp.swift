#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A moment in UTC, to the millisecond; in JSON as RFC 3339 has it: `2014-06-01T12:00:00.000Z`.
public struct Timestamp: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// This machine's clock.
    public static var now: Timestamp {
        Timestamp(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// Reads what `description` writes, of the years 1970 to 9999; none for anything else.
    public init?(_ text: String) {
        guard let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) else {
            return nil
        }
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        guard 0...253_402_300_799_999 ~= milliseconds else { return nil }
        self.init(millisecondsSince1970: Int64(milliseconds))
    }

    /// The moment `duration` later, as far as milliseconds tell.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            millisecondsSince1970: millisecondsSince1970 + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    public var description: String {
        // Seconds by the calendar, the fraction by hand: a `Double` of both would lose the last millisecond.
        let fraction = (millisecondsSince1970 % 1000 + 1000) % 1000
        let date = Date(timeIntervalSince1970: Double((millisecondsSince1970 - fraction) / 1000))
        let seconds = date.formatted(Date.ISO8601FormatStyle()).dropLast()
        return "\(seconds).\(String(1000 + fraction).dropFirst())Z"
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let moment = Timestamp(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a moment in UTC: \(text)"))
        }
        self = moment
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
