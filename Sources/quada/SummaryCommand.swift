import ArgumentParser
import QuadaRender
import QuadaReport

/// `quada summary FILE...`
struct SummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Adds up what many audits came to: verdicts, findings, operators of servers.",
        discussion: """
            A file holds a line of JSON for each name, as --format ndjson writes it, packed with gzip or zstd or not; \
            or a summary that this command wrote as JSON; or a report. All are added up; each name counts as often as \
            it is there. A file that was cut off is read up to its last whole line; that is said on standard error, and \
            ends the command with 3. Otherwise the exit status is 0, whatever was found, and 2 where a line can not be \
            read.

            Examples:
              quada summary scan.ndjson.zst
              quada summary --format text --format json=scan.json --format html=scan.html scan.ndjson.zst
              quada summary monday.json tuesday.ndjson.gz
              zcat scan-*.ndjson.gz | quada summary
            """)

    @Argument(help: ArgumentHelp("The files; - or none is standard input.", valueName: "file"))
    var files: [String] = []

    @OptionGroup(title: "What to print") var output: SummaryOutput
    @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

    func run() throws {
        let pages = try output.pages()
        var input = SummaryInput(try Processes(isolation))
        for file in files.isEmpty ? ["-"] : files { try input.read(file) }
        for page in pages { try page.write(input.summary) }
        throw End(
            status: input.shortcomings.isEmpty ? .clean : .indeterminate,
            message: input.shortcomings.isEmpty ? nil : input.shortcomings.joined(separator: "; "))
    }
}
