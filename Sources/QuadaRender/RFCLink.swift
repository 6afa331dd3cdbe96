/// Where a section of an RFC is published.
enum RFCLink {
    /// - Parameter reference: As `RFC 4074, section 3` or `RFC 1034 sections 3.6.2 and 4.3.2`.
    /// - Returns: The address of the first section named, else of the whole RFC; none for anything else.
    static func address(of reference: String) -> String? {
        let words = reference.split { $0 == " " || $0 == "," }
        guard words.count >= 2, words[0] == "RFC", words[1].count <= 5, let number = UInt16(words[1]), number > 0
        else { return nil }
        let base = "https://www.rfc-editor.org/rfc/rfc\(number)"
        guard words.count >= 4, words[2] == "section" || words[2] == "sections", isSection(words[3]) else {
            return base
        }
        return "\(base)#section-\(words[3])"
    }

    private static func isSection(_ word: Substring) -> Bool {
        word.utf8.count <= 16 && word.utf8.first != UInt8(ascii: ".") && word.utf8.last != UInt8(ascii: ".")
            && word.utf8.allSatisfy { $0 == UInt8(ascii: ".") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
