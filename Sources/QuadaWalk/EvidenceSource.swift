public import QuadaDNS
public import QuadaEvidence
internal import QuadaTransport

/// Where the evidence of names comes from: a walk in this process, or walks in processes of their own.
public protocol EvidenceSource: Sendable {
    /// Time since the run began, by the clock that stamps the evidence.
    var now: Duration { get }

    /// What tasks prefer that ask for evidence; none where any thread will do. In simulated time it must be preferred.
    var executor: (any TaskExecutor)? { get }

    /// Walks one name's chains to their ends. On cancellation it returns soon, with whatever there is.
    func evidence(for name: Name) async -> Sighting

    /// The hosts that take a name's mail, by preference, then by name; none where nobody said.
    func mailExchangers(of name: Name) async -> [Name]

    /// Looks whether the network answers in the servers' place.
    func preflight() async -> PreflightSighting

    /// Waits without occupying a thread, by the clock of `now`; returns early on cancellation.
    func sleep(for duration: Duration) async

    /// Tells how many names wait for others to be through with their servers, whenever that changes
    /// (`WalkConfiguration.namesPerServer`).
    func onAside(_ listener: @escaping @Sendable (Int) -> Void)

    /// Ends the work that names share; whatever is under way is cancelled with its task.
    func cancel()

    /// The same, and returns when nothing of it is left: no process, where there were any.
    func end() async
}

/// What became of a walk.
public enum Sighting: Hashable, Sendable {
    case evidence(NameEvidence)
    /// The process that walked was lost; why, in a sentence without a full stop.
    case lost(reason: String)

    /// None where the process was lost.
    public var evidence: NameEvidence? {
        switch self {
        case .evidence(let evidence): evidence
        case .lost: nil
        }
    }
}

/// What became of looking for an interception.
public enum PreflightSighting: Hashable, Sendable {
    case passed
    /// No root server answered at all.
    case unanswered
    /// The response that shows it.
    case intercepted(Observation)
    /// The process that looked was lost.
    case lost(reason: String)
}

extension EvidenceSource {
    /// Runs work where the source wants it run.
    public func run<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        guard let executor else { return await body() }
        return await withTaskExecutorPreference(executor) { await body() }
    }
}

extension Walk: EvidenceSource {
    public func end() async { cancel() }

    public var executor: (any TaskExecutor)? { asker.transport.executor }

    public func evidence(for name: Name) async -> Sighting { .evidence(await walked(name)) }

    public func preflight() async -> PreflightSighting {
        do throws(Interception) {
            return try await reachesRoot() ? .passed : .unanswered
        } catch {
            return .intercepted(error.observation)
        }
    }

    public func sleep(for duration: Duration) async { await asker.transport.sleep(for: duration) }

    public func onAside(_ listener: @escaping @Sendable (Int) -> Void) { turns?.onAside(listener) }
}
