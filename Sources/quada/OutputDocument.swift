import QuadaRender
import QuadaReport
import Synchronization

/// The report on its way out: opened before the work begins, so that a place that can not be written is known then.
final class OutputDocument: Sendable {
    private let format: OutputOptions.Format
    private let renderer: any Renderer
    private let sink: Sink
    /// The first error number met while writing.
    private let failure = Mutex<Int32?>(nil)

    private enum Sink {
        case standardOutput
        case file(ReplacedFile)
    }

    /// - Throws: `InputError` where the file can not be written.
    init(_ options: OutputOptions) throws {
        format = options.format
        renderer =
            switch options.format {
            case .text: TextRenderer(usesColour: options.usesColour, showsAllEvidence: options.verbose)
            case .json: JSONRenderer()
            case .ndjson: NDJSONRenderer()
            }
        sink = if let path = options.output { .file(try ReplacedFile(path: path)) } else { .standardOutput }
    }

    /// Writes the audit where the format goes by lines.
    func finished(_ audit: NameAudit) {
        if format == .ndjson { write(NDJSONRenderer().line(for: audit)) }
    }

    /// Writes the report, or its rest, and puts a file in its place.
    ///
    /// - Throws: `InputError` where not everything could be written.
    func finish(_ report: Report) throws {
        if format != .ndjson { write(renderer.render(report)) }
        if let number = failure.withLock({ $0 }) {
            throw InputError("could not write the report: \(reason(number))")
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
