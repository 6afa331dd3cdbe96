/// An NSEC or NSEC3 record of a denial: which types it says its owner has.
///
/// Only its shape is read; signatures are not checked.
public struct DenialRecord: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// RFC 4034, section 4.
        case nsec(next: Name)
        /// RFC 5155, section 3.
        case nsec3(NSEC3Parameters)
    }

    public let owner: Name
    public let kind: Kind
    /// Ascending by number.
    public let types: [RRType]

    /// - Returns: None for a record of another type, and for RDATA that is not of its type's shape.
    public init?(_ record: ResourceRecord) {
        guard case .opaque(let rdata) = record.data else { return nil }
        owner = record.owner
        switch record.type {
        case .nsec:
            guard let end = Self.endOfName(rdata), let next = try? Name(wire: Array(rdata[..<end])),
                let bitmap = TypeBitmap(rdata[end...])
            else { return nil }
            kind = .nsec(next: next)
            types = bitmap.types
        case .nsec3:
            guard let (parameters, end) = NSEC3Parameters.read(rdata), let bitmap = TypeBitmap(rdata[end...])
            else { return nil }
            kind = .nsec3(parameters)
            types = bitmap.types
        default: return nil
        }
    }

    /// Whether the record speaks of `name` itself, and not of a gap around it.
    ///
    /// - Parameter zone: The apex of the zone that signed it.
    public func matches(_ name: Name, in zone: Name) -> Bool {
        switch kind {
        case .nsec: owner == name
        case .nsec3(let parameters):
            parameters.hashedOwner(of: name).flatMap { try? zone.child(label: $0) } == owner
        }
    }

    private static func endOfName(_ octets: [UInt8]) -> Int? {
        var offset = 0
        while offset < octets.count {
            let length = Int(octets[offset])
            guard length <= Name.maximumLabelOctets else { return nil }
            offset += 1 + length
            if length == 0 { return offset }
        }
        return nil
    }
}

/// How an NSEC3 record's owner is hashed (RFC 5155).
public struct NSEC3Parameters: Hashable, Sendable {
    public let algorithm: UInt8
    public let iterations: UInt16
    public let salt: [UInt8]

    fileprivate static func read(_ rdata: [UInt8]) -> (NSEC3Parameters, end: Int)? {
        guard rdata.count >= 5 else { return nil }
        let saltEnd = 5 + Int(rdata[4])
        guard rdata.count > saltEnd else { return nil }
        let end = saltEnd + 1 + Int(rdata[saltEnd])
        guard rdata.count >= end else { return nil }
        let parameters = NSEC3Parameters(
            algorithm: rdata[0], iterations: UInt16(rdata[2]) << 8 | UInt16(rdata[3]), salt: Array(rdata[5..<saltEnd]))
        return (parameters, end)
    }

    /// The first label of the owner that speaks of `name`: base 32 with the extended hex alphabet, lower case.
    ///
    /// - Returns: None for an algorithm other than SHA-1, the only one there is, and for more iterations than anybody
    ///   needs: they are work that the server asks of us.
    func hashedOwner(of name: Name) -> [UInt8]? {
        guard algorithm == 1, iterations <= Self.maximumIterations else { return nil }
        // The name with the salt behind it, then each digest with the salt behind it (RFC 5155, section 5).
        var digest = SHA1.digest(name.lowercased.wire + salt)
        for _ in 0..<iterations { digest = SHA1.digest(digest + salt) }
        return Base32Hex.digits(digest)
    }

    /// RFC 9276 asks for 0; no zone that resolvers still validate has as many.
    private static let maximumIterations: UInt16 = 500
}
