/// A bounds-checked cursor over one record's RDATA: octets in, the fields of its presentation format out.
///
/// What each type's fields are stands in the extensions; each throws for RDATA that is not of the type's shape.
struct FieldReader {
    /// RDATA that is not of its type's shape, or that its type's text would not stand for octet by octet.
    struct Misshapen: Error {}

    private let octets: [UInt8]
    private var offset = 0

    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    var isAtEnd: Bool { offset == octets.count }

    mutating func take(_ count: Int) throws(Misshapen) -> ArraySlice<UInt8> {
        guard octets.count - offset >= count else { throw Misshapen() }
        defer { offset += count }
        return octets[offset..<(offset + count)]
    }

    /// All that is left: at least one octet.
    mutating func rest() throws(Misshapen) -> ArraySlice<UInt8> {
        guard !isAtEnd else { throw Misshapen() }
        return try take(octets.count - offset)
    }

    mutating func uint8() throws(Misshapen) -> UInt8 {
        try take(1).reduce(0) { $0 | $1 }
    }

    mutating func uint16() throws(Misshapen) -> UInt16 {
        try take(2).reduce(0) { $0 << 8 | UInt16($1) }
    }

    mutating func uint32() throws(Misshapen) -> UInt32 {
        try take(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// An octet that counts those behind it.
    mutating func counted() throws(Misshapen) -> ArraySlice<UInt8> {
        try take(Int(try uint8()))
    }

    /// A character string, in quotes (RFC 1035, sections 3.3 and 5.1).
    mutating func characterString() throws(Misshapen) -> String {
        PresentationText.quoted(try counted())
    }

    /// A name that is not compressed, as the types outside of RFC 1035 have them (RFC 3597, section 4).
    mutating func name() throws(Misshapen) -> Name {
        let start = offset
        while true {
            let length = Int(try uint8())
            guard length <= Name.maximumLabelOctets else { throw Misshapen() }
            _ = try take(length)
            guard length == 0 else { continue }
            guard let name = try? Name(wire: Array(octets[start..<offset])) else { throw Misshapen() }
            return name
        }
    }

    /// Types by mnemonic; the bitmap takes all that is left, and may be empty (RFC 4034, section 4.1.2).
    mutating func typeBitmap() throws(Misshapen) -> [String] {
        guard let bitmap = TypeBitmap(try take(octets.count - offset)), bitmap.isCanonical else { throw Misshapen() }
        return bitmap.types.map(\.description)
    }
}
