/// A resource record's type or a query's QTYPE: an open code, so that an unknown number survives (RFC 3597, section 5).
public struct RRType: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let a = RRType(rawValue: 1)
    public static let ns = RRType(rawValue: 2)
    public static let cname = RRType(rawValue: 5)
    public static let soa = RRType(rawValue: 6)
    public static let ptr = RRType(rawValue: 12)
    public static let hinfo = RRType(rawValue: 13)
    public static let mx = RRType(rawValue: 15)
    public static let txt = RRType(rawValue: 16)
    public static let rp = RRType(rawValue: 17)
    public static let afsdb = RRType(rawValue: 18)
    public static let aaaa = RRType(rawValue: 28)
    public static let loc = RRType(rawValue: 29)
    public static let srv = RRType(rawValue: 33)
    public static let naptr = RRType(rawValue: 35)
    public static let dname = RRType(rawValue: 39)
    public static let opt = RRType(rawValue: 41)
    public static let ds = RRType(rawValue: 43)
    public static let sshfp = RRType(rawValue: 44)
    public static let rrsig = RRType(rawValue: 46)
    public static let nsec = RRType(rawValue: 47)
    public static let dnskey = RRType(rawValue: 48)
    public static let nsec3 = RRType(rawValue: 50)
    public static let nsec3param = RRType(rawValue: 51)
    public static let tlsa = RRType(rawValue: 52)
    public static let smimea = RRType(rawValue: 53)
    public static let cds = RRType(rawValue: 59)
    public static let cdnskey = RRType(rawValue: 60)
    public static let openpgpkey = RRType(rawValue: 61)
    public static let csync = RRType(rawValue: 62)
    public static let zonemd = RRType(rawValue: 63)
    public static let svcb = RRType(rawValue: 64)
    public static let https = RRType(rawValue: 65)
    public static let spf = RRType(rawValue: 99)
    public static let axfr = RRType(rawValue: 252)
    public static let any = RRType(rawValue: 255)
    public static let uri = RRType(rawValue: 256)
    public static let caa = RRType(rawValue: 257)

    /// A number that IANA has not assigned, outside the range of meta types; RFC 8906, section 8, tests with it.
    public static let unassigned = RRType(rawValue: 1000)

    private static let mnemonics: [(RRType, String)] =
        [
            (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.ptr, "PTR"), (.hinfo, "HINFO"), (.mx, "MX"),
            (.txt, "TXT"), (.rp, "RP"), (.afsdb, "AFSDB"), (.aaaa, "AAAA"), (.loc, "LOC"), (.srv, "SRV"),
            (.naptr, "NAPTR"), (.dname, "DNAME"), (.opt, "OPT"), (.ds, "DS"), (.sshfp, "SSHFP"), (.rrsig, "RRSIG"),
            (.nsec, "NSEC"), (.dnskey, "DNSKEY"), (.nsec3, "NSEC3"), (.nsec3param, "NSEC3PARAM"), (.tlsa, "TLSA"),
            (.smimea, "SMIMEA"), (.cds, "CDS"), (.cdnskey, "CDNSKEY"), (.openpgpkey, "OPENPGPKEY"), (.csync, "CSYNC"),
            (.zonemd, "ZONEMD"), (.svcb, "SVCB"), (.https, "HTTPS"), (.spf, "SPF"), (.axfr, "AXFR"), (.any, "ANY"),
            (.uri, "URI"), (.caa, "CAA"),
        ]
        + [
            // Named, and shown in the generic form.
            (37, "CERT"), (249, "TKEY"), (250, "TSIG"), (251, "IXFR"),
        ].map { (RRType(rawValue: $0.0), $0.1) }
}

extension RRType: CustomStringConvertible, LosslessStringConvertible {
    /// The mnemonic, or `TYPE123` for a number we have no mnemonic for (RFC 3597, section 5).
    public var description: String {
        Self.mnemonics.first { $0.0 == self }?.1 ?? "TYPE\(rawValue)"
    }

    /// Reads a mnemonic, in any case, or `TYPE123`.
    public init?(_ description: String) {
        let upper = description.uppercased()
        if let known = Self.mnemonics.first(where: { $0.1 == upper }) {
            self = known.0
        } else if upper.hasPrefix("TYPE"), let number = UInt16(digits: upper.dropFirst(4)) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }
}

/// A resource record's class: an open code.
public struct RRClass: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let `in` = RRClass(rawValue: 1)
    public static let chaos = RRClass(rawValue: 3)
    public static let hesiod = RRClass(rawValue: 4)
}

extension RRClass: CustomStringConvertible {
    public var description: String {
        switch self {
        case .in: "IN"
        case .chaos: "CH"
        case .hesiod: "HS"
        default: "CLASS\(rawValue)"
        }
    }
}

extension UInt16 {
    /// Reads decimal digits and nothing else: no sign.
    init?(digits text: some StringProtocol) {
        guard text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        self.init(text)
    }
}
