/// Types that hold text, numbers and names.
extension FieldReader {
    /// TXT and SPF: one or more character strings (RFC 1035, section 3.3.14; RFC 4408, section 3.1.1).
    mutating func txt() throws(Misshapen) -> [String] {
        var strings = [try characterString()]
        while !isAtEnd { strings.append(try characterString()) }
        return strings
    }

    /// CPU and OS (RFC 1035, section 3.3.2).
    mutating func hinfo() throws(Misshapen) -> [String] {
        [try characterString(), try characterString()]
    }

    /// Order, preference, flags, services, regular expression, replacement (RFC 3403, section 4.1).
    mutating func naptr() throws(Misshapen) -> [String] {
        let numbers = ["\(try uint16())", "\(try uint16())"]
        let strings = [try characterString(), try characterString(), try characterString()]
        return numbers + strings + ["\(try name())"]
    }

    /// Priority, weight, target: all that is left, at least one octet, in quotes (RFC 7553, sections 4.4 and 4.5).
    mutating func uri() throws(Misshapen) -> [String] {
        ["\(try uint16())", "\(try uint16())", PresentationText.quoted(try rest())]
    }

    /// Flags, tag, value: all that is left, in quotes (RFC 8659, sections 4.1 and 4.1.1). The tag is of ASCII letters
    /// and digits, at least one.
    mutating func caa() throws(Misshapen) -> [String] {
        let flags = try uint8()
        let tag = try counted()
        guard !tag.isEmpty, tag.allSatisfy(Self.isLetterOrDigit) else { throw Misshapen() }
        let value = isAtEnd ? [] : try rest()
        return ["\(flags)", String(decoding: tag, as: UTF8.self), PresentationText.quoted(value)]
    }

    /// Two names: a mailbox, and where a TXT says more (RFC 1183, section 2.2).
    mutating func rp() throws(Misshapen) -> [String] {
        ["\(try name())", "\(try name())"]
    }

    /// Subtype and host (RFC 1183, section 1).
    mutating func afsdb() throws(Misshapen) -> [String] {
        ["\(try uint16())", "\(try name())"]
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        octet &- UInt8(ascii: "0") < 10 || Name.lowercase(octet) &- UInt8(ascii: "a") < 26
    }
}
