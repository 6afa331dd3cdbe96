/// A response code, the extended bits of EDNS included: an open code (RFC 6895, section 2.3).
public struct RCODE: RawRepresentable, Hashable, Sendable, Codable {
    /// 0 to 4095: four bits of the header and eight of OPT (RFC 6891, section 6.1.3).
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let noError = RCODE(rawValue: 0)
    public static let formErr = RCODE(rawValue: 1)
    public static let servFail = RCODE(rawValue: 2)
    public static let nxDomain = RCODE(rawValue: 3)
    public static let notImp = RCODE(rawValue: 4)
    public static let refused = RCODE(rawValue: 5)
    public static let yxDomain = RCODE(rawValue: 6)
    public static let notAuth = RCODE(rawValue: 9)
    public static let notZone = RCODE(rawValue: 10)
    public static let badVers = RCODE(rawValue: 16)
    public static let badCookie = RCODE(rawValue: 23)

    private static let mnemonics: [(RCODE, String)] =
        [
            (.noError, "NOERROR"), (.formErr, "FORMERR"), (.servFail, "SERVFAIL"), (.nxDomain, "NXDOMAIN"),
            (.notImp, "NOTIMP"), (.refused, "REFUSED"), (.yxDomain, "YXDOMAIN"), (.notAuth, "NOTAUTH"),
            (.notZone, "NOTZONE"), (.badVers, "BADVERS"), (.badCookie, "BADCOOKIE"),
        ]
        + [
            (7, "YXRRSET"), (8, "NXRRSET"), (11, "DSOTYPENI"), (17, "BADKEY"), (18, "BADTIME"), (19, "BADMODE"),
            (20, "BADNAME"), (21, "BADALG"), (22, "BADTRUNC"),
        ].map { (RCODE(rawValue: $0.0), $0.1) }
}

extension RCODE: CustomStringConvertible, LosslessStringConvertible {
    /// The mnemonic, or `RCODE12` for a number we have no mnemonic for.
    public var description: String {
        Self.mnemonics.first { $0.0 == self }?.1 ?? "RCODE\(rawValue)"
    }

    /// Reads a mnemonic, in any case, or `RCODE12`.
    public init?(_ description: String) {
        let upper = description.uppercased()
        if let known = Self.mnemonics.first(where: { $0.1 == upper }) {
            self = known.0
        } else if upper.hasPrefix("RCODE"), let number = UInt16(digits: upper.dropFirst(5)), number < 4096 {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }
}
