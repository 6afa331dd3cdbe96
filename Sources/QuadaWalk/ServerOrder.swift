internal import QuadaDNS
internal import QuadaEvidence

/// The order in which a zone's servers are tried: drawn from the run's seed and the zone alone, so that it neither
/// favours a server nor depends on which name came first.
struct ServerOrder {
    private var state: UInt64

    init(seed: UInt64, zone: Name) {
        // FNV-1a over the name without case: the standard library's hash differs from process to process.
        state = zone.lowercased.wire.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// Shuffles, then puts the servers that have not failed yet first.
    ///
    /// - Parameter servers: In the order of name and address.
    mutating func arranged(_ servers: [ServerAddress], failed: (IPAddress) -> Bool) -> [ServerAddress] {
        let shuffled = servers.shuffled(using: &self)
        guard shuffled.contains(where: { failed($0.address) }) else { return shuffled }
        return shuffled.filter { !failed($0.address) } + shuffled.filter { failed($0.address) }
    }

    /// The first of them all: whoever asks one server needs no order of the others.
    mutating func first(of servers: [ServerAddress], failed: (IPAddress) -> Bool) -> ServerAddress? {
        let places = servers.indices.shuffled(using: &self)
        return (places.first { !failed(servers[$0].address) } ?? places.first).map { servers[$0] }
    }
}

extension ServerOrder: RandomNumberGenerator {
    /// SplitMix64 (Steele, Lea, Flood 2014): an order needs no more.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
