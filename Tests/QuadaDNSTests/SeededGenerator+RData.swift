import QuadaDNS

/// Random RDATA of the types that have a presentation format of their own, well-formed.
extension SeededGenerator {
    static let presentedTypes: [RRType] = [
        .txt, .spf, .hinfo, .naptr, .uri, .caa, .rp, .afsdb, .loc, .ds, .cds, .dnskey, .cdnskey, .rrsig, .nsec, .nsec3,
        .nsec3param, .csync, .zonemd, .sshfp, .tlsa, .smimea, .openpgpkey, .svcb, .https,
    ]

    mutating func rdata(of type: RRType) -> [UInt8] {
        switch type {
        case .txt, .spf: (0...Int.random(in: 0...3, using: &self)).flatMap { _ in string() }
        case .hinfo: string() + string()
        case .naptr: octets(4...4) + string() + string() + string() + name().wire
        case .uri: octets(4...4) + text(1...40)
        case .caa: octets(1...1) + counted(tag()) + text(1...40)
        case .rp: name().wire + name().wire
        case .afsdb: octets(2...2) + name().wire
        case .loc: location()
        case .ds, .cds, .dnskey, .cdnskey: octets(4...4) + octets(1...40)
        case .rrsig: signature()
        case .nsec: name().wire + bitmap()
        case .nsec3: octets(4...4) + counted(octets(0...8)) + counted(octets(20...20)) + bitmap()
        case .nsec3param: octets(4...4) + counted(octets(0...8))
        case .csync: octets(6...6) + [0, 4, 0x60, 0, 0, 0x08]
        case .zonemd: octets(6...6) + octets(12...48)
        case .sshfp: octets(2...2) + octets(1...32)
        case .tlsa, .smimea: octets(3...3) + octets(1...40)
        case .svcb, .https: octets(2...2) + name().wire + parameters()
        default: octets(1...40)
        }
    }

    /// Mostly letters, now and then octets that mean something in a zone file or nothing at all.
    private mutating func text(_ counts: ClosedRange<Int>) -> [UInt8] {
        let special = Array("\"\\;() ,=\t@$".utf8)
        return (0..<Int.random(in: counts, using: &self)).map { _ in
            if chance(6) { return special[Int.random(in: special.indices, using: &self)] }
            return chance(10)
                ? UInt8.random(in: 0...255, using: &self) : UInt8.random(in: 0x61...0x7A, using: &self)
        }
    }

    private mutating func string() -> [UInt8] { counted(text(0...20)) }

    private func counted(_ octets: [UInt8]) -> [UInt8] { [UInt8(octets.count)] + octets }

    private mutating func tag() -> [UInt8] {
        (0..<Int.random(in: 1...9, using: &self)).map { _ in UInt8.random(in: 0x61...0x7A, using: &self) }
    }

    private mutating func location() -> [UInt8] {
        let lengths = (0..<3).map { _ in
            UInt8.random(in: 1...9, using: &self) << 4 | UInt8.random(in: 0...9, using: &self)
        }
        func four(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        let latitude = Int64.random(in: -324_000_000...324_000_000, using: &self)
        let longitude = Int64.random(in: -648_000_000...648_000_000, using: &self)
        return [0] + lengths + four(UInt32(0x8000_0000 + latitude)) + four(UInt32(0x8000_0000 + longitude))
            + four(UInt32.random(in: 0...UInt32.max, using: &self))
    }

    private mutating func signature() -> [UInt8] {
        let covered = UInt8([1, 2, 5, 6, 28, 46, 47, 65, 100].randomElement(using: &self) ?? 1)
        // Times that ldns, which writes them around today's, takes for the same.
        let times = (0..<2).flatMap { _ in [UInt8.random(in: 0...0xC0, using: &self)] + octets(3...3) }
        return [0, covered] + octets(6...6) + times + octets(2...2) + name().wire + octets(1...64)
    }

    private mutating func bitmap() -> [UInt8] {
        var windows: [UInt8] = []
        for window in [UInt8(0), 1, 3, 255] where chance(2) {
            let count = Int.random(in: 0...8, using: &self)
            windows += [window] + counted(octets(count...count) + [UInt8.random(in: 1...255, using: &self)])
        }
        return windows
    }

    private mutating func parameters() -> [UInt8] {
        var parameters: [UInt8] = []
        for key in [0, 1, 2, 3, 4, 5, 6, 7, 667, 65280] where chance(3) {
            let value: [UInt8] =
                switch key {
                case 0: [0, 1, 0, 4]
                case 1: (0...Int.random(in: 0...2, using: &self)).flatMap { _ in counted(text(1...8)) }
                case 2: []
                case 3: octets(2...2)
                case 4: chance(2) ? octets(4...4) : octets(8...8)
                case 5: octets(1...20)
                case 6: chance(2) ? octets(16...16) : octets(32...32)
                default: text(0...12)
                }
            parameters += [UInt8(key >> 8), UInt8(key & 0xFF), 0, UInt8(value.count)] + value
        }
        return parameters
    }
}
