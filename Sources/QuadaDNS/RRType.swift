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
    public static let mx = RRType(rawValue: 15)
    public static let txt = RRType(rawValue: 16)
    public static let aaaa = RRType(rawValue: 28)
    public static let srv = RRType(rawValue: 33)
    public static let dname = RRType(rawValue: 39)
    public static let opt = RRType(rawValue: 41)
    public static let ds = RRType(rawValue: 43)
    public static let rrsig = RRType(rawValue: 46)
    public static let nsec = RRType(rawValue: 47)
    public static let dnskey = RRType(rawValue: 48)
    public static let nsec3 = RRType(rawValue: 50)
    public static let svcb = RRType(rawValue: 64)
    public static let https = RRType(rawValue: 65)
    public static let axfr = RRType(rawValue: 252)
    public static let any = RRType(rawValue: 255)
    public static let caa = RRType(rawValue: 257)

    /// A number that IANA has not assigned, outside the range of meta types; RFC 8906, section 8, tests with it.
    public static let unassigned = RRType(rawValue: 1000)

    private static let mnemonics: [(RRType, String)] =
        [
            (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.ptr, "PTR"), (.mx, "MX"), (.txt, "TXT"),
            (.aaaa, "AAAA"), (.srv, "SRV"), (.dname, "DNAME"), (.opt, "OPT"), (.ds, "DS"), (.rrsig, "RRSIG"),
            (.nsec, "NSEC"), (.dnskey, "DNSKEY"), (.nsec3, "NSEC3"), (.svcb, "SVCB"), (.https, "HTTPS"),
            (.axfr, "AXFR"),
            (.any, "ANY"), (.caa, "CAA"),
        ]
        + [
            // Shown and read by name, judged by nobody.
            (13, "HINFO"), (17, "RP"), (18, "AFSDB"), (29, "LOC"), (35, "NAPTR"), (37, "CERT"), (44, "SSHFP"),
            (51, "NSEC3PARAM"), (52, "TLSA"), (53, "SMIMEA"), (59, "CDS"), (60, "CDNSKEY"), (61, "OPENPGPKEY"),
            (62, "CSYNC"), (63, "ZONEMD"), (99, "SPF"), (249, "TKEY"), (250, "TSIG"), (251, "IXFR"), (256, "URI"),
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
