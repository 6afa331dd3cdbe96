/// Lines of an XML document, in the making: whatever comes from outside becomes text or the value of an attribute.
///
/// Texts are made visible first, since XML 1.0 has no way at all to write most control codes (section 2.2).
struct XMLText {
    private(set) var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    private var open: [String] = []

    var octets: [UInt8] { lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }

    /// An element with others inside, up to the matching `end`.
    mutating func begin(_ name: String, _ attributes: [(String, String?)]) {
        lines.append(indent + "<\(name)\(Self.text(of: attributes))>")
        open.append(name)
    }

    mutating func end() {
        guard let name = open.popLast() else { preconditionFailure("an end without a beginning") }
        lines.append(indent + "</\(name)>")
    }

    /// - Parameter content: Lines of text; they stand as they are, so that none is indented for who reads them.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = [], content: [String] = []) {
        let start = indent + "<\(name)\(Self.text(of: attributes))"
        guard !content.isEmpty else { return lines.append(start + "/>") }
        let texts = content.map(Self.escaped)
        lines += texts.enumerated().map { index, text in
            (index == 0 ? start + ">" : "") + text + (index == texts.count - 1 ? "</\(name)>" : "")
        }
    }

    private var indent: String { spaces(2 * open.count) }

    private static func text(of attributes: [(String, String?)]) -> String {
        attributes.reduce(into: "") { text, attribute in
            if let value = attribute.1 { text += " \(attribute.0)=\"\(escaped(value))\"" }
        }
    }

    /// - SeeAlso: XML 1.0, section 2.4.
    private static func escaped(_ text: String) -> String {
        text.visible.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
