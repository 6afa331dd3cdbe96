import QuadaRender
import QuadaReport
import Synchronization

/// A report on its way out in one format: its place is opened before the work begins, so that one that can not be
/// written is known then.
final class OutputDocument: Sendable {
    private let format: ReportFormat
    private let renderer: any Renderer
    private let path: String?
    private let sink: Sink
    /// The first error number met while writing.
    private let failure = Mutex<Int32?>(nil)

    private enum Sink {
        case standardOutput
        case file(ReplacedFile)
    }

    /// - Throws: `InputError` where the file can not be written.
    init(_ request: OutputOptions.Request, renderer: any Renderer) throws {
        format = request.format
        path = request.path
        self.renderer = renderer
        sink = if let path = request.path { .file(try ReplacedFile(path: path)) } else { .standardOutput }
    }

    /// Whether it is written as the audits end, and needs none of them afterwards.
    var isStream: Bool { format == .ndjson }

    /// Writes the audit where the format goes by lines.
    func finished(_ audit: NameAudit) {
        if isStream { write(NDJSONRenderer().line(for: audit)) }
    }

    /// Writes the report, or its rest, and puts a file in its place.
    ///
    /// - Throws: `InputError` where not everything could be written; an old file is still there then.
    func finish(_ report: Report) throws {
        if !isStream { write(renderer.render(report)) }
        if let number = failure.withLock({ $0 }) {
            throw InputError("\(path.map { "\($0): " } ?? "")could not write the report: \(reason(number))")
        }
        if case .file(let file) = sink { try file.commit() }
    }

    private func write(_ octets: [UInt8]) {
        failure.withLock { failure in
            guard failure == nil else { return }
            switch sink {
            case .standardOutput: failure = writeAll(octets, to: StandardStream.standardOutput.rawValue)
            case .file(let file): failure = writeAll(octets, to: file.descriptor)
            }
        }
    }
}
