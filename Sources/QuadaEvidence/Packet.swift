internal import QuadaDNS

/// What a packet carries, of which only the first octets may be known.
struct Payload {
    let octets: [UInt8]
    /// Of the whole.
    let size: Int

    init(_ octets: [UInt8], size: Int? = nil) {
        self.octets = octets
        self.size = max(size ?? 0, octets.count)
    }

    var isWhole: Bool { size == octets.count }

    /// As much as one packet holds.
    fileprivate func prefix(_ maximum: Int) -> Payload {
        Payload(Array(octets.prefix(maximum)), size: min(size, maximum))
    }
}

/// An IP packet that is made up around octets that did travel, with right lengths and checksums.
struct Packet {
    let octets: [UInt8]
    /// Of the whole packet, of which `octets` may be a part.
    let sizeInOctets: Int

    /// IPv6's header and the longest payload.
    static let maximumOctets = 40 + 65_535

    enum TCPFlags: UInt8 {
        case syn = 0x02
        case synAcknowledged = 0x12
        case acknowledged = 0x10
        case pushed = 0x18
        case finished = 0x11
        case reset = 0x14

        /// Whether the flag itself takes a sequence number.
        var countsAsOctet: Bool {
            switch self {
            case .syn, .synAcknowledged, .finished: true
            case .acknowledged, .pushed, .reset: false
            }
        }
    }

    enum Unreachable {
        case host
        case port

        /// Type and code, of ICMP and of ICMPv6.
        func typeAndCode(_ family: IPFamily) -> [UInt8] {
            switch (self, family) {
            case (.host, .ipv4): [3, 1]
            case (.port, .ipv4): [3, 3]
            case (.host, .ipv6): [1, 3]
            case (.port, .ipv6): [1, 4]
            }
        }
    }

    /// Numbers of protocols within IP.
    private enum Carried: UInt8 {
        case icmp = 1
        case tcp = 6
        case udp = 17
        case icmpv6 = 58
    }

    init(udp payload: Payload, from source: Endpoint, to destination: Endpoint) {
        let payload = payload.prefix(Self.room(source.address.family) - 8)
        var datagram: [UInt8] = []
        for value in [source.port, destination.port, UInt16(8 + payload.size), 0] { datagram.append(network: value) }
        datagram += payload.octets
        self.init(.udp, datagram, size: 8 + payload.size, checksumAt: 6, from: source.address, to: destination.address)
    }

    init(
        tcp payload: Payload, _ flags: TCPFlags, sequence: UInt32, acknowledged: UInt32, from source: Endpoint,
        to destination: Endpoint
    ) {
        // A connection begins with the largest segment that each side takes.
        let options: [UInt8] = flags == .syn || flags == .synAcknowledged ? [2, 4, 0x04, 0xC4] : []
        let header = 20 + options.count
        let payload = payload.prefix(Self.room(source.address.family) - header)
        var segment: [UInt8] = []
        segment.append(network: source.port)
        segment.append(network: destination.port)
        for value in [sequence, acknowledged] {
            segment.append(network: UInt16(truncatingIfNeeded: value >> 16))
            segment.append(network: UInt16(truncatingIfNeeded: value))
        }
        segment += [UInt8(header / 4) << 4, flags.rawValue]
        for value: UInt16 in [65_535, 0, 0] { segment.append(network: value) }
        segment += options + payload.octets
        self.init(
            .tcp, segment, size: header + payload.size, checksumAt: 16, from: source.address, to: destination.address)
    }

    /// An ICMP message about a packet that did not arrive.
    init(unreachable: Unreachable, for packet: Packet, from source: Endpoint, to destination: Endpoint) {
        let family = source.address.family
        // As much of it as fits 576 octets over IPv4, and IPv6's smallest link.
        let quoted = packet.octets.prefix(family == .ipv4 ? 576 - 28 : 1280 - 48)
        let message = unreachable.typeAndCode(family) + [UInt8](repeating: 0, count: 6) + quoted
        self.init(
            family == .ipv4 ? .icmp : .icmpv6, message, size: message.count, checksumAt: 2, from: source.address,
            to: destination.address)
    }

    /// What one packet has room for behind IP's header.
    private static func room(_ family: IPFamily) -> Int { family == .ipv4 ? 65_535 - 20 : 65_535 }

    /// - Parameters:
    ///   - carried: What is behind IP's header, its own checksum still 0.
    ///   - checksumAt: Where that checksum stands.
    private init(
        _ carried: Carried, _ content: [UInt8], size: Int, checksumAt offset: Int, from source: IPAddress,
        to destination: IPAddress
    ) {
        var content = content
        var pseudo: [UInt8] = []
        // ICMP over IPv4 alone has no pseudo-header.
        if carried != .icmp {
            pseudo = source.octets + destination.octets
            pseudo.append(network: UInt16(truncatingIfNeeded: size))
            pseudo.append(network: UInt16(carried.rawValue))
        }
        var checksum = Self.checksum(pseudo, content)
        // 0 says that there is none.
        if carried == .udp, checksum == 0 { checksum = 0xFFFF }
        content[offset] = UInt8(checksum >> 8)
        content[offset + 1] = UInt8(checksum & 0xFF)
        let header = Self.header(carried, size: size, from: source, to: destination)
        octets = header + content
        sizeInOctets = header.count + size
    }

    private static func header(
        _ carried: Carried, size: Int, from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        var header: [UInt8] = []
        switch source.family {
        case .ipv4:
            header += [0x45, 0]
            header.append(network: UInt16(truncatingIfNeeded: 20 + size))
            // No identifier: it is not to be fragmented.
            header += [0, 0, 0x40, 0, 64, carried.rawValue, 0, 0]
            header += source.octets + destination.octets
            let checksum = checksum([], header)
            header[10] = UInt8(checksum >> 8)
            header[11] = UInt8(checksum & 0xFF)
        case .ipv6:
            header += [0x60, 0, 0, 0]
            header.append(network: UInt16(truncatingIfNeeded: size))
            header += [carried.rawValue, 64]
            header += source.octets + destination.octets
        }
        return header
    }

    /// The Internet's checksum; the first part has an even number of octets.
    private static func checksum(_ first: [UInt8], _ second: [UInt8]) -> UInt16 {
        var sum: UInt64 = 0
        for octets in [first, second] {
            for index in stride(from: 0, to: octets.count, by: 2) {
                sum += UInt64(octets[index]) << 8 | (index + 1 < octets.count ? UInt64(octets[index + 1]) : 0)
            }
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}

extension [UInt8] {
    /// Appends an integer in network order.
    fileprivate mutating func append(network value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }
}
