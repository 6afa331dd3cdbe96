/// Writes the text of one address, front to back.
struct AddressWriter {
    private let text: UnsafeMutableBufferPointer<UInt8>
    /// Octets written.
    private(set) var count = 0

    /// - Parameter text: Room for the longest: 15 octets for a dotted quad, else 39.
    init(into text: UnsafeMutableBufferPointer<UInt8>) {
        self.text = text
    }

    /// - Parameter value: In host order.
    mutating func append(quad value: UInt32) {
        for index in 0..<4 {
            if index > 0 { append(UInt8(ascii: ".")) }
            append(decimal: UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(index))))
        }
    }

    /// The canonical form of RFC 5952, with a dotted quad at the end of what embeds one as inet_ntop(3) has it.
    mutating func append(high: UInt64, low: UInt64) {
        let zeros = Self.longestZeros(high, low)
        var index = 0
        while index < 8 {
            if index == zeros.start {
                append(UInt8(ascii: ":"))
                if zeros.count == 8 - zeros.start { append(UInt8(ascii: ":")) }
                index += zeros.count
                continue
            }
            if index > 0 { append(UInt8(ascii: ":")) }
            let isMapped = zeros.count == 5 && Self.group(5, high, low) == 0xFFFF
            if index == 6, zeros.start == 0, zeros.count == 6 || isMapped {
                append(quad: UInt32(truncatingIfNeeded: low))
                return
            }
            append(hexadecimal: Self.group(index, high, low))
            index += 1
        }
    }

    /// The first of the longest runs of zero groups; none shorter than two is shortened (RFC 5952, section 4.2).
    private static func longestZeros(_ high: UInt64, _ low: UInt64) -> (start: Int, count: Int) {
        var best = (start: -1, count: 1)
        var run = 0
        for index in 0..<8 {
            run = group(index, high, low) == 0 ? run + 1 : 0
            if run > best.count { best = (index - run + 1, run) }
        }
        return best
    }

    private static func group(_ index: Int, _ high: UInt64, _ low: UInt64) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> (48 - 16 * UInt64(index % 4)))
    }

    private mutating func append(decimal value: UInt8) {
        if value >= 100 { append(UInt8(ascii: "0") + value / 100) }
        if value >= 10 { append(UInt8(ascii: "0") + value / 10 % 10) }
        append(UInt8(ascii: "0") + value % 10)
    }

    private mutating func append(hexadecimal value: UInt16) {
        var shift = value >= 0x1000 ? 12 : value >= 0x100 ? 8 : value >= 0x10 ? 4 : 0
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt16(shift)) & 0xF
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            shift -= 4
        }
    }

    private mutating func append(_ octet: UInt8) {
        text[count] = octet
        count += 1
    }
}
