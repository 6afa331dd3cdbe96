extension Message {
    /// Reads whatever can be read of a message.
    ///
    /// Never fails: what breaks is listed in `defects`, what was whole before it is kept. A record whose RDATA is not of
    /// its type's shape is kept as `.malformed`; a record or name that can not be delimited ends the reading.
    ///
    /// - Parameter octets: A whole message, without the two-octet TCP length prefix.
    public init(reading octets: [UInt8]) {
        var reader = WireReader(octets: octets)
        self = reader.message()
    }
}

/// A bounds-checked cursor over one message (RFC 1035, section 4).
private struct WireReader {
    private let octets: [UInt8]
    private var offset = 0
    private var section = Section.header
    private var defects: [WireDefect] = []
    private var edns: EDNSResponse?
    /// QNAME, which most owners point at: offset 12, already read.
    private var questionName: Name?

    init(octets: [UInt8]) {
        self.octets = octets
    }

    /// A reader's only way to give up: the defect is noted first.
    private struct Unreadable: Error {}

    mutating func message() -> Message {
        guard octets.count >= Self.headerOctets else {
            note(.headerTruncated, at: octets.count)
            return Message(header: Header(), defects: defects)
        }
        let header = Header(
            id: uint16(at: 0), flags: uint16(at: 2), questionCount: uint16(at: 4), answerCount: uint16(at: 6),
            authorityCount: uint16(at: 8), additionalCount: uint16(at: 10))
        offset = Self.headerOctets
        var questions: [Question] = []
        var answer: [ResourceRecord] = []
        var authority: [ResourceRecord] = []
        var additional: [ResourceRecord] = []
        do throws(Unreadable) {
            section = .question
            try read(header.questionCount, into: &questions) { reader throws(Unreadable) in try reader.question() }
            section = .answer
            try read(header.answerCount, into: &answer) { reader throws(Unreadable) in try reader.record() }
            section = .authority
            try read(header.authorityCount, into: &authority) { reader throws(Unreadable) in try reader.record() }
            section = .additional
            try read(header.additionalCount, into: &additional) { reader throws(Unreadable) in try reader.record() }
            if offset < octets.count { note(.trailingOctets(count: octets.count - offset), at: offset) }
        } catch {}
        return Message(
            header: header, questions: questions, answer: answer, authority: authority, additional: additional,
            edns: edns, defects: defects)
    }

    /// Reads as many items as the header claims; each item takes octets, so the message's length bounds the loop.
    private mutating func read<Item>(
        _ count: UInt16, into items: inout [Item], _ item: (inout WireReader) throws(Unreadable) -> Item?
    ) throws(Unreadable) {
        guard count > 0 else { return }
        items.reserveCapacity(min(Int(count), Self.usualItems))
        for _ in 0..<count {
            if let item = try item(&self) { items.append(item) }
        }
    }

    private mutating func question() throws(Unreadable) -> Question? {
        let name = try name()
        if questionName == nil { questionName = name }
        try require(4)
        defer { offset += 4 }
        return Question(
            name: name, type: RRType(rawValue: uint16(at: offset)), rrclass: RRClass(rawValue: uint16(at: offset + 2)))
    }

    /// Reads one record; an OPT goes to `edns` instead.
    private mutating func record() throws(Unreadable) -> ResourceRecord? {
        let start = offset
        let owner = try name()
        try require(10)
        let type = RRType(rawValue: uint16(at: offset))
        let classField = uint16(at: offset + 2)
        let ttl = uint32(at: offset + 4)
        let length = Int(uint16(at: offset + 8))
        offset += 10
        guard offset + length <= octets.count else {
            note(.rdataOverrunsMessage(lengthInOctets: length), at: offset)
            throw Unreadable()
        }
        let rdata = offset..<(offset + length)
        offset = rdata.upperBound
        if type == .opt {
            readOPT(owner: owner, classField: classField, ttl: ttl, rdata: rdata, start: start)
            return nil
        }
        return ResourceRecord(
            owner: owner, type: type, rrclass: RRClass(rawValue: classField), ttl: ttl, data: data(type, in: rdata))
    }

    // MARK: - RDATA

