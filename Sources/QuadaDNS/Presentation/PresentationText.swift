/// How octets of unknown origin are shown.
enum PresentationText {
    /// A character string in quotes, with `\DDD`, `\"` and `\\` (RFC 1035, section 5.1).
    static func quoted(_ octets: some Sequence<UInt8>) -> String {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for octet in octets { appendEscaped(octet, to: &text) }
        text.append(UInt8(ascii: "\""))
        return String(decoding: text, as: UTF8.self)
    }

    /// A character string in quotes only where it holds an octet that would end it or mean something else without them
    /// (RFC 9460, appendix A).
    static func asNeeded(_ octets: some Collection<UInt8>) -> String {
        guard !octets.contains(where: needsQuotes) else { return quoted(octets) }
        var text: [UInt8] = []
        for octet in octets { appendEscaped(octet, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Blanks of any kind, parentheses and the semicolon.
    private static func needsQuotes(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x09...0x0D, 0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"): true
        default: false
        }
    }

    private static func appendEscaped(_ octet: UInt8, to text: inout [UInt8]) {
        if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
        append(octet, to: &text)
    }

    /// Appends a printable octet as it is, any other as `\DDD`.
    static func append(_ octet: UInt8, to text: inout [UInt8]) {
        if (0x20...0x7E).contains(octet) {
            text.append(octet)
        } else {
            text.append(UInt8(ascii: "\\"))
            text.append(UInt8(ascii: "0") + octet / 100)
            text.append(UInt8(ascii: "0") + octet / 10 % 10)
            text.append(UInt8(ascii: "0") + octet % 10)
        }
    }

    /// A number that is not negative, with zeros in front of it.
    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
