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
            return (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        case .v6(let high, let low):
            return (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (56 - 8 * UInt64($0 % 8))) }
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
        let source = octets
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = source.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, source, &text, socklen_t(text.count)) != nil else { return "" }
        return text.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.prefix { $0 != 0 }.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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
