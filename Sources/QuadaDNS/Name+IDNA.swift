internal import CIDN2

extension Name {
    /// Reads a name as a person types it: presentation format, where labels may be U-labels.
    ///
    /// U-labels become A-labels by IDNA 2008 with the mappings of UTS 46, non-transitional: case is folded, and
    /// full-width and ideographic dots separate labels. A name wholly in ASCII is taken as it is.
    public init(userInput text: String) throws(NameError) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            try self.init(presentation: text)
        } else {
            try self.init(presentation: Self.aLabels(of: text))
        }
    }

    private static func aLabels(of text: String) throws(NameError) -> String {
        for (index, octet) in text.utf8.enumerated() where octet <= 0x20 || octet == 0x7F {
            throw .unescapedOctet(octet, at: index)
        }
        guard !text.utf8.contains(UInt8(ascii: "\\")) else {
            throw .notIDNA(reason: "escapes do not go together with characters outside ASCII")
        }
        var output: UnsafeMutablePointer<CChar>?
        let flags = Int32(bitPattern: IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        let status = idn2_to_ascii_8z(text, &output, flags)
        defer { idn2_free(output) }
        guard status == IDN2_OK.rawValue, let output else {
            throw .notIDNA(reason: idn2_strerror(status).map { String(cString: $0) } ?? "error \(status)")
        }
        return String(cString: output)
    }
}