    private mutating func data(_ type: RRType, in rdata: Range<Int>) -> RData {
        switch type {
        case .a: address(in: rdata, octets: 4, type).map { .a($0) } ?? .malformed(copy(rdata))
        case .aaaa: address(in: rdata, octets: 16, type).map { .aaaa($0) } ?? .malformed(copy(rdata))
        case .ns: soleName(type, in: rdata).map { .ns($0) } ?? .malformed(copy(rdata))
        case .cname: soleName(type, in: rdata).map { .cname($0) } ?? .malformed(copy(rdata))
        case .dname: soleName(type, in: rdata).map { .dname($0) } ?? .malformed(copy(rdata))
        case .ptr: soleName(type, in: rdata).map { .ptr($0) } ?? .malformed(copy(rdata))
        case .soa: soa(in: rdata).map { .soa($0) } ?? .malformed(copy(rdata))
        case .mx:
            soleName(type, in: rdata, after: 2).map { .mx(preference: uint16(at: rdata.lowerBound), exchange: $0) }
                ?? .malformed(copy(rdata))
        case .srv:
            soleName(type, in: rdata, after: 6).map {
                .srv(
                    priority: uint16(at: rdata.lowerBound), weight: uint16(at: rdata.lowerBound + 2),
                    port: uint16(at: rdata.lowerBound + 4), target: $0)
            } ?? .malformed(copy(rdata))
        default: .opaque(copy(rdata))
        }
    }

    private mutating func address(in rdata: Range<Int>, octets expected: Int, _ type: RRType) -> IPAddress? {
        guard rdata.count == expected else {
            note(
                .rdataMalformed(type: type, lengthInOctets: rdata.count, expected: expected), at: rdata.lowerBound)
            return nil
        }
        if expected == 4 { return .v4(uint32(at: rdata.lowerBound)) }
        return .v6(
            high: UInt64(uint32(at: rdata.lowerBound)) << 32 | UInt64(uint32(at: rdata.lowerBound + 4)),
            low: UInt64(uint32(at: rdata.lowerBound + 8)) << 32 | UInt64(uint32(at: rdata.lowerBound + 12)))
    }

    /// A name that, behind `skipped` octets, is all of the RDATA.
    private mutating func soleName(_ type: RRType, in rdata: Range<Int>, after skipped: Int = 0) -> Name? {
        let start = rdata.lowerBound + skipped
        guard rdata.count > skipped, let (name, end) = expanded(at: start, limit: rdata.upperBound),
            end == rdata.upperBound
        else {
            note(.rdataMalformed(type: type, lengthInOctets: rdata.count, expected: nil), at: rdata.lowerBound)
            return nil
        }
        return name
    }

    private mutating func soa(in rdata: Range<Int>) -> SOA? {
        guard let (mname, middle) = expanded(at: rdata.lowerBound, limit: rdata.upperBound),
            let (rname, end) = expanded(at: middle, limit: rdata.upperBound), end + 20 == rdata.upperBound
        else {
            note(.rdataMalformed(type: .soa, lengthInOctets: rdata.count, expected: nil), at: rdata.lowerBound)
            return nil
        }
        return SOA(
            mname: mname, rname: rname, serial: uint32(at: end), refresh: uint32(at: end + 4),
            retry: uint32(at: end + 8), expire: uint32(at: end + 12), minimum: uint32(at: end + 16))
    }

    private mutating func readOPT(owner: Name, classField: UInt16, ttl: UInt32, rdata: Range<Int>, start: Int) {
        guard section == .additional, owner.isRoot, edns == nil else {
            note(.misplacedOPT, at: start)
            return
        }
        var response = EDNSResponse(
            version: UInt8(truncatingIfNeeded: ttl >> 16), payloadSizeInOctets: classField,
            extendedRCODE: UInt8(truncatingIfNeeded: ttl >> 24), dnssecOK: ttl & 0x8000 != 0)
        var position = rdata.lowerBound
        while position < rdata.upperBound {
            guard position + 4 <= rdata.upperBound,
                position + 4 + Int(uint16(at: position + 2)) <= rdata.upperBound
            else {
                note(.optionOverrunsOPT, at: position)
                break
            }
            let end = position + 4 + Int(uint16(at: position + 2))
            response.options.append(EDNSOption(code: uint16(at: position), value: copy((position + 4)..<end)))
            position = end
        }
        edns = response
    }

