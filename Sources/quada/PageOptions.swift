import ArgumentParser
import QuadaRender

/// In which form rules' pages go where.
struct PageOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @Option(help: "text for a person, json for a program, markdown for a web page.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: OutputOptions.Colour = .auto

    var renderer: any RulesRenderer {
        switch format {
        case .text: RulesTextRenderer(usesColour: usesColour)
        case .json: RulesJSONRenderer()
        case .markdown: RulesMarkdownRenderer()
        }
    }

    private var usesColour: Bool { WrittenPage(output: output, colour: colour).usesColour }

    /// - Throws: `InputError` where not everything could be written; a file is left as it was then.
    func write(_ octets: [UInt8]) throws {
        try WrittenPage(output: output, colour: colour).write(octets)
    }
}

/// A page that is made at once, and its place.
struct WrittenPage {
    /// None for standard output.
    let output: String?
    let colour: OutputOptions.Colour

    var usesColour: Bool {
        switch colour {
        case .always: true
        case .never: false
        case .auto: output == nil && Terminal.isTerminal(.standardOutput) && Terminal.allowsColour
        }
    }

    /// - Throws: `InputError` where not everything could be written; a file is left as it was then.
    func write(_ octets: [UInt8]) throws {
        let file = try output.map(ReplacedFile.init(path:))
        let descriptor = file?.descriptor ?? StandardStream.standardOutput.rawValue
        if let number = writeAll(octets, to: descriptor) {
            throw InputError("could not write the page: \(reason(number))")
        }
        try file?.commit()
    }
}
