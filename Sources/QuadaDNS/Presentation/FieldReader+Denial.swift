/// Signatures, and the records that list a name's types.
extension FieldReader {
    /// Type covered, algorithm, labels, original TTL, expiration, inception, key tag, signer, signature in base 64
    /// (RFC 4034, section 3.2).
    mutating func rrsig() throws(Misshapen) -> [String] {
        let covered = RRType(rawValue: try uint16())
        let numbers = ["\(try uint8())", "\(try uint8())", "\(try uint32())"]
        let times = [Self.time(try uint32()), Self.time(try uint32())]
        return ["\(covered)"] + numbers + times + ["\(try uint16())", "\(try name())", Base64.text(try rest())]
    }

    /// Next name and types (RFC 4034, section 4.2).
    mutating func nsec() throws(Misshapen) -> [String] {
        ["\(try name())"] + (try typeBitmap())
    }

    /// Hash algorithm, flags, iterations, salt, next hashed owner in base 32, types (RFC 5155, section 3.3).
    mutating func nsec3() throws(Misshapen) -> [String] {
        let parameters = try nsec3param()
        let next = try counted()
        guard !next.isEmpty else { throw Misshapen() }
        return parameters + [String(decoding: Base32Hex.digits(next), as: UTF8.self)] + (try typeBitmap())
    }

    /// Hash algorithm, flags, iterations, salt: in hex, or `-` for none (RFC 5155, section 4.3).
    mutating func nsec3param() throws(Misshapen) -> [String] {
        let numbers = ["\(try uint8())", "\(try uint8())", "\(try uint16())"]
        let salt = try counted()
        return numbers + [salt.isEmpty ? "-" : Hex.text(salt)]
    }

    /// SOA serial, flags, types: at least one, or readers of zone files miss a field (RFC 7477, section 2.1.2).
    mutating func csync() throws(Misshapen) -> [String] {
        let numbers = ["\(try uint32())", "\(try uint16())"]
        guard !isAtEnd else { throw Misshapen() }
        return numbers + (try typeBitmap())
    }

    /// `20260318174640`: year, month, day, hour, minute, second of a time in UTC (RFC 4034, section 3.2).
    ///
    /// The field wraps in 2106. Which round is meant depends on today (RFC 4034, section 3.1.5), which a text does not
    /// know: it shows the first.
    ///
    /// - Parameter seconds: Since 1970, leap seconds not counted.
    static func time(_ seconds: UInt32) -> String {
        // The Gregorian calendar repeats every 146,097 days. Years that begin in March have their leap day last, and
        // their months begin on days (153 * month + 2) / 5.
        let day = Int(seconds / 86400) + 719_468
        let (era, dayOfEra) = day.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        let second = Int(seconds % 86400)
        return PresentationText.digits(year, 4)
            + [month < 10 ? month + 3 : month - 9, dayOfMonth, second / 3600, second / 60 % 60, second % 60]
            .map { PresentationText.digits($0, 2) }.joined()
    }
}
