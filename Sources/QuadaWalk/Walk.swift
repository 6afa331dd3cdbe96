public import QuadaDNS
public import QuadaEvidence
public import QuadaTransport
internal import Synchronization

/// Walks from the root to every address of every authoritative server of each name in a chain of aliases, and asks
/// them. What one name needs of zones and servers is kept for all names of the run.
///
/// The walk records and steers; it does not judge.
public final class Walk: Sendable {
    let configuration: WalkConfiguration
    let asker: Asker
    let cuts: CutCache
    let zoneCache: ZoneCache
    let hostCache: Cache<Name, HostAddresses>
    let promptServers: Cache<IPAddress, Bool>
    let steps: SingleFlight<StepKey, Step>
    let cutChecks: SingleFlight<StepKey, Cut?>
    let hostLookups: SingleFlight<Name, HostAddresses>
    let zoneLookups: SingleFlight<Name, Zone>
    let identityCache: Cache<IPAddress, [Observation]>
    let identityLookups: SingleFlight<IPAddress, [Observation]>
    /// None where names ask servers without waiting for each other.
    let turns: ServerTurns?

    /// - Parameter onObserved: Sees every observation of the run, in the order of their numbers and before anybody
    ///   refers to it; it is called on the transport's thread and holds the walk up.
    public init(
        configuration: WalkConfiguration, transport: any Transport,
        onObserved: (@Sendable (Observation) -> Void)? = nil
    ) {
        self.configuration = configuration
        turns = configuration.namesPerServer.map { ServerTurns(limit: $0) }
        asker = Asker(
            transport: transport, port: configuration.port, families: configuration.families,
            failuresKept: configuration.limits.failures, onObserved: onObserved)
        let limits = configuration.limits
        cuts = CutCache(configuration.cuts, limits: limits)
        zoneCache = ZoneCache(limits)
        hostCache = Cache(limit: limits.hosts)
        promptServers = Cache(limit: limits.failures)
        identityCache = Cache(limit: limits.identities)
        let circles = FlightCircles()
        let executor = transport.executor
        steps = SingleFlight(executor: executor, circles: circles)
        cutChecks = SingleFlight(executor: executor, circles: circles)
        hostLookups = SingleFlight(executor: executor, circles: circles)
        zoneLookups = SingleFlight(executor: executor, circles: circles)
        identityLookups = SingleFlight(executor: executor, circles: circles)
    }

    /// On whose behalf something is asked.
    struct Context: Sendable {
        let allowance: Allowance
        /// The piece of shared work that waits for the answer, if one does.
        let flight: Flight?

        func within(_ flight: Flight) -> Context { Context(allowance: allowance, flight: flight) }
    }

    /// Walks one name's chains to their ends.
    ///
    /// Runs on the transport's executor; the caller prefers it (`withTaskExecutorPreference`). On cancellation what was
    /// seen until then is returned.
    public func walked(_ name: Name) async -> NameEvidence {
        let began = asker.transport.now
        let context = Context(allowance: Allowance(queries: configuration.bounds.queries), flight: nil)
        let (head, turn) = await self.head(of: name, context)
        switch head {
        case .obstacle(let obstacle)?:
            leave(turn)
            let link = Link(owner: name, zone: nil, surveys: [], obstacle: obstacle)
            let chain = Chain.Result(links: [link], zones: [:], identities: [:])
            return evidence(for: name, chain, context, since: began)
        case .asked(let round)?:
            if let alone = await self.link(for: name, after: round, context) {
                leave(turn)
                return evidence(for: name, alone, context, since: began)
            }
            return evidence(
                for: name, await chain(of: name, after: round, turn, context), context, since: began)
        case nil:
            return evidence(for: name, await chain(of: name, after: nil, turn, context), context, since: began)
        }
    }

