import ArgumentParser
import QuadaRender

/// The formats of a report.
enum ReportFormat: String, CaseIterable {
    case text, json, ndjson, html, markdown, junit, sarif, openmetrics, nagios, csv

    /// The ending of a file's name that asks for it.
    var suffixes: [String] {
        switch self {
        case .text: ["txt"]
        case .json: ["json"]
        case .ndjson: ["ndjson", "jsonl"]
        case .html: ["html", "htm"]
        case .markdown: ["md", "markdown"]
        case .junit: ["xml"]
        case .sarif: ["sarif"]
        case .openmetrics: ["prom"]
        case .nagios: ["nagios"]
        case .csv: ["csv"]
        }
    }

    /// What `--format auto` means for a file; text where its name does not tell, and on a terminal.
    init(forFile path: String?) {
        let suffix = path?.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased()
        self = Self.allCases.first { format in suffix.map(format.suffixes.contains) ?? false } ?? .text
    }
}

/// One value of `--format`: a format, and the file it goes to.
struct FormatRequest: ExpressibleByArgument, Hashable {
    /// None for `auto`.
    let format: ReportFormat?
    /// None for where `--output` says, else standard output.
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let format = ReportFormat(rawValue: parts[0])
        guard format != nil || parts[0] == "auto", parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.format = format
        path = parts.count == 2 ? parts[1] : nil
    }

    static let allValueStrings = ["auto"] + ReportFormat.allCases.map(\.rawValue)
}
