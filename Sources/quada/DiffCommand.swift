import ArgumentParser
import QuadaRender
import QuadaReport

/// `quada diff OLD.json NEW.json`
struct DiffCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Says what changed between two reports that were saved as JSON.",
        discussion: """
            Exit status: 0 nothing new at or above --fail-on, 1 something new, 2 a file can not be used.

            Examples:
              quada diff last-week.json today.json
              quada diff --format json --fail-on warning last-week.json today.json
            """)

    @Argument(help: ArgumentHelp("The earlier report.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The later report.", valueName: "new"))
    var new: String

    @Option(help: "text for a person, json for a program.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: OutputOptions.Colour = .auto

    @Option(help: "The least severity that makes the exit status 1 where it is new.")
    var failOn: FailOn = .error

    func run() throws {
        let comparison = Comparison(
            old: try SavedReport.read(old), at: old, new: try SavedReport.read(new), at: new)
        let page = WrittenPage(output: output, colour: colour)
        switch format {
        case .text: try page.write(ComparisonTextRenderer(usesColour: page.usesColour).render(comparison))
        case .json: try page.write(ComparisonJSONRenderer().render(comparison))
        }
        let isWorse = failOn.severity.map(comparison.hasAppeared(atLeast:)) ?? false
        throw End(status: isWorse ? .findings : .clean)
    }
}
