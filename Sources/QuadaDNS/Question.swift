/// What is asked: QNAME, QTYPE and QCLASS (RFC 1035, section 4.1.2).
public struct Question: Hashable, Sendable, Codable, CustomStringConvertible {
    public let name: Name
    public let type: RRType
    public let rrclass: RRClass

    public init(name: Name, type: RRType, rrclass: RRClass = .in) {
        self.name = name
        self.type = type
        self.rrclass = rrclass
    }

    /// As in `dig`: `www.example.test. IN AAAA`.
    public var description: String { "\(name) \(rrclass) \(type)" }
}

/// A query: the question and every bit of its header that a caller may choose.
///
/// The identifier is the transport's to choose, fresh for each attempt (RFC 5452, section 4.3).
public struct Query: Hashable, Sendable {
    /// A query goes to many servers and is written down with each: copies share what it asks.
    private var content: Content

    public init(
        _ question: Question, recursionDesired: Bool = false, authenticData: Bool = false,
        checkingDisabled: Bool = false, edns: EDNSRequest? = .standard
    ) {
        content = Content(
            Parts(
                question: question, recursionDesired: recursionDesired, authenticData: authenticData,
                checkingDisabled: checkingDisabled, edns: edns))
    }

    fileprivate struct Parts: Hashable, Codable {
        var question: Question
        var recursionDesired: Bool
        var authenticData: Bool
        var checkingDisabled: Bool
        var edns: EDNSRequest?
    }

    private final class Content: Hashable, Sendable {
        let parts: Parts

        init(_ parts: Parts) { self.parts = parts }

        static func == (left: Content, right: Content) -> Bool { left === right || left.parts == right.parts }

        func hash(into hasher: inout Hasher) { hasher.combine(parts) }
    }

    public var question: Question { content.parts.question }
    public var recursionDesired: Bool { content.parts.recursionDesired }
    /// AD in a query asks for AD in the response (RFC 6840, section 5.7).
    public var authenticData: Bool { content.parts.authenticData }
    public var checkingDisabled: Bool { content.parts.checkingDisabled }
    /// None sends no OPT record.
    public var edns: EDNSRequest? { content.parts.edns }

    /// The message, without the two-octet TCP length prefix.
    ///
    /// - Parameters:
    ///   - id: The message's identifier.
    ///   - caseMask: Bit `i` flips the case of the name's `i`th letter (modulo 64): 0x20 mixing; 0 leaves it as it is.
    public func encoded(id: UInt16, caseMask: UInt64 = 0) -> [UInt8] {
        let (question, edns) = (question, edns)
        let wire = (caseMask == 0 ? question.name : question.name.mixingCase(caseMask)).wire
        let end = Self.headerOctets + wire.count
        // Most queries have an OPT record without options, which is then known to be this long.
        let hasEmptyOPT = edns?.options.isEmpty == true
        var octets = [UInt8](unsafeUninitializedCapacity: end + 4 + Self.emptyOPTOctets) { buffer, count in
            buffer.initialize(repeating: 0)
            buffer.write(id, at: 0)
            buffer[2] = recursionDesired ? 0x01 : 0x00
            buffer[3] = (authenticData ? 0x20 : 0x00) | (checkingDisabled ? 0x10 : 0x00)
            // One question and, where there is OPT, one additional record.
            buffer[5] = 1
            buffer[11] = edns == nil ? 0 : 1
            _ = buffer[Self.headerOctets...].update(fromContentsOf: wire)
            buffer.write(question.type.rawValue, at: end)
            buffer.write(question.rrclass.rawValue, at: end + 2)
            count = end + 4
            guard let edns, hasEmptyOPT else { return }
            buffer.write(RRType.opt.rawValue, at: end + 5)
            buffer.write(edns.payloadSizeInOctets, at: end + 7)
            buffer[end + 10] = edns.version
            buffer[end + 11] = edns.dnssecOK ? 0x80 : 0
            count += Self.emptyOPTOctets
        }
        if !hasEmptyOPT { edns?.append(to: &octets) }
        return octets
    }

    /// RFC 1035, section 4.1.1.
    private static let headerOctets = 12
    /// Owned by the root and without RDATA (RFC 6891, section 6.1.2).
    private static let emptyOPTOctets = 11
}

extension Query: Codable {
    public init(from decoder: any Decoder) throws {
        content = Content(try Parts(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try content.parts.encode(to: encoder)
    }
}

/// The OPT record of a query (RFC 6891, section 6.1).
public struct EDNSRequest: Hashable, Sendable, Codable {
    public var version: UInt8
    /// The requestor's UDP payload size in octets.
    public var payloadSizeInOctets: UInt16
    public var dnssecOK: Bool
    public var options: [EDNSOption]

    public init(
        version: UInt8 = 0, payloadSizeInOctets: UInt16 = 1232, dnssecOK: Bool = false, options: [EDNSOption] = []
    ) {
        self.version = version
        self.payloadSizeInOctets = payloadSizeInOctets
        self.dnssecOK = dnssecOK
        self.options = options
    }

    /// Version 0, 1232 octets (the size that needs no fragments over IPv6), no option.
    public static let standard = EDNSRequest()

    func append(to octets: inout [UInt8]) {
        octets.append(
            optPayloadSize: payloadSizeInOctets, extendedRCODE: 0, version: version, dnssecOK: dnssecOK,
            options: options)
    }
}

/// An option in an OPT record: an open code and its octets (RFC 6891, section 6.1.2).
public struct EDNSOption: Hashable, Sendable {
    public let code: UInt16
    public let value: [UInt8]

    public init(code: UInt16, value: [UInt8]) {
        self.code = code
        self.value = value
    }

    /// RFC 5001.
    public static let nsidCode: UInt16 = 3
    /// RFC 7873.
    public static let cookieCode: UInt16 = 10
    /// From the range for local and experimental use: nobody answers to it, and whoever does not understand an option must
    /// ignore it (RFC 6891, section 6.1.2).
    public static let unassignedCode: UInt16 = 65_001
    /// RFC 8914.
    public static let extendedErrorCode: UInt16 = 15
}

extension Name {
    /// Flips the case of letters by the bits of `mask`.
    func mixingCase(_ mask: UInt64) -> Name {
        var letter: UInt64 = 0
        return Name(
            validated: wire.map { octet in
                guard (octet | 0x20) &- UInt8(ascii: "a") < 26 else { return octet }
                defer { letter += 1 }
                return mask >> (letter % 64) & 1 == 1 ? octet ^ 0x20 : octet
            })
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes an integer in network order.
    fileprivate func write(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }
}

extension [UInt8] {
    /// Appends an integer in network order.
    mutating func append(uint16 value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func append(uint32 value: UInt32) {
        append(uint16: UInt16(truncatingIfNeeded: value >> 16))
        append(uint16: UInt16(truncatingIfNeeded: value))
    }
}
