#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The two address families that DNS servers are reached over.
public enum IPFamily: String, Hashable, Sendable, Codable, CaseIterable {
    case ipv4
    case ipv6
}

/// An IPv4 or IPv6 address, without zone or port.
public enum IPAddress: Hashable, Sendable {
    /// In host order: 192.0.2.1 is 0xC0000201.
    case v4(UInt32)
    /// The two halves in host order, network part first.
    case v6(high: UInt64, low: UInt64)

    public var family: IPFamily {
        switch self {
        case .v4: .ipv4
        case .v6: .ipv6
        }
    }

    /// The 4 or 16 octets in network order.
    public var octets: [UInt8] {
        switch self {
        case .v4(let value):
            return [UInt8](unsafeUninitializedCapacity: 4) { octets, count in
                for index in 0..<4 {
                    octets.initializeElement(at: index, to: UInt8(truncatingIfNeeded: value >> (24 - 8 * index)))
                }
                count = 4
            }
        case .v6(let high, let low):
            return [UInt8](unsafeUninitializedCapacity: 16) { octets, count in
                for index in 0..<16 {
                    let half = index < 8 ? high : low
                    octets.initializeElement(at: index, to: UInt8(truncatingIfNeeded: half >> (56 - 8 * (index % 8))))
                }
                count = 16
            }
        }
    }

    /// Takes 4 or 16 octets in network order; nothing else is an address.
    public init?(octets: some Collection<UInt8>) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        for octet in octets {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(octet)
        }
        switch octets.count {
        case 4: self = .v4(UInt32(truncatingIfNeeded: low))
        case 16: self = .v6(high: high, low: low)
        default: return nil
        }
    }
}

extension IPAddress: CustomStringConvertible, LosslessStringConvertible, Comparable, Codable {
    /// Dotted quad, or the canonical form of RFC 5952.
    public var description: String {
        // Written by hand: a report has dozens of addresses, and the C library's way costs four arrays for each.
        String(unsafeUninitializedCapacity: longestText) { text in
            var writer = AddressWriter(into: text)
            switch self {
            case .v4(let value): writer.append(quad: value)
            case .v6(let high, let low): writer.append(high: high, low: low)
            }
            return writer.count
        }
    }

    private var longestText: Int {
        switch self {
        case .v4: 15
        case .v6: 39
        }
    }

    /// Reads a dotted quad or RFC 4291 text, without brackets, prefix length or zone.
    public init?(_ description: String) {
        // C would read up to the first NUL only.
        guard !description.utf8.contains(0) else { return nil }
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, description, &octets) == 1 {
            self.init(octets: octets.prefix(4))
        } else if inet_pton(AF_INET6, description, &octets) == 1 {
            self.init(octets: octets)
        } else {
            return nil
        }
    }

    /// IPv4 before IPv6, then by value.
    public static func < (left: IPAddress, right: IPAddress) -> Bool {
        switch (left, right) {
        case (.v4(let first), .v4(let second)): first < second
        case (.v6(let high, let low), .v6(let otherHigh, let otherLow)): (high, low) < (otherHigh, otherLow)
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let address = IPAddress(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an IP address: \(text)"))
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Where a question goes: an address and a port.
public struct Endpoint: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let address: IPAddress
    public let port: UInt16

    public init(address: IPAddress, port: UInt16 = 53) {
        self.address = address
        self.port = port
    }

    /// As `dig` prints it: `192.0.2.1#53`.
    public var description: String { "\(address)#\(port)" }

    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }
}
