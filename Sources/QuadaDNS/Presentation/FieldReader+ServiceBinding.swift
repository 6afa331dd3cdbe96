/// SVCB and HTTPS (RFC 9460).
extension FieldReader {
    /// Priority, target, parameters (RFC 9460, section 2.1).
    ///
    /// Keys that do not ascend, or a value that is not of its key's format, make the whole record malformed (section
    /// 2.2).
    mutating func svcb() throws(Misshapen) -> [String] {
        var fields = ["\(try uint16())", "\(try name())"]
        var lastKey = -1
        while !isAtEnd {
            let key = try uint16()
            guard Int(key) > lastKey else { throw Misshapen() }
            lastKey = Int(key)
            var value = FieldReader(Array(try take(Int(try uint16()))))
            fields.append(try value.parameter(key))
            guard value.isAtEnd else { throw Misshapen() }
        }
        return fields
    }

    /// `alpn=h2,h3`: a key, and the value that it has.
    private mutating func parameter(_ key: UInt16) throws(Misshapen) -> String {
        let name = Self.keyName(key)
        return switch key {
        case 0: "\(name)=\(try mandatoryKeys())"
        case 1: "\(name)=\(try protocols())"
        case 2: name
        case 3: "\(name)=\(try uint16())"
        case 4: "\(name)=\(try addresses(octets: 4))"
        case 5: "\(name)=\(Base64.text(try rest()))"
        case 6: "\(name)=\(try addresses(octets: 16))"
        default: isAtEnd ? name : "\(name)=\(PresentationText.asNeeded(try rest()))"
        }
    }

    /// The first of the registry (RFC 9460, section 14.3.2; `ech`: RFC 9848, section 3; `dohpath`: RFC 9461, section 5),
    /// all others as `keyNNNNN` (RFC 9460, section 2.1), in which form a value is its octets whatever the key.
    private static func keyName(_ key: UInt16) -> String {
        key < keyNames.count ? keyNames[Int(key)] : "key\(key)"
    }

    private static let keyNames = [
        "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath",
    ]

    /// Keys in ascending order, without `mandatory` itself; at least one (RFC 9460, section 8).
    private mutating func mandatoryKeys() throws(Misshapen) -> String {
        var keys: [UInt16] = []
        repeat {
            let key = try uint16()
            guard key > keys.last ?? 0 else { throw Misshapen() }
            keys.append(key)
        } while !isAtEnd
        return keys.map(Self.keyName).joined(separator: ",")
    }

    /// Protocol identifiers of at least one octet, at least one of them (RFC 9460, section 7.1.1).
    ///
    /// A comma or backslash in one is escaped for the list, and the list is then written as a character string, which
    /// escapes the backslashes again (RFC 9460, appendix A.1).
    private mutating func protocols() throws(Misshapen) -> String {
        var list: [UInt8] = []
        repeat {
            let identifier = try counted()
            guard !identifier.isEmpty else { throw Misshapen() }
            if !list.isEmpty { list.append(UInt8(ascii: ",")) }
            for octet in identifier {
                if octet == UInt8(ascii: ",") || octet == UInt8(ascii: "\\") { list.append(UInt8(ascii: "\\")) }
                list.append(octet)
            }
        } while !isAtEnd
        return PresentationText.asNeeded(list)
    }

    /// IPv4 or IPv6 addresses, at least one (RFC 9460, section 7.3).
    private mutating func addresses(octets count: Int) throws(Misshapen) -> String {
        var addresses: [String] = []
        repeat {
            guard let address = IPAddress(octets: try take(count)) else { throw Misshapen() }
            addresses.append(address.description)
        } while !isAtEnd
        return addresses.joined(separator: ",")
    }
}
