import ArgumentParser
import QuadaRender
import QuadaReport

/// `quada rules`
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Lists what quada finds: every rule, its severity and what it is about.",
        discussion: """
            JSON and Markdown hold each rule's page as well, the one that quada explain CODE shows.

            Examples:
              quada rules
              quada rules --format json
              quada rules --format markdown --output rules.md
            """)

    @OptionGroup var options: PageOptions

    func run() throws {
        try options.write(options.renderer.list(RulePage.catalogue))
    }
}
