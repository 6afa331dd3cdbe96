internal import Dispatch
internal import QuadaDNS
public import QuadaReport
public import QuadaRun
public import QuadaStorage
public import QuadaWalk
internal import QuadaZone
internal import Synchronization

/// Names in bulk: read as there is room, audited on several loops, written as each ends.
///
/// A name's whole life is on one loop, which has a source of evidence with a cache of its own; the names of one zone go to one
/// loop. What waits between input and output is bounded, and so is what the walks keep of zones and servers.
public final class ScanRun: Sendable {
    private let configuration: ScanConfiguration
    private let loops: [ScanLoop]
    private let writer: ScanWriter
    private let input: Mutex<ScanInput?>
    private let done: DoneEntries
    private let stopping: Stopping
    private let meter = ScanMeter()

    /// How each name's results are put into octets; none where they are left out.
    public typealias Encoder = @Sendable (NameAudit) -> [UInt8]?

    /// Opens everything: what can not be read or written is known before the work starts.
    ///
    /// - Parameters:
    ///   - sources: One for each loop.
    ///   - unpacking: Makes the unpacker where the input is packed.
    ///   - encode: Called on the loops' threads.
    ///   - onFinished: Sees each audit as it ends, on the loops' threads.
    public init(
        _ configuration: ScanConfiguration, of run: RunConfiguration, from sources: [any EvidenceSource],
        store: (any ResultStore)? = nil, unpacking: UnpackerMaker = LineReader.inThisProcess,
        encode: @escaping Encoder,
        onFinished: @escaping @Sendable (NameAudit) -> Void = { _ in }
    ) throws(ScanError) {
        self.configuration = configuration
        var journal = try Self.journal(for: configuration)
        if configuration.isSummed, journal.summary == nil { journal.summary = ScanSummary() }
        done = journal.done
        do throws(StorageError) {
            input = Mutex(
                try ScanInput(
                    path: configuration.input, format: configuration.format, shard: configuration.shard,
                    unpacking: unpacking))
        } catch {
            throw .storage(path: configuration.input, error)
        }
        let file = try configuration.output.map { (path) throws(ScanError) in
            try ResultFile(
                ResultFile.Plan(path: path, octetsPerPart: configuration.octetsPerPart),
                heading: configuration.heading, part: journal.part, keeping: journal.octets)
        }
        // What can not be kept is known now, not after the first thousand names.
        if let path = configuration.journal { try journal.write(to: path) }
        let stopping = Stopping()
        self.stopping = stopping
        writer = ScanWriter(
            configuration,
            ScanLedger(journal, at: configuration.journal, file: file, keepsAudits: store != nil),
            store: store, onFailure: { stopping.stop() })
        meter.begin(octets: input.withLock { $0?.sizeInOctets })
        loops = sources.map { [meter] source in
            ScanLoop(
                auditor: NameAuditor(configuration: run, source: source),
                related: configuration.related,
                source: configuration.input == "-" ? "standard input" : configuration.input,
                meter: meter, encode: encode, onFinished: onFinished)
        }
        needsPreflight = run.preflight
    }

    private let needsPreflight: Bool

    /// The journal to go on with, or that of a new scan.
    private static func journal(for configuration: ScanConfiguration) throws(ScanError) -> Journal {
        guard let path = configuration.journal else { return Journal(settings: configuration.settings) }
        let old = try Journal.read(path)
        guard configuration.resumes else {
            if let old, !old.isFinished, old.done.count > 0 { throw .unfinished(path: path) }
            return Journal(settings: configuration.settings)
        }
        guard let old else { return Journal(settings: configuration.settings) }
        for name in Set(old.settings.keys).union(configuration.settings.keys).sorted()
        where old.settings[name] != configuration.settings[name] {
            throw .otherSettings(
                path: path, name: name, was: old.settings[name] ?? "none",
                isNow: configuration.settings[name] ?? "none")
        }
        return old
    }

