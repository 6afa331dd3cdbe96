import QuadaDNS
import QuadaPolicy
import QuadaRender
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import QuadaZone

/// The options that everything which audits names has in common.
struct NameRunOptions {
    let network: NetworkOptions
    let output: OutputOptions
    let keeping: KeepingOptions
    let judgement: JudgementOptions
    let processes: Processes
    /// Which names share a process.
    let share: WorkerPlan.Share
    let timeout: Int?
    /// Whether text tells the whole of names that have nothing to be said against them.
    var showsCleanNames = true
}

/// What is to be audited.
struct NameRunWork {
    var targets: any TargetSource
    var locations = RecordLocations()
    var subject: Subject?
    /// Said of the whole run.
    var notes: [String] = []
    /// What of the input could not be used, once all of it was read; none where all could.
    var flaw: @Sendable () -> String? = { nil }
}

/// One run of `quada audit` or `quada zone`: everything is checked and opened first, then asked, then written.
struct NameRun {
    private let options: NameRunOptions
    private let documents: OutputSet
    private let loaded: JudgementOptions.Loaded
    private var configuration: RunConfiguration

    /// - Throws: `InputError` for whatever is wrong with the options, the policy, the baseline or a place to write to.
    init(_ options: NameRunOptions) throws {
        self.options = options
        loaded = try options.judgement.load(options.processes)
        configuration = try options.network.configuration(policy: loaded.file, options.processes)
        try options.keeping.validate(beside: options.output)
        documents = try OutputSet(options.output, showsCleanNames: options.showsCleanNames)
    }

    /// Audits and prints.
    ///
    /// - Parameter work: Given the names of the scenario, where one is mounted, says what to audit.
    /// - Throws: `End`, always: how the run ended; `InputError` where not everything could be written.
    mutating func run(_ work: (_ scenario: [Name]) throws -> NameRunWork) async throws -> Never {
        let progress = Progress(isShown: options.output.showsProgress)
        let log = options.output.verbose ? ExchangeLog() : nil
        var watch = ExchangeWatch(onQueries: { progress.exchanged(attempts: $0) })
        if let log { watch.onExchange = { log.log($0) } }
        // In the lab nothing comes from a network.
        let ground = options.network.lab == nil ? try options.processes.ground() : nil
        let workers = try ground.flatMap { _ in try WorkerPlan(options.processes, share: options.share) }
        let mount = try options.network.mount(
            seed: options.network.seed, pacing: loaded.file?.pacing, workers: workers, processes: options.processes,
            watch: watch)
        let work = try work(mount.names)
        configure(mount, work)
        configuration.isolation = ground?.reported
        let record = try options.keeping.record.map { try RecordFile(path: $0) }
        let capture = try options.keeping.captureFile(started: configuration.started)
        let expected = work.targets.known?.count
        if ground != nil { try options.processes.warn() }
        progress.begin(names: expected)

        let run = AuditRun(
            configuration: configuration, record: record, onObserved: capture?.witness, source: mount.source)
        let documents = self.documents
        let task = Task {
            try await run.report(for: work.targets, at: work.locations, keepsAudits: documents.needsAudits) { audit in
                documents.finished(audit)
                progress.finished(audit)
            }
        }
        let stop = Stop(cancelling: task, after: options.timeout.map { .seconds($0) })
        let result = await task.result
        workers?.end()
        stop.disarm()
        progress.end()
        // What was kept is kept whatever becomes of the report.
        let ended = Result { try end(result, stop.reason, expected: expected, notes: work.notes) }
        try record?.close()
        try capture?.finish()
        let ending = try ended.get()
        if let flaw = work.flaw(), stop.reason == nil {
            throw End(status: .usage, message: flaw, plugin: PluginMode.isAsked ? .unknown : nil)
        }
        throw ending
    }

    private mutating func configure(_ mount: Mount, _ work: NameRunWork) {
        configuration.hints = mount.hints ?? configuration.hints
        configuration.network = mount.network
        if options.network.probe == nil, let probe = mount.probe { configuration.probe = probe }
        configuration.seed = mount.seed ?? configuration.seed
        configuration.started = mount.started ?? configuration.started
        configuration.judgement = loaded.judgement
        configuration.subject = work.subject
    }

    /// Prints what there is.
    ///
    /// - Returns: How it ended.
    private func end(
        _ result: Result<Report, any Error>, _ stopped: Stop.Reason?, expected: Int?, notes: [String]
    ) throws -> End {
        var report: Report
        do {
            report = try result.get()
        } catch let error as RunError {
            return End(status: .indeterminate, message: error.description)
        }
        report.notes += notes
        try documents.finish(report)
        // Names that were not reached make an OK unknown, and no fault less certain.
        let plugin = PluginMode.isAsked ? PluginStatus(report: report) : nil
        let partial = plugin.map { $0 == .critical ? $0 : .unknown }
        let unfinished = "\(documents.count)\(expected.map { " of \($0)" } ?? "") finished"
        switch stopped {
        case .interrupted: return End(status: .interrupted, message: "interrupted: \(unfinished)", plugin: partial)
        case .timedOut where expected.map { documents.count < $0 } ?? true:
            return End(status: .indeterminate, message: "--timeout is over: \(unfinished)", plugin: partial)
        case .timedOut, nil: break
        }
        return End(status: documents.status, plugin: plugin)
    }
}

/// How a run ended, other than by bad input.
struct End: Error {
    let status: QuadaReport.ExitStatus
    var message: String?
    /// The status of a plug-in, where the command runs as one.
    var plugin: PluginStatus?
}
