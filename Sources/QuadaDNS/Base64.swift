/// Octets as base 64 with padding, without blanks (RFC 4648, section 4).
enum Base64 {
    static func text(_ octets: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (octets.count + 2) / 3 * 4) { buffer in
            var index = 0
            var bits: UInt32 = 0
            var octetsHeld = 0
            /// Writes the three octets held, of which the first `digits - 1` are real.
            func write(digits: Int) {
                for place in 0..<4 {
                    let value = UInt8(truncatingIfNeeded: bits >> UInt32(18 - 6 * place) & 63)
                    buffer[index + place] = place < digits ? digit(value) : UInt8(ascii: "=")
                }
                index += 4
            }
            for octet in octets {
                bits = bits << 8 | UInt32(octet)
                octetsHeld += 1
                guard octetsHeld == 3 else { continue }
                write(digits: 4)
                (bits, octetsHeld) = (0, 0)
            }
            if octetsHeld > 0 {
                bits <<= UInt32(8 * (3 - octetsHeld))
                write(digits: octetsHeld + 1)
            }
            return index
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case ..<26: UInt8(ascii: "A") + value
        case ..<52: UInt8(ascii: "a") + value - 26
        case ..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}
