internal import QuadaDNS
internal import QuadaEvidence

/// What a payload has once, and then refers to by its place among its kind.
protocol WrittenOnce {
    /// Equal for what is the same, and spread over all bits from 32 up.
    func mixed(_ seed: UInt64) -> UInt64

    func isSame(as other: Self) -> Bool
}

/// The places of such values.
///
/// A dictionary's hash, which withstands whoever knows the values, costs more than the rest of the writing; where the names
/// of hostile servers are mixed here, a seed of this process's own is.
struct Written<Value: WrittenOnce> {
    private var values: [Value] = []
    /// The place plus one, at the value's own index or behind it; 0 for none. A power of two of them.
    private var slots: [UInt32] = []
    private let seed = Mixing.seed

    /// - Returns: The value's place, and whether it got it just now.
    mutating func place(of value: Value) -> (place: Int, isNew: Bool) {
        if values.count * 2 >= slots.count { makeRoom(for: max(Self.fewest, slots.count)) }
        var slot = slot(of: value)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if values[place].isSame(as: value) { return (place, false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        values.append(value)
        slots[slot] = UInt32(truncatingIfNeeded: values.count)
        return (values.count - 1, true)
    }

    private func slot(of value: Value) -> Int {
        Int(truncatingIfNeeded: value.mixed(seed) >> 32) & (slots.count - 1)
    }

    /// - Parameter count: A power of two, and no fewer than there are.
    mutating func makeRoom(for count: Int) {
        slots = [UInt32](repeating: 0, count: count * 2)
        values.reserveCapacity(count)
        for place in values.indices {
            var slot = slot(of: values[place])
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: place + 1)
        }
    }

    private static var fewest: Int { 4 }
}

private enum Mixing {
    static let seed = UInt64.random(in: .min ... .max)

    static func mix(_ one: UInt64, _ other: UInt64) -> UInt64 {
        // 2^64 divided by the golden ratio.
        let product = (one ^ other).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

/// As octets, for equal names may differ in case.
extension Name: WrittenOnce {
    func mixed(_ seed: UInt64) -> UInt64 {
        wire.withUnsafeBytes { octets in
            var mixed = seed ^ UInt64(octets.count)
            var offset = 0
            while octets.count - offset >= 8 {
                mixed = Mixing.mix(mixed, octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < octets.count {
                rest = rest << 8 | UInt64(octets[offset])
                offset += 1
            }
            return Mixing.mix(mixed, rest)
        }
    }

    func isSame(as other: Name) -> Bool { isIdentical(to: other) }
}

extension IPAddress: WrittenOnce {
    func mixed(_ seed: UInt64) -> UInt64 {
        switch self {
        case .v4(let value): Mixing.mix(seed, UInt64(value))
        case .v6(let high, let low): Mixing.mix(Mixing.mix(seed, high), low)
        }
    }

    func isSame(as other: IPAddress) -> Bool { self == other }
}

extension Observation: WrittenOnce {
    func mixed(_ seed: UInt64) -> UInt64 { Mixing.mix(seed, UInt64(bitPattern: Int64(id))) }

    func isSame(as other: Observation) -> Bool { self == other }
}