    private func evidence(
        for name: Name, _ chain: Chain.Result, _ context: Context, since began: Duration
    ) -> NameEvidence {
        if let cutOff = chain.cutOff {
            context.allowance.reached(Bound(kind: .links, limit: configuration.bounds.links, name: cutOff))
        }
        return NameEvidence(
            name: name, links: chain.links, zones: chain.zones,
            delegations: delegations(of: chain.zones.keys.sorted(), knowing: chain.cut),
            identities: chain.identities, bounds: context.allowance.bounds, vantage: asker.vantage,
            effort: Effort(
                queries: context.allowance.queriesSent, began: began, ended: asker.transport.now))
    }

    private enum Head {
        case asked(FirstRound)
        /// The walk did not get to the name's zone.
        case obstacle(Obstacle)
    }

    /// Asks the first questions about a name whose zone is known, or in bulk is learnt first; none where it is not.
    ///
    /// - Returns: Also the turn at the zone's servers, which the name's link goes on with.
    private func head(of name: Name, _ context: Context) async -> (Head?, ServerTurns.Turn?) {
        guard configuration.isBulk else {
            let cut = deepestCut(for: name)
            guard !cuts.mayOnlyDelegate(cut, name) else { return (nil, nil) }
            let turn = await turn(at: cut)
            guard case .asked(let round)? = await firstRound(of: name, in: cut, context, discover: { _ in }) else {
                return (nil, turn)
            }
            return (.asked(round), turn)
        }
        var turn: ServerTurns.Turn?
        for _ in 0..<configuration.bounds.referrals {
            switch await holder(of: name, context) {
            case .obstacle(let obstacle): return (.obstacle(obstacle), turn)
            case .zone(let cut):
                turn = await self.turn(at: cut, after: turn)
                _ = await zone(at: cut, context)
                switch await firstRound(of: name, in: cut, context, discover: { _ in }) {
                case .asked(let round)?: return (.asked(round), turn)
                case .deeper?: continue
                case nil: return (nil, turn)
                }
            }
        }
        return (nil, turn)
    }

    /// A name that is no alias, and through with its first questions.
    private func link(for name: Name, after head: FirstRound, _ context: Context) async -> Chain.Result? {
        guard head.isDone, head.isInOrder || head.aliases.isEmpty,
            case .done(let zone, let surveys, let identities) = await survey(
                name, in: head.cut, after: head, context, discover: { _ in })
        else { return nil }
        return Chain.Result(
            links: [Link(owner: name, zone: zone.apex, surveys: surveys)], zones: [zone.apex: zone],
            identities: identities, cut: head.cut)
    }

    /// Walks the chains of a name, each owner in a task of its own.
    private func chain(
        of name: Name, after head: FirstRound?, _ turn: ServerTurns.Turn?, _ context: Context
    ) async -> Chain.Result {
        let (owners, stream) = AsyncStream.makeStream(of: Name.self)
        let chain = Chain(limit: configuration.bounds.links, stream: stream)
        chain.discover(name)
        await withDiscardingTaskGroup { group in
            for await owner in owners {
                group.addTask {
                    let isFirst = owner == name
                    let (link, zone, identities) = await self.link(
                        for: owner, after: isFirst ? head : nil, isFirst ? turn : nil, context
                    ) { chain.discover($0) }
                    chain.finish(link, in: zone, identities)
                }
            }
        }
        return chain.result
    }

    public var now: Duration { asker.transport.now }

    /// The deepest cut at or above a name that is known and fresh; the root's is always there.
    func deepestCut(for name: Name) -> Cut { cuts.deepest(for: name, at: now) }

    /// Ends the work that names share; the walks under way are cancelled with their tasks.
    public func cancel() {
        steps.cancel()
        cutChecks.cancel()
        hostLookups.cancel()
        zoneLookups.cancel()
        identityLookups.cancel()
        turns?.close()
    }

    private func link(
        for owner: Name, after head: FirstRound?, _ held: ServerTurns.Turn?, _ context: Context,
        discover: @escaping @Sendable (Name) -> Void
    ) async -> (Link, Zone?, Identities) {
        var turn = held
        let result = await link(for: owner, after: head, &turn, context, discover: discover)
        leave(turn)
        return result
    }

