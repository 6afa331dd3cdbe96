public import QuadaDNS
public import QuadaEvidence
public import QuadaReport
public import QuadaTransport
public import QuadaWalk
public import QuadaZone

/// Makes that from which a run has its evidence.
///
/// - Parameters:
///   - walk: What every walk is told.
///   - onObserved: To be given every observation of the run, in the order of their numbers and before anything refers to
///     it; none where nobody looks.
public typealias EvidenceSourceMaker =
    @Sendable (_ walk: WalkConfiguration, _ onObserved: (@Sendable (Observation) -> Void)?) -> any EvidenceSource

/// Names and a source of evidence in, a report out: the one composition of walk, judgement and report.
public struct AuditRun: Sendable {
    private let configuration: RunConfiguration
    private let makeSource: EvidenceSourceMaker
    private let recorder: EvidenceRecorder?
    private let onObserved: (@Sendable (Observation) -> Void)?

    /// - Parameters:
    ///   - record: Takes the evidence file as it grows, where one is wanted.
    ///   - onObserved: Sees every observation, in the order of their numbers, on the source's thread.
    public init(
        configuration: RunConfiguration, record: (any EvidenceSink)? = nil,
        onObserved: (@Sendable (Observation) -> Void)? = nil, source: @escaping EvidenceSourceMaker
    ) {
        self.configuration = configuration
        makeSource = source
        recorder = record.map { EvidenceRecorder(sink: $0) }
        self.onObserved = onObserved
    }

    /// The same with walks in this process.
    public init(
        configuration: RunConfiguration, transport: any Transport, record: (any EvidenceSink)? = nil,
        onObserved: (@Sendable (Observation) -> Void)? = nil
    ) {
        self.init(configuration: configuration, record: record, onObserved: onObserved) { walk, onObserved in
            Walk(configuration: walk, transport: transport, onObserved: onObserved)
        }
    }

    /// Audits names, several at a time, with everything that they share done once.
    ///
    /// On cancellation the report holds the names that were finished until then.
    ///
    /// - Parameters:
    ///   - targets: Gives the names; the next is asked for when there is room for it.
    ///   - locations: Where the zone file has what findings speak of.
    ///   - keepsAudits: Whether the report is to hold the audits; memory grows with them.
    ///   - onFinished: Is given each audit as it ends, in any order.
    /// - Returns: The report, its audits in the order of the names.
    /// - Throws: `.intercepted` where the network answers in the servers' place; nothing else is asked then.
    public func report(
        for targets: some TargetSource, at locations: RecordLocations = RecordLocations(), keepsAudits: Bool = true,
        onFinished: @escaping @Sendable (NameAudit) -> Void = { _ in }
    ) async throws(RunError) -> Report {
        recorder?.begin(EvidenceFile.Header(configuration, names: targets.known?.count ?? 0))
        let source = makeSource(configuration.walk, witness)
        let work = Work(targets: targets, locations: locations, keepsAudits: keepsAudits, onFinished: onFinished)
        let (gathered, preflight) = await withTaskCancellationHandler {
            await source.run {
                await withTaskGroup(of: Step.self) { group in await gather(work, source, in: &group) }
            }
        } onCancel: {
            source.cancel()
        }
        let finished = configuration.started.advanced(by: source.now)
        source.cancel()
        recorder?.end(finished: finished)
        let facts = RunFacts(
            started: configuration.started, finished: finished, network: configuration.network,
            port: configuration.port, seed: configuration.seed, preflight: preflight,
            bounds: configuration.bounds.reported, isolation: configuration.isolation, subject: configuration.subject,
            judgement: configuration.judgement)
        return try facts.report(
            of: gathered.audits.sorted { $0.key < $1.key }.map(\.value), used: gathered.usedFamilies)
    }

    /// The same for names that are known.
    public func report(
        for names: [Name], onFinished: @escaping @Sendable (NameAudit) -> Void = { _ in }
    ) async throws(RunError) -> Report {
        try await report(for: TargetArray(names), onFinished: onFinished)
    }

    /// Who sees the observations; nobody where nobody asked.
    private var witness: (@Sendable (Observation) -> Void)? {
        guard recorder != nil || onObserved != nil else { return nil }
        return { [recorder, onObserved] observation in
            recorder?.observed(observation)
            onObserved?(observation)
        }
    }

