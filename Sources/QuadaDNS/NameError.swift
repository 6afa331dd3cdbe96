/// Why something is not a domain name.
public enum NameError: Error, Hashable, Sendable {
    case empty
    case emptyLabel
    case labelTooLong(octets: Int)
    case nameTooLong(octets: Int)
    /// A backslash that is followed neither by a character nor by three digits of at most 255.
    case badEscape(at: Int)
    /// A blank or control character that is not escaped.
    case unescapedOctet(UInt8, at: Int)
    /// Octets after the name's end, or none where its end should be.
    case notOneName
    /// A U-label that IDNA 2008 does not allow; the reason is the library's.
    case notIDNA(reason: String)
}

extension NameError: CustomStringConvertible {
    /// One line, to follow "is not a name: ".
    public var description: String {
        switch self {
        case .empty: "empty"
        case .emptyLabel: "empty label (two dots in a row, or a dot at the start)"
        case .labelTooLong(let octets): "label of \(octets) octets, at most \(Name.maximumLabelOctets) are allowed"
        case .nameTooLong(let octets): "\(octets) octets in wire form, at most \(Name.maximumOctets) are allowed"
        case .badEscape(let index): "bad escape at octet \(index + 1): want \\X, or \\DDD up to \\255"
        case .unescapedOctet(0x20, let index): "blank at octet \(index + 1): write \\032 if it is meant"
        case .unescapedOctet(_, let index): "control character at octet \(index + 1): write \\DDD if it is meant"
        case .notOneName: "octets are not exactly one name in wire form"
        case .notIDNA(let reason): "not allowed by IDNA 2008: \(reason)"
        }
    }
}
