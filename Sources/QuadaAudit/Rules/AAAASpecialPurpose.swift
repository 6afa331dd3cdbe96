internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// An AAAA that no client on the Internet can reach.
    static let aaaaSpecialPurpose = Rule(
        code: "aaaa-special-purpose",
        severity: .warning,
        title: "AAAA holds an address that is not reachable from the Internet",
        sources: [.rfc(6890, "2.2.3"), .rfc(4291)],
        explanation: "The address is from a block that is set aside for a special purpose and not reachable globally.",
        impact: "Clients with IPv6 try an address that leads nowhere, and wait before they use another.",
        remedy: "Publish the host's global unicast address, or none.",
        demonstration: ["dig +norecurse @SERVER NAME AAAA"],
        scenarios: ["aaaa-special-purpose"],
        judge: .name { name in
            name.chainOfAny.flatMap { link -> [Outcome] in
                let special = link.addresses(.aaaa).compactMap { address in
                    SpecialPurposeBlock.containing(address).map { (address, $0) }
                }
                guard !special.isEmpty else { return [] }
                let words = special.map { "\($0.0) (\($0.1.purpose))" }
                return [
                    .violated(
                        words.joined(separator: ", "), evidence: link.servers.compactMap(\.firstAAAA), owner: link.owner
                    )
                ]
            }
        })
}

/// A block of IPv6 addresses that is not globally reachable (IANA IPv6 Special-Purpose Address Registry, RFC 6890).
struct SpecialPurposeBlock: Sendable {
    let high: UInt64
    let low: UInt64
    let length: UInt64
    let purpose: String

    init(_ high: UInt64, _ low: UInt64 = 0, length: UInt64, _ purpose: String) {
        self.high = high
        self.low = low
        self.length = length
        self.purpose = purpose
    }

    private static let registry: [SpecialPurposeBlock] = [
        SpecialPurposeBlock(0, 0, length: 128, "the unspecified address"),
        SpecialPurposeBlock(0, 1, length: 128, "loopback"),
        SpecialPurposeBlock(0, 0x0000_FFFF_0000_0000, length: 96, "an IPv4-mapped address"),
        SpecialPurposeBlock(0, 0, length: 96, "an IPv4-compatible address, deprecated"),
        SpecialPurposeBlock(0x0064_FF9B_0000_0000, length: 96, "the NAT64 prefix"),
        SpecialPurposeBlock(0x0064_FF9B_0001_0000, length: 48, "local NAT64"),
        SpecialPurposeBlock(0x0100_0000_0000_0000, length: 64, "discard-only"),
        SpecialPurposeBlock(0x2001_0000_0000_0000, length: 32, "Teredo"),
        SpecialPurposeBlock(0x2001_0002_0000_0000, length: 48, "benchmarking"),
        SpecialPurposeBlock(0x2001_0DB8_0000_0000, length: 32, "documentation"),
        SpecialPurposeBlock(0x2002_0000_0000_0000, length: 16, "6to4"),
        SpecialPurposeBlock(0x3FFF_0000_0000_0000, length: 20, "documentation"),
        SpecialPurposeBlock(0x5F00_0000_0000_0000, length: 16, "segment routing"),
        SpecialPurposeBlock(0xFC00_0000_0000_0000, length: 7, "unique local"),
        SpecialPurposeBlock(0xFE80_0000_0000_0000, length: 10, "link-local"),
        SpecialPurposeBlock(0xFEC0_0000_0000_0000, length: 10, "site-local, deprecated"),
        SpecialPurposeBlock(0xFF00_0000_0000_0000, length: 8, "multicast"),
    ]

    static func containing(_ address: IPAddress) -> SpecialPurposeBlock? {
        guard case .v6(let high, let low) = address else { return nil }
        return registry.first { $0.contains(high: high, low: low) }
    }

    private func contains(high otherHigh: UInt64, low otherLow: UInt64) -> Bool {
        func agree(_ left: UInt64, _ right: UInt64, _ bits: UInt64) -> Bool {
            bits == 0 || (left ^ right) >> (64 - bits) == 0
        }
        return agree(high, otherHigh, min(length, 64)) && agree(low, otherLow, length > 64 ? length - 64 : 0)
    }
}
