/// HTML and SVG in the making: the only place that writes a tag, and so the rim where every text is escaped.
///
/// The document is printable ASCII and line feeds: what is not is written out (`visible`), so that no control code, no
/// bidirectional override and no octet of another encoding gets into a browser.
struct Markup {
    private(set) var octets: [UInt8] = []
    private var open: [String] = []

    typealias Attribute = (name: String, value: String)

    /// Elements that have no end tag (HTML, section 13.1.2); those of SVG all have one.
    private static let void: Set<String> = ["meta", "input"]

    /// An element and what is in it.
    ///
    /// - Parameters:
    ///   - attributes: In their order; an empty value is written as a bare name.
    mutating func element(_ tag: String, _ attributes: Attribute..., body: (inout Markup) -> Void) {
        begin(tag, attributes)
        body(&self)
        octets += "</\(tag)>".utf8
        if Self.isBlock(tag) { octets.append(0x0A) }
    }

    /// An element that holds one text.
    mutating func element(_ tag: String, _ attributes: Attribute..., text: String) {
        begin(tag, attributes)
        self.text(text)
        octets += "</\(tag)>".utf8
        if Self.isBlock(tag) { octets.append(0x0A) }
    }

    /// An element that is empty.
    mutating func element(_ tag: String, _ attributes: Attribute...) {
        begin(tag, attributes)
        if !Self.void.contains(tag) { octets += "</\(tag)>".utf8 }
        octets.append(0x0A)
    }

    mutating func text(_ text: String) { octets += Self.escaped(text).utf8 }

    /// Texts that stand each on a line, where lines count.
    mutating func lines(_ texts: [String]) {
        octets += texts.map(Self.escaped).joined(separator: "\n").utf8
    }

    /// Text that is the renderer's own and is no markup to escape: the document type, a style sheet, a script.
    mutating func own(_ text: StaticString) { text.withUTF8Buffer { octets += $0 } }

    private mutating func begin(_ tag: String, _ attributes: [Attribute]) {
        octets += "<\(tag)".utf8
        for attribute in attributes {
            octets += " \(attribute.name)".utf8
            if !attribute.value.isEmpty { octets += "=\"\(Self.escaped(attribute.value))\"".utf8 }
        }
        octets.append(UInt8(ascii: ">"))
    }

    private static func escaped(_ text: String) -> String {
        let text = text.visible
        guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
        return text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }

    /// Behind these a line ends, so that a person can read the source.
    private static func isBlock(_ tag: String) -> Bool {
        switch tag {
        case "html", "head", "title", "style", "script", "body", "header", "nav", "main", "footer", "section",
            "article", "div",
            "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr",
            "details", "summary", "pre", "svg", "g", "form", "fieldset", "select", "option", "label":
            true
        default: false
        }
    }
}
