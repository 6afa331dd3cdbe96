internal import CLDNS

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
                let types = Self.types(inBitmap: rdata[end...])
            else { return nil }
            kind = .nsec(next: next)
            self.types = types
        case .nsec3:
            guard let (parameters, end) = NSEC3Parameters.read(rdata), let types = Self.types(inBitmap: rdata[end...])
            else { return nil }
            kind = .nsec3(parameters)
            self.types = types
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

    /// Window blocks: number, length, bits from the most significant (RFC 4034, section 4.1.2).
    private static func types(inBitmap octets: ArraySlice<UInt8>) -> [RRType]? {
        var types: [RRType] = []
        var offset = octets.startIndex
        var lastWindow = -1
        while offset < octets.endIndex {
            guard octets.endIndex - offset >= 2 else { return nil }
            let window = Int(octets[offset])
            let length = Int(octets[offset + 1])
            offset += 2
            guard window > lastWindow, 1...32 ~= length, octets.endIndex - offset >= length else { return nil }
            for bit in 0..<length * 8 where octets[offset + bit / 8] >> (7 - bit % 8) & 1 == 1 {
                types.append(RRType(rawValue: UInt16(window * 256 + bit)))
            }
            lastWindow = window
            offset += length
        }
        return types
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
        var digest = Self.sha1(name.lowercased.wire + salt)
        for _ in 0..<iterations { digest = Self.sha1(digest + salt) }
        return Self.base32hex(digest)
    }

    /// RFC 9276 asks for 0; no zone that resolvers still validate has as many.
    private static let maximumIterations: UInt16 = 500

    private static func sha1(_ octets: [UInt8]) -> [UInt8] {
        var context = ldns_sha1_ctx()
        ldns_sha1_init(&context)
        ldns_sha1_update(&context, octets, UInt32(octets.count))
        var digest = [UInt8](repeating: 0, count: Int(LDNS_SHA1_DIGEST_LENGTH))
        ldns_sha1_final(&digest, &context)
        return digest
    }

    /// A digest of 20 octets needs no padding.
    private static func base32hex(_ octets: [UInt8]) -> [UInt8] {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        return text
    }
}
