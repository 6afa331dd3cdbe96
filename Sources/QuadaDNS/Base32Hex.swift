/// Octets as base 32 with the extended hex alphabet, in lower case and without padding (RFC 4648, section 7; RFC 5155,
/// section 3.3).
enum Base32Hex {
    /// The digits as octets of ASCII.
    static func digits(_ octets: some Collection<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity((octets.count * 8 + 4) / 5)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            count += 8
            while count >= 5 {
                count -= 5
                digits.append(digit(bits >> count))
            }
        }
        if count > 0 { digits.append(digit(bits << (5 - count))) }
        return digits
    }

    /// The digit of the lowest five bits.
    private static func digit(_ bits: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 31)
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
