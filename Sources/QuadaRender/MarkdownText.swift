// What every Markdown that quada writes shares: texts from outside become words, and never signs.

extension String {
    /// The text as GitHub's Markdown shows it: whatever would be a sign is escaped, and nobody is called by it.
    ///
    /// Beyond CommonMark's own signs, `www.` and `://` would become links, and on GitHub `@name` a message to somebody,
    /// `#1` and `GH-1` a mark on an issue; a zero-width space breaks these. A word with two colons, as an IPv6 address
    /// has, stands in code, since `:100:` is a picture there.
    /// - Parameter linksAddresses: Whether a word that begins with `https://` becomes a link: only where the text is
    ///   quada's own.
    /// - SeeAlso: GitHub Flavored Markdown, sections 2.4, 6.1 and 6.9.
    func markdown(linksAddresses: Bool = false) -> String {
        visible.split(separator: " ", omittingEmptySubsequences: false).map { word in
            if linksAddresses, word.hasPrefix("https://"), !word.contains(where: { "<>".contains($0) }) {
                return "<\(word)>"
            }
            let isInCode = word.count(where: { $0 == ":" }) > 1 && !word.contains { "`|\\".contains($0) }
            return isInCode ? "`\(word)`" : Self.escaped(Array(word))
        }.joined(separator: " ")
    }

    /// The text in a code span, where Markdown reads no sign and GitHub calls nobody; a text that no span can hold in a
    /// table is escaped instead.
    var markdownCode: String {
        let text = visible
        let fits = !text.isEmpty && !text.contains { "`|".contains($0) } && text.first != " " && text.last != " "
        return fits ? "`\(text)`" : markdown()
    }

    /// The first `limit` scalars made visible, and how many more there are.
    func clipped(to limit: Int) -> String {
        let scalars = unicodeScalars
        guard scalars.count > limit else { return visible }
        let head = String(String.UnicodeScalarView(scalars.prefix(limit)))
        return head.visible + " ... (\(scalars.count - limit) more characters)"
    }

    private static let signs: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", ">", "|", "#", "~", "&", "!", "$"]
    /// The zero-width space by its number, so that the document stays ASCII.
    private static let breaker = "&#8203;"

    private static func escaped(_ characters: [Character]) -> String {
        var text = ""
        for (index, character) in characters.enumerated() {
            let next = characters.dropFirst(index + 1).first
            let before = String(characters[Swift.max(0, index - 3)..<index]).lowercased()
            switch character {
            case "@": text += "@" + breaker
            case "#" where next?.isNumber == true: text += "\\#" + breaker
            case "-" where before.hasSuffix("gh") && next?.isNumber == true: text += "-" + breaker
            case ":" where next == "/": text += "\\:"
            case "." where before == "www": text += "\\."
            case let sign where signs.contains(sign): text += "\\\(sign)"
            default: text.append(character)
            }
        }
        return text
    }
}

/// A block of code whose fence is longer than any that a line holds.
///
/// - SeeAlso: GitHub Flavored Markdown, section 4.5.
func markdownFence(_ lines: [String], language: String = "") -> [String] {
    let lines = lines.map(\.visible)
    let longest = lines.map(\.longestRunOfBackticks).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + language] + lines + [fence]
}

extension String {
    fileprivate var longestRunOfBackticks: Int {
        split(omittingEmptySubsequences: true) { $0 != "`" }.map(\.count).max() ?? 0
    }
}
