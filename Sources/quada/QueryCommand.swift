import ArgumentParser
import QuadaDNS
import QuadaDatabase
import QuadaRender
import QuadaReport

/// `quada query DATABASE [QUESTION] [ARGUMENT]`
struct QueryCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json
    }

    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Asks the database of a scan.",
        discussion: """
            Without a question it lists those that are ready; sql takes one of your own. The file is only read. Exit \
            status: 0, or 2 where the file or the question can not be used.

            Examples:
              quada query scan.db
              quada query scan.db broken
              quada query scan.db code aaaa-cname-missing --format csv --output names.csv
              quada query scan.db operator awsdns-12.co.uk
              quada query scan.db server 192.0.2.53
              quada query scan.db sql "SELECT verdict, COUNT(*) AS names FROM name GROUP BY verdict"
            """)

    @Argument(help: ArgumentHelp("The database.", valueName: "database"))
    var database: String

    @Argument(help: ArgumentHelp("The question; without it all are listed.", valueName: "question"))
    var question: String?

    @Argument(help: ArgumentHelp("What it is about, where it is about something.", valueName: "argument"))
    var argument: String?

    @Option(help: "text for a person, csv for a spreadsheet, json for a program.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: OutputOptions.Colour = .auto

    @Option(help: "Rows at most; where there are more, that is said on standard error.")
    var limit = 100_000

    func validate() throws {
        guard (1...10_000_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000000.") }
    }

    func run() throws {
        let asked = try question.map { try Self.question($0, argument) }
        let table: ResultTable
        do throws(ScanDatabaseError) {
            let reader = try ScanDatabaseReader(path: database)
            table = if let asked { try reader.answer(asked, limit: limit) } else { Self.questions }
        } catch {
            throw InputError("\(database): \(error.words)")
        }
        let page = WrittenPage(output: output, colour: colour)
        switch format {
        case .text: try page.write(ResultTableTextRenderer(usesColour: page.usesColour).render(table))
        case .csv: try page.write(ResultTableCSVRenderer().render(table))
        case .json: try page.write(ResultTableJSONRenderer().render(table))
        }
        if table.isCutOff {
            StandardError.write("quada: more than \(limit) rows; --limit asks for more, sql for others\n")
        }
    }

    private static var questions: ResultTable {
        ResultTable(
            columns: ["question", "answer"],
            rows: ScanQuestion.Word.allCases.map { [.text($0.usage), .text($0.about)] })
    }

    /// - Throws: `InputError` where there is no such question, or one about something else.
    private static func question(_ text: String, _ argument: String?) throws -> ScanQuestion {
        guard let word = ScanQuestion.Word(rawValue: text) else {
            let words = ScanQuestion.Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError("'\(text)' is no question; there are \(words)")
        }
        let about = try argument.map { argument in
            switch word {
            case .name: "\(try Name(argument: argument).lowercased)"
            case .operator: argument.lowercased() + (argument.hasSuffix(".") ? "" : ".")
            case .server:
                // As the database has it, whatever the way it was typed.
                IPAddress(argument).map { "\($0)" } ?? argument
            case .broken, .worstOperators, .findings, .code, .software, .sql: argument
            }
        }
        guard let question = ScanQuestion(word, about) else {
            throw InputError(
                word.argument.map { "\(text) wants \($0) behind it" } ?? "nothing stands behind \(text)")
        }
        return question
    }
}

extension ScanDatabaseError {
    /// What is wrong, for a person.
    var words: String {
        switch self {
        case .notADatabase: "not a database; quada scan writes one with --database"
        case .foreign: "a database of something else; quada scan writes one with --database"
        case .version(let found, let expected):
            "its schema has version \(found), this quada knows \(expected); scan anew into another file"
        case .cannotOpen: "can not be opened; is it there, and may you use it and its folder?"
        case .readOnly: "can not be written"
        case .full: "no room is left on the disk; what was written before is kept"
        case .busy: "another process keeps it locked"
        case .damaged: "damaged; restore it, or scan anew into another file"
        case .statement(let text): text
        case .system(let code, let words): "\(words) (SQLite \(code))"
        }
    }
}
