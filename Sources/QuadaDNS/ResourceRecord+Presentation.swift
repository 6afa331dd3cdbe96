/// Presentation format (RFC 1035, section 5.1), in printable ASCII whatever the octets are.
///
/// In Swift from end to end: what a server sent meets no library here.
extension ResourceRecord: CustomStringConvertible {
    /// On one line, separated by blanks: owner, TTL, class, type and RDATA.
    public var description: String {
        "\(owner) \(ttl) \(rrclass) \(type) \(rdataText)"
    }

    /// The RDATA alone; in the generic form of RFC 3597, section 5, where its type has no other here or its shape is
    /// wrong.
    public var rdataText: String {
        switch data {
        case .a(let address), .aaaa(let address): address.description
        case .ns(let name), .cname(let name), .dname(let name), .ptr(let name): name.description
        case .soa(let soa):
            "\(soa.mname) \(soa.rname) \(soa.serial) \(soa.refresh) \(soa.retry) \(soa.expire) \(soa.minimum)"
        case .mx(let preference, let exchange): "\(preference) \(exchange)"
        case .srv(let priority, let weight, let port, let target): "\(priority) \(weight) \(port) \(target)"
        case .opaque(let octets): RDataText.text(type, octets)
        case .malformed(let octets): RDataText.generic(octets)
        }
    }
}
