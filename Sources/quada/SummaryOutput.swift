import ArgumentParser
import QuadaRender
import QuadaReport

/// In which forms a summary goes where.
struct SummaryOutput: ParsableArguments {
    enum Format: String, CaseIterable {
        case text, json, html
    }

    /// One value of `--format`: a format, and the file it goes to.
    struct Request: ExpressibleByArgument, Hashable {
        let format: Format
        /// None for where `--output` says, else standard output.
        let path: String?

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let format = Format(rawValue: parts[0]), parts.count == 1 || !parts[1].isEmpty else { return nil }
            self.format = format
            path = parts.count == 2 ? parts[1] : nil
        }

        static let allValueStrings = Format.allCases.map(\.rawValue)
    }

    @Option(
        help: ArgumentHelp(
            """
            text for a person, json for a program and to be added to others, html for a page with charts; and the file \
            it goes to. Repeatable. (default: text)
            """, valueName: "format[=file]"))
    var format: [Request] = []

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: OutputOptions.Colour = .auto

    /// One document and its place.
    struct Page {
        let format: Format
        let place: WrittenPage

        /// - Throws: `InputError` where not everything could be written; a file is left as it was then.
        func write(_ summary: ScanSummary) throws {
            switch format {
            case .text: try place.write(ScanSummaryTextRenderer(usesColour: place.usesColour).render(summary))
            case .json: try place.write(ScanSummaryJSONRenderer().render(summary))
            case .html: try place.write(ScanSummaryHTMLRenderer().render(summary))
            }
        }
    }

    /// - Throws: `InputError` where two would be written to one place.
    func pages() throws -> [Page] {
        let asked = format.isEmpty ? [(Format.text, output)] : format.map { ($0.format, $0.path ?? output) }
        if let output, !format.isEmpty, format.allSatisfy({ $0.path != nil }) {
            throw InputError("--output \(output): every --format names a file of its own")
        }
        var seen: Set<String?> = []
        for (format, path) in asked where !seen.insert(path).inserted && path?.hasPrefix("/dev/") != true {
            throw InputError(
                path.map { "\($0): two summaries would be written there" }
                    ?? "--format \(format.rawValue): another goes to standard output; give one of them a file")
        }
        return asked.map { Page(format: $0.0, place: WrittenPage(output: $0.1, colour: colour)) }
    }
}
