/// How a stretch of text looks, where the caller asked for colour; words carry the meaning without it.
enum TextStyle: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case green = "1;32"
    case yellow = "1;33"
    case cyan = "1;36"
}

/// Lines of a terminal's width, in the making.
///
/// The renderer's rim: every text is made visible here, and only the page itself writes colour codes.
struct TextPage {
    let width: Int
    let usesColour: Bool
    private var lines: [String] = []

    init(width: Int, usesColour: Bool) {
        self.width = width
        self.usesColour = usesColour
    }

    /// The page, each line ended by a line feed.
    var octets: [UInt8] { lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }

    /// An empty line; never two in a row, nor one at the top.
    mutating func gap() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// One line of stretches that the caller has measured; none ends in spaces.
    mutating func line(_ spans: (text: String, style: TextStyle)...) {
        var line = ""
        var pending = 0
        for span in spans {
            let text = span.text.visible
            let trailing = text.reversed().prefix { $0 == " " }.count
            if trailing < text.count {
                line += spaces(pending) + paint(String(text.dropLast(trailing)), span.style)
                pending = 0
            }
            pending += trailing
        }
        lines.append(line)
    }

    /// Words wrapped within the width, every line behind the same indent; unless `cutsWords`, a word longer than the
    /// width stays whole on a line of its own, so that an address can be copied.
    mutating func paragraph(_ text: String, indent: Int, style: TextStyle = .plain, cutsWords: Bool = true) {
        for part in text.visible.wrapped(to: width - indent, cutsWords: cutsWords) {
            lines.append(spaces(indent) + paint(part, style))
        }
    }

    /// A label, and words wrapped in the column beside it.
    mutating func labelled(
        _ label: String, indent: Int, column: Int, labelStyle: TextStyle = .plain, _ text: String,
        style: TextStyle = .plain
    ) {
        let head = label.visible.padded(to: column - indent)
        for (index, part) in text.visible.wrapped(to: width - column).enumerated() {
            let lead = index == 0 ? spaces(indent) + paint(head, labelStyle) : spaces(column)
            lines.append(lead + paint(part, style))
        }
    }

    /// A line kept as it is where it fits, else cut at the width and continued further in.
    mutating func verbatim(_ text: String, indent: Int, style: TextStyle = .plain) {
        let text = text.visible.replacing("\t", with: " ")
        let first = text.prefix(width - indent)
        lines.append(spaces(indent) + paint(String(first), style))
        let rest = String(text.dropFirst(first.count))
        for part in rest.cut(to: width - indent - 4) { lines.append(spaces(indent + 4) + paint(part, style)) }
    }

    /// A command, broken between words the way a shell reads on. A word longer than the width stays whole.
    mutating func command(_ text: String, indent: Int) {
        let parts = text.visible.wrapped(to: width - indent - 4, cutsWords: false)
        for (index, part) in parts.enumerated() {
            let tail = index == parts.count - 1 ? "" : " \\"
            lines.append(spaces(indent + (index == 0 ? 0 : 2)) + paint(part, .bold) + tail)
        }
    }

    private func paint(_ text: String, _ style: TextStyle) -> String {
        guard usesColour, style != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}

func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

/// As `3 errors`, `1 error`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

extension String {
    func padded(to width: Int) -> String { self + spaces(width - count) }

    func paddedLeft(to width: Int) -> String { spaces(width - count) + self }

    /// Pieces of at most `width` characters; none of an empty text.
    func cut(to width: Int) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return pieces
    }

    /// Lines of at most `width` characters, broken between words and, where `cutsWords`, inside a word that is longer
    /// than a line. At least one line.
    func wrapped(to width: Int, cutsWords: Bool = true) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            let pieces = cutsWords ? String(word).cut(to: width) : [String(word)]
            for piece in pieces {
                if line.isEmpty {
                    line = piece
                } else if line.count + 1 + piece.count <= width {
                    line += " " + piece
                } else {
                    lines.append(line)
                    line = piece
                }
            }
        }
        return lines + (line.isEmpty && !lines.isEmpty ? [] : [line])
    }
}
