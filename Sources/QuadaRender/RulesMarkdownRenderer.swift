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
            row("[\($0.code.ruleText)](#\($0.code))", $0.severity.rawValue, $0.scope.rawValue, $0.title.ruleText)
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
                + pages.map { row("`\($0.code)`", $0.severity.rawValue, $0.title.ruleText) })
    }

    private func page(_ rule: RulePage) -> [String] {
        var lines = [
            "## \(rule.code.ruleText)", "",
            "**\(rule.severity.rawValue)**, about \(rule.scope.phrase): \(rule.title.ruleText)", "",
            "**What.** \(rule.explanation.ruleText)", "", "**Clients.** \(rule.impact.ruleText)",
        ]
        if !rule.rfc.isEmpty { lines += ["", "**Source.** \(rule.rfc.joined(separator: "; ").ruleText)"] }
        if !rule.demonstration.isEmpty {
            lines += ["", "**See it.** With the server's address for `SERVER` and the name for `NAME`:", ""]
            lines += markdownFence(rule.demonstration, language: "sh")
        }
        lines += ["", "**Remedy.** \(rule.remedy.ruleText)"]
        if !rule.productRemedies.isEmpty {
            lines += [""]
            lines += rule.productRemedies.map {
                "- **\($0.product.ruleText):** \($0.text.ruleText) (\($0.source.ruleText))"
            }
        }
        if !rule.trials.isEmpty {
            lines += ["", "**Try it.** In memory, without a network, from the top of a checkout:", ""]
            lines += markdownFence(rule.trials, language: "sh")
        }
        return lines
    }

    private func row(_ cells: String...) -> String { "| " + cells.joined(separator: " | ") + " |" }

    private func octets(_ lines: [String]) -> [UInt8] {
        lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }
}

extension String {
    /// The rules are quada's own words, so that an address in them is a link.
    fileprivate var ruleText: String { markdown(linksAddresses: true) }
}
