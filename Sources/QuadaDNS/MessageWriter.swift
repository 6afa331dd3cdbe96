extension Message {
    /// The message in wire form, without the two-octet TCP length prefix.
    ///
    /// Identifier and flags are the header's; the four counts are those of what is written, whatever the header claims.
    /// OPT is written from `edns`, last in the additional section. `.opaque` and `.malformed` RDATA is written as it is.
    /// What the format can not hold is left out: more than 65,535 records in a section, or octets in one RDATA.
    ///
    /// - Parameter compressing: Whether names are compressed: owners, and in RDATA the names of RFC 1035's own types,
    ///   which alone every reader expands (RFC 1035, section 4.1.4; RFC 3597, section 4). The case of each name is kept.
    public func encoded(compressing: Bool = true) -> [UInt8] {
        var writer = MessageWriter(compressing: compressing)
        writer.append(self)
        return writer.octets
    }
}

/// Writes one message, front to back.
private struct MessageWriter {
    private(set) var octets: [UInt8] = []
    private let compressing: Bool
    /// Where each name and each end of a name that was written begins, by its octets in the case they were written in.
    private var offsets: [ArraySlice<UInt8>: UInt16] = [:]

    init(compressing: Bool) {
        self.compressing = compressing
        octets.reserveCapacity(512)
    }

    mutating func append(_ message: Message) {
        let questions = message.questions.prefix(Self.maximumCount)
        let sections = [
            message.answer.prefix(Self.maximumCount), message.authority.prefix(Self.maximumCount),
            message.additional.prefix(Self.maximumCount - (message.edns == nil ? 0 : 1)),
        ]
        octets.append(uint16: message.header.id)
        octets.append(uint16: message.header.flags)
        octets.append(uint16: UInt16(questions.count))
        octets.append(uint16: UInt16(sections[0].count))
        octets.append(uint16: UInt16(sections[1].count))
        octets.append(uint16: UInt16(sections[2].count + (message.edns == nil ? 0 : 1)))
        for question in questions {
            append(question.name, compressed: true)
            octets.append(uint16: question.type.rawValue)
            octets.append(uint16: question.rrclass.rawValue)
        }
        for record in sections.joined() { append(record) }
        message.edns?.append(to: &octets)
    }

    private mutating func append(_ record: ResourceRecord) {
        append(record.owner, compressed: true)
        octets.append(uint16: record.type.rawValue)
        octets.append(uint16: record.rrclass.rawValue)
        octets.append(uint32: record.ttl)
        let lengthOffset = octets.count
        octets.append(uint16: 0)
        append(record.data)
        // Only octets that were given as octets can be longer.
        let length = min(octets.count - lengthOffset - 2, Self.maximumCount)
        octets[lengthOffset] = UInt8(truncatingIfNeeded: length >> 8)
        octets[lengthOffset + 1] = UInt8(truncatingIfNeeded: length)
    }

    private mutating func append(_ data: RData) {
        switch data {
        case .a(let address), .aaaa(let address): octets.append(contentsOf: address.octets)
        case .ns(let name), .cname(let name), .ptr(let name): append(name, compressed: true)
        case .dname(let name): append(name, compressed: false)
        case .soa(let soa):
            append(soa.mname, compressed: true)
            append(soa.rname, compressed: true)
            for value in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] { octets.append(uint32: value) }
        case .mx(let preference, let exchange):
            octets.append(uint16: preference)
            append(exchange, compressed: true)
        case .srv(let priority, let weight, let port, let target):
            for value in [priority, weight, port] { octets.append(uint16: value) }
            // RFC 2782: name compression is not to be used for this field.
            append(target, compressed: false)
        case .opaque(let raw), .malformed(let raw): octets.append(contentsOf: raw.prefix(Self.maximumCount))
        }
    }

    /// Writes a name: its labels up to the longest end that was written before, then a pointer to that.
    private mutating func append(_ name: Name, compressed: Bool) {
        guard compressing else {
            octets.append(contentsOf: name.wire)
            return
        }
        var start = 0
        while name.wire[start] != 0 {
            let rest = name.wire[start...]
            if let offset = offsets[rest] {
                if compressed {
                    octets.append(uint16: 0xC000 | offset)
                    return
                }
            } else if octets.count <= Self.maximumPointer {
                offsets[rest] = UInt16(octets.count)
            }
            let end = start + 1 + Int(name.wire[start])
            octets.append(contentsOf: name.wire[start..<end])
            start = end
        }
        octets.append(0)
    }

    private static let maximumCount = Int(UInt16.max)
    /// A pointer has 14 bits.
    private static let maximumPointer = 0x3FFF
}

extension EDNSResponse {
    /// The OPT record (RFC 6891, section 6.1.2).
    fileprivate func append(to octets: inout [UInt8]) {
        octets.append(
            optPayloadSize: payloadSizeInOctets, extendedRCODE: extendedRCODE, version: version, dnssecOK: dnssecOK,
            options: options)
    }
}

extension [UInt8] {
    /// Appends an OPT record owned by the root; options beyond 65,535 octets in all are left out.
    mutating func append(
        optPayloadSize: UInt16, extendedRCODE: UInt8, version: UInt8, dnssecOK: Bool, options: [EDNSOption]
    ) {
        append(0)
        append(uint16: RRType.opt.rawValue)
        append(uint16: optPayloadSize)
        append(extendedRCODE)
        append(version)
        append(uint16: dnssecOK ? 0x8000 : 0)
        var rdata: [UInt8] = []
        for option in options {
            guard rdata.count + 4 + option.value.count <= UInt16.max else { break }
            rdata.append(uint16: option.code)
            rdata.append(uint16: UInt16(option.value.count))
            rdata.append(contentsOf: option.value)
        }
        append(uint16: UInt16(rdata.count))
        append(contentsOf: rdata)
    }
}
