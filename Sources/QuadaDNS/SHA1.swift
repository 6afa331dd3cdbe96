/// The digest that NSEC3 owners are made with (RFC 3174, section 6.1; RFC 5155, section 11).
///
/// In Swift because a walk needs it in a process that may open no file: libcrypto reads its configuration first.
enum SHA1 {
    /// - Returns: The 20 octets of the digest.
    static func digest(_ octets: [UInt8]) -> [UInt8] {
        // A one, zeros up to 8 octets before the end of a block, the length in bits (RFC 3174, section 4).
        var message = octets
        message.reserveCapacity(octets.count + 72)
        message.append(0x80)
        while message.count % 64 != 56 { message.append(0) }
        message.append(uint32: UInt32(truncatingIfNeeded: octets.count >> 29))
        message.append(uint32: UInt32(truncatingIfNeeded: octets.count << 3))
        var state: State = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { words in
            for start in stride(from: 0, to: message.count, by: 64) {
                read(message.span.extracting(start..<(start + 64)), into: words)
                mix(words, into: &state)
            }
        }
        var digest: [UInt8] = []
        digest.reserveCapacity(20)
        for word in [state.0, state.1, state.2, state.3, state.4] { digest.append(uint32: word) }
        return digest
    }

    private typealias State = (UInt32, UInt32, UInt32, UInt32, UInt32)

    /// The 16 words of a block, and the 64 that are made from them.
    private static func read(_ block: Span<UInt8>, into words: UnsafeMutableBufferPointer<UInt32>) {
        for index in 0..<16 {
            let high = UInt32(block[4 * index]) << 24 | UInt32(block[4 * index + 1]) << 16
            words[index] = high | UInt32(block[4 * index + 2]) << 8 | UInt32(block[4 * index + 3])
        }
        for index in 16..<80 {
            words[index] = rotated(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
        }
    }

    private static func mix(_ words: UnsafeMutableBufferPointer<UInt32>, into state: inout State) {
        var (a, b, c, d, e) = state
        func step(_ word: UInt32, _ choice: UInt32, _ constant: UInt32) {
            let next = rotated(a, 5) &+ choice &+ e &+ constant &+ word
            (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
        }
        for word in words[0..<20] { step(word, b & c | ~b & d, 0x5A82_7999) }
        for word in words[20..<40] { step(word, b ^ c ^ d, 0x6ED9_EBA1) }
        for word in words[40..<60] { step(word, b & c | b & d | c & d, 0x8F1B_BCDC) }
        for word in words[60..<80] { step(word, b ^ c ^ d, 0xCA62_C1D6) }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
    }

    private static func rotated(_ word: UInt32, _ places: UInt32) -> UInt32 {
        word &<< places | word &>> (32 &- places)
    }
}
