extension RRType {
    /// Reads a mnemonic that master files may have besides those that we show: as ldns 1.8 knows them, from IANA's
    /// "Resource Record (RR) TYPEs".
    init?(rareMnemonic text: String) {
        guard let number = Self.rare[text.uppercased()] else { return nil }
        self.init(rawValue: number)
    }

    private static let rare: [String: UInt16] = [
        "MD": 3, "MF": 4, "MB": 7, "MG": 8, "MR": 9, "NULL": 10, "WKS": 11, "MINFO": 14, "X25": 19, "ISDN": 20,
        "RT": 21, "NSAP": 22, "NSAP-PTR": 23, "SIG": 24, "KEY": 25, "PX": 26, "GPOS": 27, "NXT": 30, "EID": 31,
        "NIMLOC": 32, "ATMA": 34, "KX": 36, "A6": 38, "SINK": 40, "APL": 42, "IPSECKEY": 45, "DHCID": 49, "HIP": 55,
        "TALINK": 58, "NID": 104, "L32": 105, "L64": 106, "LP": 107, "EUI48": 108, "EUI64": 109, "MAILB": 253,
        "MAILA": 254, "DLV": 32769,
    ]
}
