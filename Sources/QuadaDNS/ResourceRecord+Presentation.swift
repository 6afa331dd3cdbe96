/// Presentation format (RFC 1035, section 5.1), in printable ASCII whatever the octets are.
extension ResourceRecord: CustomStringConvertible {
    /// On one line, separated by blanks: owner, TTL, class, type and RDATA.
    public var description: String {
        "\(owner) \(ttl) \(rrclass) \(type) \(rdataText)"
    }

    /// The RDATA alone; in the generic form of RFC 3597, section 5, where its type is not known or its shape is wrong.
    public var rdataText: String {
        switch data {
        case .a(let address), .aaaa(let address): address.description
        case .ns(let name), .cname(let name), .dname(let name), .ptr(let name): name.description
        case .soa(let soa):
            "\(soa.mname) \(soa.rname) \(soa.serial) \(soa.refresh) \(soa.retry) \(soa.expire) \(soa.minimum)"
        case .mx(let preference, let exchange): "\(preference) \(exchange)"
        case .srv(let priority, let weight, let port, let target): "\(priority) \(weight) \(port) \(target)"
        case .opaque(let octets): Self.libraryText(type, octets) ?? Self.genericText(octets)
        case .malformed(let octets): Self.genericText(octets)
        }
    }

    /// `\# 4 c0000201`.
    private static func genericText(_ octets: [UInt8]) -> String {
        octets.isEmpty ? "\\# 0" : "\\# \(octets.count) \(Hex.text(octets))"
    }

    /// What ldns makes of the RDATA of a type that we do not read; none where it can not.
    private static func libraryText(_ type: RRType, _ octets: [UInt8]) -> String? {
        guard octets.count <= Int(UInt16.max) else { return nil }
        var wire: [UInt8] = [0]
        wire.append(uint16: type.rawValue)
        wire.append(uint16: RRClass.in.rawValue)
        wire.append(uint32: 0)
        wire.append(uint16: UInt16(octets.count))
        wire.append(contentsOf: octets)
        guard let text = try? LDNSRecord(wire: wire).rdataText() else { return nil }
        return PresentationText.printable(text)
    }
}

/// How octets of unknown origin are shown.
enum PresentationText {
    /// A character string in quotes, with `\DDD`, `\"` and `\\` (RFC 1035, section 5.1).
    static func quoted(_ octets: [UInt8]) -> String {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for octet in octets {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            append(octet, to: &text)
        }
        text.append(UInt8(ascii: "\""))
        return String(decoding: text, as: UTF8.self)
    }

    /// Text that should be printable ASCII already, made so where it is not.
    static func printable(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        for octet in octets { append(octet, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a printable octet as it is, any other as `\DDD`.
    static func append(_ octet: UInt8, to text: inout [UInt8]) {
        if (0x20...0x7E).contains(octet) {
            text.append(octet)
        } else {
            text.append(UInt8(ascii: "\\"))
            text.append(UInt8(ascii: "0") + octet / 100)
            text.append(UInt8(ascii: "0") + octet / 10 % 10)
            text.append(UInt8(ascii: "0") + octet % 10)
        }
    }
}
