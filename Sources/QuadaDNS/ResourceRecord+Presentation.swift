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
