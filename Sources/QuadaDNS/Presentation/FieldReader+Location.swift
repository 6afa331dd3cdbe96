/// LOC: a place on Earth (RFC 1876, sections 2 and 3).
extension FieldReader {
    /// Latitude, longitude, altitude, size, horizontal and vertical precision, in the master-file form of version 0.
    mutating func loc() throws(Misshapen) -> [String] {
        guard try uint8() == 0 else { throw Misshapen() }
        let lengths = [try length(), try length(), try length()]
        let latitude = try angle(limitInDegrees: 90, ahead: "N", behind: "S")
        let longitude = try angle(limitInDegrees: 180, ahead: "E", behind: "W")
        return latitude + longitude + [Self.altitude(try uint32())] + lengths
    }

    /// Centimetres as `1.50m` or `20m`: a digit in the upper four bits, and in the lower four the power of ten that it
    /// is multiplied by. More than 9 is undefined in either.
    private mutating func length() throws(Misshapen) -> String {
        let octet = try uint8()
        let (base, power) = (Int(octet >> 4), Int(octet & 0xF))
        // Zero has ten forms, of which a text gives one.
        guard base <= 9, power <= 9, base > 0 || power == 0 else { throw Misshapen() }
        switch power {
        case 0: return "0.0\(base)m"
        case 1: return "0.\(base)0m"
        default: return "\(base)" + String(repeating: "0", count: power - 2) + "m"
        }
    }

    /// Thousandths of a second of arc, 2^31 being the equator or the prime meridian, as `52 22 23.000 N`.
    private mutating func angle(
        limitInDegrees limit: Int, ahead: String, behind: String
    ) throws(Misshapen) -> [String] {
        let distance = Int(try uint32()) - 0x8000_0000
        let thousandths = abs(distance)
        guard thousandths <= limit * 3_600_000 else { throw Misshapen() }
        let (degrees, minutes) = (thousandths / 3_600_000, thousandths / 60_000 % 60)
        let seconds = "\(thousandths / 1000 % 60).\(PresentationText.digits(thousandths % 1000, 3))"
        return [
            PresentationText.digits(degrees, 2), PresentationText.digits(minutes, 2), seconds,
            distance > 0 ? ahead : behind,
        ]
    }

    /// Centimetres above a point 100,000 m below the reference spheroid, as `-2m` or `10.05m`.
    private static func altitude(_ value: UInt32) -> String {
        let centimetres = Int(value) - 10_000_000
        let (metres, rest) = abs(centimetres).quotientAndRemainder(dividingBy: 100)
        let sign = centimetres < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(metres)m" : "\(sign)\(metres).\(PresentationText.digits(rest, 2))m"
    }
}
