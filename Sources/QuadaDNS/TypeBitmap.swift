/// The types that an NSEC, NSEC3 or CSYNC record lists, as a bit for each (RFC 4034, section 4.1.2).
struct TypeBitmap {
    /// Ascending by number.
    let types: [RRType]
    /// Whether the octets are the only ones that stand for these types: no block without a bit, none that ends in a
    /// zero octet.
    let isCanonical: Bool

    /// Reads window blocks: number, length, bits from the most significant.
    ///
    /// - Returns: None where blocks do not ascend, where one is empty or has more than 32 octets, or ends too late.
    init?(_ octets: ArraySlice<UInt8>) {
        var types: [RRType] = []
        var isCanonical = true
        var offset = octets.startIndex
        var lastWindow = -1
        while offset < octets.endIndex {
            guard octets.endIndex - offset >= 2 else { return nil }
            let window = Int(octets[offset])
            let length = Int(octets[offset + 1])
            offset += 2
            guard window > lastWindow, 1...32 ~= length, octets.endIndex - offset >= length else { return nil }
            for bit in 0..<length * 8 where octets[offset + bit / 8] >> (7 - bit % 8) & 1 == 1 {
                types.append(RRType(rawValue: UInt16(window * 256 + bit)))
            }
            if octets[offset + length - 1] == 0 { isCanonical = false }
            lastWindow = window
            offset += length
        }
        self.types = types
        self.isCanonical = isCanonical
    }
}