    private enum Step: Sendable {
        case preflight(Preflight)
        /// The next name, where there is one.
        case fetched(AuditTarget?)
        case walked(Int, NameEvidence?, JudgedName, isComplete: Bool)
    }

    /// What is to be done.
    private struct Work: Sendable {
        let targets: any TargetSource
        let locations: RecordLocations
        let keepsAudits: Bool
        let onFinished: @Sendable (NameAudit) -> Void
    }

    /// What has been done, the audits by the places of their names.
    private struct Gathered: Sendable {
        var audits: [Int: NameAudit] = [:]
        var usedFamilies: Set<IPFamily> = []
    }

    /// Runs the window of names: one more is fetched whenever there is room; an interception ends it.
    private func gather(
        _ work: Work, _ source: any EvidenceSource, in group: inout TaskGroup<Step>
    ) async -> (Gathered, Preflight) {
        var gathered = Gathered()
        var preflight = Preflight.skipped
        var started = 0
        var running = 0
        var isFetching = false
        var isAtEnd = false
        func fetch() {
            guard !isFetching, !isAtEnd, running < configuration.namesAtOnce, !Task.isCancelled else { return }
            isFetching = true
            group.addTask { .fetched(await work.targets.next()) }
        }
        if needsPreflight(work.targets) {
            group.addTask { .preflight(Preflight(await source.preflight())) }
        } else {
            recorder?.preflight(.skipped)
        }
        fetch()
        while let step = await group.next() {
            switch step {
            case .preflight(let result):
                preflight = result
                recorder?.preflight(result)
                if result.isFatal {
                    isAtEnd = true
                    group.cancelAll()
                    source.cancel()
                }
            case .fetched(nil):
                isAtEnd = true
            case .fetched(let target?):
                isFetching = false
                if !isAtEnd, !Task.isCancelled {
                    start(target, at: started, work, source, in: &group)
                    started += 1
                    running += 1
                }
            case .walked(let index, let evidence, let judged, let isComplete):
                running -= 1
                if isComplete {
                    if work.keepsAudits { gathered.audits[index] = judged.report }
                    gathered.usedFamilies.formUnion(judged.usedFamilies)
                    if let evidence {
                        recorder?.finished(EvidenceFile.Entry(position: index, evidence: evidence))
                    }
                    work.onFinished(judged.report)
                }
            }
            fetch()
        }
        return (gathered, preflight)
    }

    private func start(
        _ target: AuditTarget, at index: Int, _ work: Work, _ source: any EvidenceSource,
        in group: inout TaskGroup<Step>
    ) {
        group.addTask {
            let sighting = await source.evidence(for: target.name)
            return .walked(
                index, sighting.evidence,
                JudgedName(sighting, configuration.judgement, as: target, at: work.locations),
                isComplete: !Task.isCancelled)
        }
    }

    /// Names below zones whose servers were given need no root.
    private func needsPreflight(_ targets: any TargetSource) -> Bool {
        guard configuration.preflight else { return false }
        guard let known = targets.known else { return true }
        return known.contains { target in !configuration.pinned.keys.contains { target.name.isAtOrBelow($0) } }
    }
}

extension WalkBounds {
    fileprivate var reported: [QuadaReport.Bound] {
        [
            QuadaReport.Bound(name: "referrals", limit: referrals), QuadaReport.Bound(name: "links", limit: links),
            QuadaReport.Bound(name: "server names of a zone", limit: serverNames),
            QuadaReport.Bound(name: "addresses of a zone", limit: addresses),
            QuadaReport.Bound(name: "queries for a name", limit: queries),
        ]
    }
}

extension EvidenceFile.Header {
    fileprivate init(_ configuration: RunConfiguration, names: Int) {
        self.init(
            tool: Tool(name: QuadaReport.Tool.quada.name, version: QuadaReport.Tool.quada.version),
            started: configuration.started.description, network: configuration.network.rawValue,
            port: configuration.port, seed: configuration.seed,
            bounds: configuration.bounds.reported.map { Bound(name: $0.name, limit: $0.limit) },
            isolation: configuration.isolation.map { Isolation($0) }, names: names)
    }
}
