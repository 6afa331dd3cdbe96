/// A DNS message as far as it could be read, with the places where it breaks.
public struct Message: Hashable, Sendable {
    public var header: Header
    /// Everything behind the header: copies of a message share it, and so do messages that differ in the header alone.
    private var body: Body

    public init(
        header: Header, questions: [Question] = [], answer: [ResourceRecord] = [], authority: [ResourceRecord] = [],
        additional: [ResourceRecord] = [], edns: EDNSResponse? = nil, defects: [WireDefect] = []
    ) {
        self.header = header
        body = Body(
            Parts(
                questions: questions, answer: answer, authority: authority, additional: additional, edns: edns,
                defects: defects))
    }

    private struct Parts: Hashable, Sendable {
        var questions: [Question]
        var answer: [ResourceRecord]
        var authority: [ResourceRecord]
        var additional: [ResourceRecord]
        var edns: EDNSResponse?
        var defects: [WireDefect]
    }

    private final class Body: Hashable, Sendable {
        let parts: Parts

        init(_ parts: Parts) { self.parts = parts }

        static func == (left: Body, right: Body) -> Bool { left === right || left.parts == right.parts }

        func hash(into hasher: inout Hasher) { hasher.combine(parts) }
    }

    private mutating func change<Part>(_ part: WritableKeyPath<Parts, Part>, to value: Part) {
        var parts = body.parts
        parts[keyPath: part] = value
        body = Body(parts)
    }

    public var questions: [Question] {
        get { body.parts.questions }
        set { change(\.questions, to: newValue) }
    }
    public var answer: [ResourceRecord] {
        get { body.parts.answer }
        set { change(\.answer, to: newValue) }
    }
    public var authority: [ResourceRecord] {
        get { body.parts.authority }
        set { change(\.authority, to: newValue) }
    }
    /// OPT is not among them: see `edns`.
    public var additional: [ResourceRecord] {
        get { body.parts.additional }
        set { change(\.additional, to: newValue) }
    }
    public var edns: EDNSResponse? {
        get { body.parts.edns }
        set { change(\.edns, to: newValue) }
    }
    /// In the order they were met; empty for a well-formed message.
    public var defects: [WireDefect] {
        get { body.parts.defects }
        set { change(\.defects, to: newValue) }
    }

    /// The header's four bits and, above them, OPT's eight (RFC 6891, section 6.1.3).
    public var rcode: RCODE {
        RCODE(rawValue: UInt16(edns?.extendedRCODE ?? 0) << 4 | UInt16(header.rcodeBits))
    }
}

/// A message's header (RFC 1035, section 4.1.1; AD and CD: RFC 4035, sections 3.2.2 and 3.2.3).
public struct Header: Hashable, Sendable {
    public var id: UInt16
    /// The second 16 bits as they are on the wire: QR, OPCODE, AA, TC, RD, RA, Z, AD, CD, RCODE.
    public var flags: UInt16
    /// What the header claims, not what could be read.
    public var questionCount: UInt16
    public var answerCount: UInt16
    public var authorityCount: UInt16
    public var additionalCount: UInt16

    public init(
        id: UInt16 = 0, flags: UInt16 = 0, questionCount: UInt16 = 0, answerCount: UInt16 = 0,
        authorityCount: UInt16 = 0, additionalCount: UInt16 = 0
    ) {
        self.id = id
        self.flags = flags
        self.questionCount = questionCount
        self.answerCount = answerCount
        self.authorityCount = authorityCount
        self.additionalCount = additionalCount
    }

    public var isResponse: Bool {
        get { flag(15) }
        set { setFlag(15, newValue) }
    }
    public var opcode: UInt8 { UInt8(truncatingIfNeeded: flags >> 11 & 0xF) }
    public var isAuthoritative: Bool {
        get { flag(10) }
        set { setFlag(10, newValue) }
    }
    public var isTruncated: Bool {
        get { flag(9) }
        set { setFlag(9, newValue) }
    }
    public var recursionDesired: Bool {
        get { flag(8) }
        set { setFlag(8, newValue) }
    }
    public var recursionAvailable: Bool {
        get { flag(7) }
        set { setFlag(7, newValue) }
    }
    public var authenticData: Bool {
        get { flag(5) }
        set { setFlag(5, newValue) }
    }
    public var checkingDisabled: Bool {
        get { flag(4) }
        set { setFlag(4, newValue) }
    }

    /// The lower four bits of the RCODE.
    public var rcodeBits: UInt8 {
        get { UInt8(truncatingIfNeeded: flags & 0xF) }
        set { flags = flags & 0xFFF0 | UInt16(newValue & 0xF) }
    }

    private func flag(_ bit: UInt16) -> Bool { flags >> bit & 1 == 1 }

