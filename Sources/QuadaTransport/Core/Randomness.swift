/// Where identifiers, 0x20 masks and simulated ports come from.
struct Randomness: RandomNumberGenerator {
    private enum Source {
        case system(SystemRandomNumberGenerator)
        /// SplitMix64: repeatable, and no secret.
        case seeded(UInt64)
    }

    private var source: Source
    private var reserve: UInt64 = 0
    private var reservedBits = 0

    /// Unpredictable: the system's generator, as RFC 5452, section 9.2, wants for what a forger must guess.
    static var system: Randomness { Randomness(source: .system(SystemRandomNumberGenerator())) }

    /// The same numbers for the same seed: for simulated time only.
    static func seeded(_ seed: UInt64) -> Randomness { Randomness(source: .seeded(seed)) }

    private init(source: Source) {
        self.source = source
    }

    mutating func next() -> UInt64 {
        switch source {
        case .system(var generator):
            return generator.next()
        case .seeded(var state):
            state &+= 0x9E37_79B9_7F4A_7C15
            source = .seeded(state)
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    /// Sixteen bits; asks the generator, which may be a call to the kernel, once for four of them.
    mutating func next16() -> UInt16 {
        if reservedBits == 0 {
            reserve = next()
            reservedBits = 64
        }
        let bits = UInt16(truncatingIfNeeded: reserve)
        reserve >>= 16
        reservedBits -= 16
        return bits
    }
}
