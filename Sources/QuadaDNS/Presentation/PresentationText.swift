/// How octets of unknown origin are shown.
enum PresentationText {
    /// A character string in quotes, with `\DDD`, `\"` and `\\` (RFC 1035, section 5.1).
    static func quoted(_ octets: [UInt8]) -> String {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for octet in octets {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            append(octet, to: &text)
        }
        text.append(UInt8(ascii: "\""))
        return String(decoding: text, as: UTF8.self)
    }

    /// Text that should be printable ASCII already, made so where it is not.
    static func printable(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        for octet in octets { append(octet, to: &text) }
        return String(decoding: text, as: UTF8.self)
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
}
