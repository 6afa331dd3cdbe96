public import QuadaDNS
public import QuadaEvidence
public import QuadaReport
public import QuadaTransport
internal import QuadaWalk

/// Names and a transport in, a report out: the one composition of walk, judgement and report.
public struct AuditRun: Sendable {
    private let configuration: RunConfiguration
    private let transport: any Transport
    private let recorder: EvidenceRecorder?
    private let onObserved: (@Sendable (Observation) -> Void)?

    /// - Parameters:
    ///   - record: Takes the evidence file as it grows, where one is wanted.
    ///   - onObserved: Sees every observation, in the order of their numbers, on the transport's thread.
    public init(
        configuration: RunConfiguration, transport: any Transport, record: (any EvidenceSink)? = nil,
        onObserved: (@Sendable (Observation) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.transport = transport
        recorder = record.map { EvidenceRecorder(sink: $0) }
        self.onObserved = onObserved
    }

    /// Audits the names, several at a time, with everything that they share done once.
    ///
    /// On cancellation the report holds the names that were finished until then.
    ///
    /// - Parameters:
    ///   - onFinished: Is given each audit as it ends, in any order.
    /// - Returns: The report, its audits in the order of the names.
    /// - Throws: `.intercepted` where the network answers in the servers' place; nothing else is asked then.
    public func report(
        for names: [Name], onFinished: @escaping @Sendable (NameAudit) -> Void = { _ in }
    ) async throws(RunError) -> Report {
        recorder?.begin(EvidenceFile.Header(configuration, names: names.count))
        let walk = Walk(configuration: walkConfiguration, transport: transport, onObserved: witness)
        let (audits, preflight) = await withTaskCancellationHandler {
            await transport.run {
                await withTaskGroup(of: Step.self) { group in
                    if needsPreflight(names) {
                        group.addTask { .preflight(await Preflight(walk)) }
                    }
                    return await gather(names, walk, in: &group, onFinished)
                }
            }
        } onCancel: {
            walk.cancel()
        }
        let finished = configuration.started.advanced(by: transport.now)
        recorder?.end(finished: finished)
        let facts = RunFacts(
            started: configuration.started, finished: finished, network: configuration.network,
            port: configuration.port, seed: configuration.seed, preflight: preflight,
            bounds: configuration.bounds.reported, judgement: configuration.judgement)
        return try facts.report(of: audits)
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
        case walked(Int, NameEvidence, JudgedName, isComplete: Bool)
    }

    /// Runs the window of names; an interception ends it.
    private func gather(
        _ names: [Name], _ walk: Walk, in group: inout TaskGroup<Step>, _ onFinished: @Sendable (NameAudit) -> Void
    ) async -> ([JudgedName], Preflight) {
        var waiting = names.enumerated().makeIterator()
        func startNext() {
            guard let (index, name) = waiting.next(), !Task.isCancelled else { return }
            group.addTask {
                let evidence = await walk.evidence(for: name)
                return .walked(
                    index, evidence, JudgedName(evidence, configuration.judgement), isComplete: !Task.isCancelled)
            }
        }
        for _ in 0..<configuration.namesAtOnce { startNext() }
        var finished: [Int: JudgedName] = [:]
        var preflight = Preflight.skipped
        if !needsPreflight(names) { recorder?.preflight(.skipped) }
        while let step = await group.next() {
            switch step {
            case .preflight(let result):
                preflight = result
                recorder?.preflight(result)
                if case .intercepted = result {
                    group.cancelAll()
                    walk.cancel()
                }
            case .walked(let index, let evidence, let judged, let isComplete):
                startNext()
                guard isComplete else { continue }
                finished[index] = judged
                recorder?.finished(EvidenceFile.Entry(position: index, evidence: evidence))
                onFinished(judged.report)
            }
        }
        return (finished.sorted { $0.key < $1.key }.map(\.value), preflight)
    }

    /// Names below zones whose servers were given need no root.
    private func needsPreflight(_ names: [Name]) -> Bool {
        configuration.preflight
            && names.contains { name in !configuration.pinned.keys.contains { name.isAtOrBelow($0) } }
    }

    private var walkConfiguration: WalkConfiguration {
        WalkConfiguration(
            roots: configuration.hints.servers.flatMap { server in
                server.addresses.map { ServerAddress(name: server.name, address: $0, source: .both) }
            },
            pinned: configuration.pinned, port: configuration.port, families: configuration.families,
            probe: configuration.probe, seed: configuration.seed, bounds: configuration.bounds)
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
            bounds: configuration.bounds.reported.map { Bound(name: $0.name, limit: $0.limit) }, names: names)
    }
}
