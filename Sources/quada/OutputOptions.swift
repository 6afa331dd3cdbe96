import ArgumentParser
import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// In which forms the report goes where.
struct OutputOptions: ParsableArguments {
    enum Colour: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(
        help: ArgumentHelp(
            """
            The report's form, and the file it goes to. Repeatable, so that one run feeds all. auto goes by the \
            file's ending, and is text elsewhere. (default: auto)
            """, valueName: "format[=file]"))
    var format: [FormatRequest] = []

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    @Option(name: .customLong("color"), help: "Colour in text: auto is on a terminal without NO_COLOR.")
    var colour: Colour = .auto

    @Flag(
        name: .shortAndLong,
        help: """
            Show all names and all evidence in text, octets included; audit and zone log each exchange to standard \
            error, too.
            """)
    var verbose = false

    /// One document to be written; standard output where there is no path.
    struct Request: Hashable {
        let format: ReportFormat
        let path: String?
    }

    /// - Throws: `InputError` where two would be written to one place.
    func requests() throws -> [Request] {
        let asked = format.isEmpty ? [FormatRequest.auto] : format
        let withoutFile = asked.filter { $0.path == nil }
        guard withoutFile.count <= 1 else {
            throw InputError(
                "--format: \(withoutFile.map(\.word).joined(separator: " and ")) would go to one place; give all but "
                    + "one a file, as in --format \(withoutFile[0].word)=FILE")
        }
        if let output, withoutFile.isEmpty {
            throw InputError("--output \(output): every --format names a file of its own")
        }
        let requests = asked.map { request in
            let path = request.path ?? output
            return Request(format: request.format ?? ReportFormat(forFile: path), path: path)
        }
        var seen: Set<String> = []
        for path in requests.compactMap(\.path) where !seen.insert(path).inserted && !path.hasPrefix("/dev/") {
            throw InputError("\(path): two reports would be written there")
        }
        return requests
    }

    /// The files that reports go to.
    var paths: [String] { format.compactMap(\.path) + (output.map { [$0] } ?? []) }

    func usesColour(for request: Request) -> Bool {
        switch colour {
        case .always: true
        case .never: false
        case .auto: request.path == nil && Terminal.isTerminal(.standardOutput) && Terminal.allowsColour
        }
    }

    /// A line that is rewritten goes together neither with a log nor with a file.
    var showsProgress: Bool { !verbose && Terminal.isTerminal(.standardError) && !Terminal.isDumb }
}

extension FormatRequest {
    static let auto = FormatRequest(format: nil)

    private init(format: ReportFormat?) {
        self.format = format
        path = nil
    }

    var word: String { format?.rawValue ?? "auto" }
}

/// What the environment says of the terminal.
enum Terminal {
    static func isTerminal(_ stream: StandardStream) -> Bool { stream.isTerminal }

    /// <https://no-color.org>: any value but the empty one asks for none.
    static var allowsColour: Bool { (environment["NO_COLOR"] ?? "").isEmpty && !isDumb }

    static var isDumb: Bool { environment["TERM"] == "dumb" }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
