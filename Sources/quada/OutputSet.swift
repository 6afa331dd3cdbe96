import QuadaRender
import QuadaReport
import Synchronization

/// All the documents that one run feeds, and how its names came out.
final class OutputSet: Sendable {
    private let documents: [OutputDocument]
    private let state = Mutex(State())

    private struct State {
        var statuses: Set<NameAudit.Status> = []
        var count = 0
    }

    /// - Parameter showsCleanNames: Whether text tells the whole of names that have nothing to be said against them.
    /// - Throws: `InputError` where a place can not be written.
    init(_ options: OutputOptions, showsCleanNames: Bool) throws {
        documents = try options.requests().map { request in
            try OutputDocument(
                request,
                renderer: request.format.renderer(
                    usesColour: options.usesColour(for: request), showsAll: options.verbose,
                    showsCleanNames: showsCleanNames || options.verbose))
        }
    }

    /// Whether some document needs all audits at the end.
    var needsAudits: Bool { documents.contains { !$0.isStream } }

    /// How many names are finished.
    var count: Int { state.withLock { $0.count } }

    var status: QuadaReport.ExitStatus { QuadaReport.ExitStatus(statuses: state.withLock { $0.statuses }) }

    func finished(_ audit: NameAudit) {
        state.withLock { state in
            state.statuses.insert(audit.status)
            state.count += 1
        }
        for document in documents { document.finished(audit) }
    }

    /// Writes every document that can be written.
    ///
    /// - Throws: The first `InputError` of those that could not.
    func finish(_ report: Report) throws {
        var failure: InputError?
        for document in documents {
            do {
                try document.finish(report)
            } catch let error as InputError {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }
}

extension ReportFormat {
    func renderer(usesColour: Bool = false, showsAll: Bool = false, showsCleanNames: Bool = true) -> any Renderer {
        switch self {
        case .text:
            TextRenderer(usesColour: usesColour, showsAllEvidence: showsAll, showsCleanNames: showsCleanNames)
        case .json: JSONRenderer()
        case .ndjson: NDJSONRenderer()
        case .html: HTMLRenderer()
        case .markdown: MarkdownRenderer()
        case .junit: JUnitRenderer()
        case .sarif: SARIFRenderer()
        case .openmetrics: OpenMetricsRenderer()
        case .nagios: NagiosRenderer()
        case .csv: CSVRenderer()
        }
    }
}