    private func link(
        for owner: Name, after head: FirstRound?, _ turn: inout ServerTurns.Turn?, _ context: Context,
        discover: @escaping @Sendable (Name) -> Void
    ) async -> (Link, Zone?, Identities) {
        var head = head
        head?.aliases.forEach(discover)
        for _ in 0..<configuration.bounds.referrals {
            let cut: Cut
            var round: FirstRound?
            if let known = head {
                (cut, round) = (known.cut, known)
                head = nil
            } else {
                switch await holder(of: owner, context) {
                case .obstacle(let obstacle):
                    return (Link(owner: owner, zone: nil, surveys: [], obstacle: obstacle), nil, [:])
                case .zone(let holder): cut = holder
                }
                turn = await self.turn(at: cut, after: turn)
                switch await firstRound(of: owner, in: cut, context, discover: discover) {
                case .deeper: continue
                case .asked(let asked): round = asked
                case nil: break
                }
            }
            guard
                case .done(let zone, let surveys, let identities) = await survey(
                    owner, in: cut, after: round, context, discover: discover)
            else { continue }
            let obstacle = surveys.isEmpty ? Obstacle(zone: cut.apex, reason: .noAddress) : nil
            return (Link(owner: owner, zone: zone.apex, surveys: surveys, obstacle: obstacle), zone, identities)
        }
        context.allowance.reached(Bound(kind: .referrals, limit: configuration.bounds.referrals, name: owner))
        return (
            Link(
                owner: owner, zone: nil, surveys: [],
                obstacle: Obstacle(zone: deepestCut(for: owner).apex, reason: .bound)), nil, [:]
        )
    }
}

extension WalkConfiguration {
    /// The cuts that need no walk: the root's, and the zones whose servers the caller gave.
    fileprivate var cuts: [Cut] {
        let given = pinned.map { apex, addresses in
            Cut(
                apex: apex, parent: nil, serverNames: [],
                knownServers: addresses.map { ServerAddress(name: apex, address: $0, source: .pinned) }, isPinned: true)
        }
        return given + [Cut(apex: .root, parent: nil, serverNames: [], knownServers: roots)]
    }
}

/// The owners of one name's chains, as they are discovered and finished.
private final class Chain: Sendable {
    private struct State {
        var owners: [Name] = []
        var links: [Name: Link] = [:]
        var zones: [Name: Zone] = [:]
        var identities: Walk.Identities = [:]
        /// The first owner for which there was no room.
        var cutOff: Name?
    }

    private let state = Mutex(State())
    private let limit: Int
    private let stream: AsyncStream<Name>.Continuation

    init(limit: Int, stream: AsyncStream<Name>.Continuation) {
        self.limit = limit
        self.stream = stream
    }

    func discover(_ owner: Name) {
        state.withLock { state in
            guard !state.owners.contains(owner) else { return }
            guard state.owners.count <= limit else {
                if state.cutOff == nil { state.cutOff = owner }
                return
            }
            state.owners.append(owner)
            stream.yield(owner)
        }
    }

    func finish(_ link: Link, in zone: Zone?, _ identities: Walk.Identities) {
        state.withLock { state in
            state.links[link.owner] = link
            if let zone { state.zones[zone.apex] = zone }
            state.identities.merge(identities) { first, _ in first }
            if state.links.count == state.owners.count { stream.finish() }
        }
    }

    struct Result: Sendable {
        /// In the order of their discovery.
        let links: [Link]
        let zones: [Name: Zone]
        let identities: Walk.Identities
        /// The cut of the only zone, where there is one.
        var cut: Cut?
        /// The first owner for which there was no room.
        var cutOff: Name?
    }

    var result: Result {
        state.withLock { state in
            Result(
                links: state.owners.compactMap { state.links[$0] }, zones: state.zones, identities: state.identities,
                cutOff: state.cutOff)
        }
    }
}
