public import QuadaDNS

/// What a transport asks of a broker: one socket, connected. In 20 octets: what kind, the family (4 or 6), the port, the
/// address, most significant first; an IPv4 address in the last four of its sixteen.
public struct SocketRequest: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        /// UDP, for one query. Two sockets of one port come back: one that is connected, and one that is not, which
        /// gets what comes to the port from anywhere else.
        case datagrams = 1
        /// The same for many queries, with more room for what is received.
        case manyDatagrams
        /// TCP; the connection was begun.
        case stream

        public var descriptorCount: Int { self == .stream ? 1 : 2 }
    }

    public let kind: Kind
    public let remote: Endpoint

    public init(_ kind: Kind, to remote: Endpoint) {
        self.kind = kind
        self.remote = remote
    }

    public static let octetCount = 20

    /// - Parameter octets: As a peer sent them, hostile; none where they are no request.
    public init?(_ octets: Span<UInt8>) {
        guard octets.count == Self.octetCount, let kind = Kind(rawValue: octets[0]) else { return nil }
        let high = Self.number(octets, 4)
        let low = Self.number(octets, 12)
        let address: IPAddress
        switch octets[1] {
        case 4:
            guard high == 0, let value = UInt32(exactly: low) else { return nil }
            address = .v4(value)
        case 6: address = .v6(high: high, low: low)
        default: return nil
        }
        self.init(kind, to: Endpoint(address: address, port: UInt16(octets[2]) << 8 | UInt16(octets[3])))
    }

    /// - Parameter octets: Room for `octetCount`.
    func write(to octets: UnsafeMutableRawBufferPointer) {
        let (family, high, low): (UInt8, UInt64, UInt64) =
            switch remote.address {
            case .v4(let value): (4, 0, UInt64(value))
            case .v6(let high, let low): (6, high, low)
            }
        octets.storeBytes(of: kind.rawValue, as: UInt8.self)
        octets.storeBytes(of: family, toByteOffset: 1, as: UInt8.self)
        octets.storeBytes(of: remote.port.bigEndian, toByteOffset: 2, as: UInt16.self)
        octets.storeBytes(of: high.bigEndian, toByteOffset: 4, as: UInt64.self)
        octets.storeBytes(of: low.bigEndian, toByteOffset: 12, as: UInt64.self)
    }

    /// As they are sent.
    public var octets: [UInt8] {
        var octets = [UInt8](repeating: 0, count: Self.octetCount)
        octets.withUnsafeMutableBytes { write(to: $0) }
        return octets
    }

    private static func number(_ octets: Span<UInt8>, _ start: Int) -> UInt64 {
        (start..<start + 8).reduce(0) { $0 << 8 | UInt64(octets[$1]) }
    }
}

/// What a broker answers: an errno and no descriptor, or 0, the local port and the descriptors. In four octets.
public struct SocketReply: Hashable, Sendable {
    public let error: UInt16
    public let port: UInt16

    public init(error: UInt16, port: UInt16) {
        self.error = error
        self.port = port
    }

    public static let octetCount = 4

    public init(bits: UInt32) {
        self.init(
            error: UInt16(truncatingIfNeeded: UInt32(bigEndian: bits) >> 16),
            port: UInt16(truncatingIfNeeded: UInt32(bigEndian: bits)))
    }

    /// As they are sent, in the order of memory.
    public var bits: UInt32 { (UInt32(error) << 16 | UInt32(port)).bigEndian }
}