    private mutating func setFlag(_ bit: UInt16, _ value: Bool) {
        if value { flags |= 1 << bit } else { flags &= ~(1 << bit) }
    }
}

/// One resource record.
public struct ResourceRecord: Hashable, Sendable {
    public var owner: Name
    public var type: RRType
    public var rrclass: RRClass
    /// In seconds.
    public var ttl: UInt32
    public var data: RData

    public init(owner: Name, type: RRType, rrclass: RRClass = .in, ttl: UInt32, data: RData) {
        self.owner = owner
        self.type = type
        self.rrclass = rrclass
        self.ttl = ttl
        self.data = data
    }
}

/// A record's RDATA. The types that quada judges are read, the others are kept as octets.
public enum RData: Hashable, Sendable {
    case a(IPAddress)
    case aaaa(IPAddress)
    case ns(Name)
    case cname(Name)
    case dname(Name)
    case ptr(Name)
    case soa(SOA)
    case mx(preference: UInt16, exchange: Name)
    case srv(priority: UInt16, weight: UInt16, port: UInt16, target: Name)
    /// A type that is not read, its octets as received; names in it may be compressed only for the types of RFC 1035.
    case opaque([UInt8])
    /// RDATA that is not of its type's shape, as received.
    case malformed([UInt8])
}

/// The start of a zone of authority (RFC 1035, section 3.3.13). Times are in seconds.
public struct SOA: Hashable, Sendable {
    public var mname: Name
    public var rname: Name
    public var serial: UInt32
    public var refresh: UInt32
    public var retry: UInt32
    public var expire: UInt32
    /// With the SOA's own TTL, the bound on how long a denial is kept (RFC 2308, section 5).
    public var minimum: UInt32

    public init(
        mname: Name, rname: Name, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32, minimum: UInt32
    ) {
        self.mname = mname
        self.rname = rname
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}

/// The OPT record of a response (RFC 6891, section 6.1).
public struct EDNSResponse: Hashable, Sendable {
    public var version: UInt8
    public var payloadSizeInOctets: UInt16
    /// The upper eight bits of the RCODE.
    public var extendedRCODE: UInt8
    public var dnssecOK: Bool
    public var options: [EDNSOption]

    public init(
        version: UInt8 = 0, payloadSizeInOctets: UInt16 = 1232, extendedRCODE: UInt8 = 0, dnssecOK: Bool = false,
        options: [EDNSOption] = []
    ) {
        self.version = version
        self.payloadSizeInOctets = payloadSizeInOctets
        self.extendedRCODE = extendedRCODE
        self.dnssecOK = dnssecOK
        self.options = options
    }

    /// The server's name for itself (RFC 5001), as sent.
    public var nsid: [UInt8]? { options.first { $0.code == EDNSOption.nsidCode }?.value }

    /// INFO-CODE and EXTRA-TEXT of each extended error (RFC 8914, section 2); one too short to hold a code is left out.
    public var extendedErrors: [(code: UInt16, text: [UInt8])] {
        options.filter { $0.code == EDNSOption.extendedErrorCode && $0.value.count >= 2 }
            .map { (UInt16($0.value[0]) << 8 | UInt16($0.value[1]), Array($0.value.dropFirst(2))) }
    }
}

/// The parts of a message, in order.
public enum Section: String, Hashable, Sendable, Codable {
    case header
    case question
    case answer
    case authority
    case additional
}

/// One place where a message is not well-formed.
public struct WireDefect: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Fewer octets than the header has.
        case headerTruncated
        /// The message ends inside a name, a question or a record's fixed fields: the counts promise more.
        case truncatedSection
        /// A label's first two bits are 01 or 10 (RFC 1035, section 4.1.4; RFC 6891, section 5).
        case reservedLabelType
        /// A compression pointer that points at itself, forward, or through more pointers than a name can need.
        case compressionLoop
        /// A name of more than 255 octets.
        case nameTooLong
        /// RDLENGTH reaches beyond the message.
        case rdataOverrunsMessage(lengthInOctets: Int)
        /// RDATA is not of its type's shape: its length, and the length wanted where the type has one.
        case rdataMalformed(type: RRType, lengthInOctets: Int, expected: Int?)
        /// Octets after the last record.
        case trailingOctets(count: Int)
        /// OPT outside the additional section, not owned by the root, or more than one (RFC 6891, section 6.1.1).
        case misplacedOPT
        /// An option that overruns its OPT record.
        case optionOverrunsOPT
    }

    public let kind: Kind
    /// Octets from the start of the message.
    public let offset: Int
    public let section: Section

    public init(kind: Kind, offset: Int, section: Section) {
        self.kind = kind
        self.offset = offset
        self.section = section
    }
}