    /// How far a scan came.
    public struct Outcome: Sendable {
        /// Lines that were through when it began.
        public let resumed: Int
        /// Whether all of the input is through.
        public let isComplete: Bool
        /// What the results come to, with those of the scan that it goes on with; none where nobody asked.
        public let summary: ScanSummary?
    }

    /// Audits everything.
    ///
    /// Once cancelled, or stopped, it makes safe what is finished and returns.
    /// - Throws: Where the network intercepts DNS, where results can not be written, and where the journal turns out to
    ///   be of another input.
    public func run() async throws(ScanError) -> Outcome {
        if needsPreflight, let first = loops.first {
            do throws(RunError) {
                try await first.preflight()
            } catch {
                throw .run(error)
            }
        }
        writer.start()
        stopping.onStop { [self] in
            for loop in loops { loop.stop() }
            writer.release()
        }
        startReading()
        let flaw: ScanError? = await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for loop in loops {
                    group.addTask { await loop.run(lanes: self.configuration.namesAtOnce, to: self.writer) }
                }
            }
            return reading.withLock { $0.failure }
        } onCancel: {
            stopping.stop()
        }
        for loop in loops { await loop.end() }
        let isComplete = !stopping.isStopped && flaw == nil && reading.withLock { $0.isAtEnd }
        try await writer.close(isComplete: isComplete)
        if let flaw { throw flaw }
        return Outcome(resumed: done.count, isComplete: isComplete, summary: writer.summary)
    }

    /// How far it is, from any thread.
    public var standing: ScanStanding { meter.standing }

    /// Ends the scan before its time; what is finished is kept.
    public func stop() { stopping.stop() }

    // MARK: - Reading

    private struct Reading {
        var failure: ScanError?
        var isAtEnd = false
    }

    private let reading = Mutex(Reading())

    private func startReading() {
        DispatchQueue(label: "names").async { [self] in
            do throws(ScanError) {
                try read()
                if !stopping.isStopped { reading.withLock { $0.isAtEnd = true } }
            } catch {
                reading.withLock { $0.failure = error }
            }
            for loop in loops { loop.queue.close(dropsRest: false) }
        }
    }

    private func read() throws(ScanError) {
        var count = 0
        while let entry = try nextEntry(), !stopping.isStopped {
            count += 1
            if done.contains(entry.position) {
                guard done.isSame(entry) else { throw otherInput(entry.line) }
                meter.skip(entry)
                continue
            }
            writer.waitForRoom()
            guard !stopping.isStopped else { return }
            loop(for: entry).queue.push(entry)
        }
        // Lines that were through before are no longer there.
        if !stopping.isStopped, count < done.mark { throw otherInput(count) }
    }

    private func nextEntry() throws(ScanError) -> ScanEntry? {
        let result: Result<ScanEntry?, StorageError> = input.withLock { input in
            do throws(StorageError) {
                return .success(try input?.next())
            } catch {
                return .failure(error)
            }
        }
        do throws(StorageError) {
            return try result.get()
        } catch {
            throw .storage(path: configuration.input, error)
        }
    }

    private func otherInput(_ line: Int) -> ScanError {
        .otherInput(path: configuration.journal ?? configuration.input, line: line)
    }

    private func loop(for entry: ScanEntry) -> ScanLoop {
        guard loops.count > 1, case .name(let name) = entry.content else { return loops[0] }
        // Not by the same bits as a shard, or a shard's names would all fall to one loop.
        return loops[Int((Shard.place(of: name) >> 32) % UInt64(loops.count))]
    }
}

/// Whether a scan is to end, told once to whoever must know.
private final class Stopping: Sendable {
    private struct State {
        var isStopped = false
        var handler: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isStopped: Bool { state.withLock { $0.isStopped } }

    func onStop(_ handler: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.handler = handler
            return state.isStopped
        }
        if isLate { handler() }
    }

    func stop() {
        let handler = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped ? nil : state.handler
        }
        handler?()
    }
}