    // MARK: - Names

    /// Reads the name at the cursor and moves behind it.
    private mutating func name() throws(Unreadable) -> Name {
        // Most owners are the two octets C0 0C, a pointer to QNAME.
        if let questionName, offset + 1 < octets.count, octets[offset] == 0xC0, octets[offset + 1] == 0x0C {
            offset += 2
            return questionName
        }
        guard let (name, end) = expanded(at: offset, limit: octets.count) else { throw Unreadable() }
        offset = end
        return name
    }

    /// Expands a name wherever it stands; a defect is noted where it breaks.
    ///
    /// A pointer goes to a prior occurrence (RFC 1035, section 4.1.4): in front of the run of labels that it ends, so
    /// every chain of them goes strictly back and comes to its end.
    ///
    /// - Parameter limit: Where the name must have ended, pointers not followed. A name in RDATA that runs beyond it is
    ///   not a defect of its own: the RDATA is not of its shape.
    /// - Returns: The name and the offset behind it, pointers not followed.
    private mutating func expanded(at start: Int, limit: Int) -> (Name, Int)? {
        var wire: [UInt8] = []
        wire.reserveCapacity(32)
        var position = start
        var runStart = start
        var runLimit = limit
        var end: Int?
        var pointers = 0
        while true {
            guard position < runLimit else { return overrun(runLimit, at: position) }
            let length = Int(octets[position])
            switch length {
            case 0:
                wire.append(0)
                return (Name(validated: wire), end ?? position + 1)
            case 1...Name.maximumLabelOctets:
                guard position + length < runLimit else { return overrun(runLimit, at: position) }
                guard wire.count + length + 2 <= Name.maximumOctets else { return broken(.nameTooLong, at: position) }
                // Labels are short: a slice of the message would cost more than their octets.
                let next = position + 1 + length
                while position < next {
                    wire.append(octets[position])
                    position += 1
                }
            case 0xC0...:
                guard position + 1 < runLimit else { return overrun(runLimit, at: position) }
                let target = (length & 0x3F) << 8 | Int(octets[position + 1])
                guard target < runStart else { return broken(.compressionLoop, at: position) }
                pointers += 1
                guard pointers <= Self.maximumPointers else { return broken(.compressionLoop, at: position) }
                if end == nil { end = position + 2 }
                position = target
                runStart = target
                runLimit = octets.count
            default:
                return broken(.reservedLabelType, at: position)
            }
        }
    }

    /// A name that ends too late: the section is truncated only where the message itself ends.
    private mutating func overrun(_ limit: Int, at position: Int) -> (Name, Int)? {
        limit == octets.count ? broken(.truncatedSection, at: position) : nil
    }

    private mutating func broken(_ kind: WireDefect.Kind, at position: Int) -> (Name, Int)? {
        note(kind, at: position)
        return nil
    }

    // MARK: - Octets

    private mutating func require(_ count: Int) throws(Unreadable) {
        guard offset + count <= octets.count else {
            note(.truncatedSection, at: offset)
            throw Unreadable()
        }
    }

    /// Notes a defect; a message can not make the list longer than `maximumDefects`.
    private mutating func note(_ kind: WireDefect.Kind, at position: Int) {
        guard defects.count < Self.maximumDefects else { return }
        defects.append(WireDefect(kind: kind, offset: position, section: section))
    }

    private func copy(_ range: Range<Int>) -> [UInt8] { Array(octets[range]) }

    /// Reads a 16-bit big-endian integer; the caller has checked that two octets are there.
    private func uint16(at position: Int) -> UInt16 {
        UInt16(octets[position]) << 8 | UInt16(octets[position + 1])
    }

    private func uint32(at position: Int) -> UInt32 {
        UInt32(uint16(at: position)) << 16 | UInt32(uint16(at: position + 2))
    }

    private static let headerOctets = 12
    /// What is claimed beyond that is not believed before it is there.
    private static let usualItems = 16
    /// A name has at most 127 labels, and a pointer is of use only in front of one.
    private static let maximumPointers = 127
    /// More would say nothing new.
    private static let maximumDefects = 32
}
