import ArgumentParser
import QuadaRender
import QuadaReport

/// `quada report IN.json`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Renders a report that was saved as JSON.",
        discussion: """
            Nothing is judged again: what failed then, failed. The exit status is 0 where the report could be written, with --format nagios on standard output that of the plug-in.

            Examples:
              quada report report.json
              quada report --format html report.json --output report.html
              quada report --format markdown=summary.md --format sarif=quada.sarif report.json
            """)

    @Argument(help: ArgumentHelp("The report.", valueName: "file"))
    var file: String

    @OptionGroup(title: "What to print") var output: OutputOptions

    func run() throws {
        let report = try SavedReport.read(file)
        let documents = try OutputSet(output, showsCleanNames: report.subject == nil)
        report.audits.forEach(documents.finished)
        try documents.finish(report)
        if PluginMode.isAsked { throw End(status: .clean, plugin: PluginStatus(report: report)) }
    }
}
