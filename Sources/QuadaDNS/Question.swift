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
public struct Query: Hashable, Sendable, Codable {
    public var question: Question
    public var recursionDesired: Bool
    /// AD in a query asks for AD in the response (RFC 6840, section 5.7).
    public var authenticData: Bool
    public var checkingDisabled: Bool
    /// None sends no OPT record.
    public var edns: EDNSRequest?

    public init(
        _ question: Question, recursionDesired: Bool = false, authenticData: Bool = false,
        checkingDisabled: Bool = false, edns: EDNSRequest? = .standard
    ) {
        self.question = question
        self.recursionDesired = recursionDesired
        self.authenticData = authenticData
        self.checkingDisabled = checkingDisabled
        self.edns = edns
    }

    /// The message, without the two-octet TCP length prefix.
    ///
    /// - Parameters:
    ///   - id: The message's identifier.
    ///   - caseMask: Bit `i` flips the case of the name's `i`th letter (modulo 64): 0x20 mixing; 0 leaves it as it is.
    public func encoded(id: UInt16, caseMask: UInt64 = 0) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(12 + question.name.wire.count + 4 + (edns == nil ? 0 : 11))
        octets.append(uint16: id)
        octets.append(recursionDesired ? 0x01 : 0x00)
        octets.append((authenticData ? 0x20 : 0x00) | (checkingDisabled ? 0x10 : 0x00))
        for count: UInt16 in [1, 0, 0, edns == nil ? 0 : 1] { octets.append(uint16: count) }
        octets.append(contentsOf: caseMask == 0 ? question.name.wire : question.name.mixingCase(caseMask).wire)
        octets.append(uint16: question.type.rawValue)
        octets.append(uint16: question.rrclass.rawValue)
        edns?.append(to: &octets)
        return octets
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
