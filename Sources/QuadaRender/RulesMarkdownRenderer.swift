public import QuadaReport

/// GitHub-flavoured Markdown: `reports/rules.md`, and the table of the README.
///
/// One paragraph is one line, so that no word of a text stands where Markdown would read a sign in it.
public struct RulesMarkdownRenderer: RulesRenderer {
    public let name = "markdown"

    public init() {}

    /// A table whose codes lead to the pages beneath it.
    public func list(_ pages: [RulePage]) -> [UInt8] {
        let head = [
            "# The rules", "",
            "What quada finds, each rule with why it matters, how to see it and how to mend it. Written by "
                + "`quada rules --format markdown`; `quada explain CODE` shows one page at a terminal.",
            "", "| code | severity | scope | title |", "|---|---|---|---|",
        ]
        let rows = pages.map {
            row("[\($0.code.markdown)](#\($0.code))", $0.severity.rawValue, $0.scope.rawValue, $0.title.markdown)
        }
        return octets(head + rows + [""] + pages.map(page).joined(separator: [""]))
    }

    public func explain(_ pages: [RulePage]) -> [UInt8] {
        octets(Array(pages.map(page).joined(separator: [""])))
    }

    /// The rows of the README's table, its head included.
    public func summary(_ pages: [RulePage]) -> [UInt8] {
        octets(
            ["| code | severity | about |", "|---|---|---|"]
                + pages.map { row("`\($0.code)`", $0.severity.rawValue, $0.title.markdown) })
    }

    private func page(_ rule: RulePage) -> [String] {
        var lines = [
            "## \(rule.code.markdown)", "",
            "**\(rule.severity.rawValue)**, about \(rule.scope.phrase): \(rule.title.markdown)", "",
            "**What.** \(rule.explanation.markdown)", "", "**Clients.** \(rule.impact.markdown)",
        ]
        if !rule.rfc.isEmpty { lines += ["", "**Source.** \(rule.rfc.joined(separator: "; ").markdown)"] }
        if !rule.demonstration.isEmpty {
            lines += ["", "**See it.** With the server's address for `SERVER` and the name for `NAME`:", ""]
            lines += fence(rule.demonstration)
        }
        lines += ["", "**Remedy.** \(rule.remedy.markdown)"]
        if !rule.productRemedies.isEmpty {
            lines += [""]
            lines += rule.productRemedies.map {
                "- **\($0.product.markdown):** \($0.text.markdown) (\($0.source.markdown))"
            }
        }
        if !rule.trials.isEmpty {
            lines += ["", "**Try it.** In memory, without a network, from the top of a checkout:", ""]
            lines += fence(rule.trials)
        }
        return lines
    }

    private func row(_ cells: String...) -> String { "| " + cells.joined(separator: " | ") + " |" }

    private func fence(_ lines: [String]) -> [String] { ["```sh"] + lines.map(\.visible) + ["```"] }

    private func octets(_ lines: [String]) -> [UInt8] {
        lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }
}

extension String {
    /// The text as Markdown shows it: whatever would be a sign is escaped, and an address becomes a link.
    fileprivate var markdown: String {
        visible.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.hasPrefix("https://") && !word.contains(where: { "<>".contains($0) })
                ? "<\(word)>" : word.reduce(into: "") { $0 += Self.signs.contains($1) ? "\\\($1)" : String($1) }
        }.joined(separator: " ")
    }

    private static let signs: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", ">", "|", "#", "~", "&", "!", "$"]
}
