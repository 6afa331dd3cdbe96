import ArgumentParser
import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// In which form the report goes where.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, ndjson
    }

    enum Colour: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: "text for a person, json for a program, ndjson for one audit a line as each ends.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: Colour = .auto

    @Flag(
        name: .shortAndLong,
        help: "Show all evidence in text, octets included; audit logs each exchange to standard error, too.")
    var verbose = false

    var usesColour: Bool {
        switch colour {
        case .always: true
        case .never: false
        case .auto: output == nil && Terminal.isTerminal(.standardOutput) && Terminal.allowsColour
        }
    }

    /// A line that is rewritten goes together neither with a log nor with a file.
    var showsProgress: Bool { !verbose && Terminal.isTerminal(.standardError) && !Terminal.isDumb }
}

/// What the environment says of the terminal.
enum Terminal {
    static func isTerminal(_ stream: StandardStream) -> Bool { stream.isTerminal }

    /// <https://no-color.org>: any value but the empty one asks for none.
    static var allowsColour: Bool { (environment["NO_COLOR"] ?? "").isEmpty && !isDumb }

    static var isDumb: Bool { environment["TERM"] == "dumb" }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
