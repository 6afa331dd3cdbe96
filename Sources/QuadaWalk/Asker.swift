internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport
internal import Synchronization

/// Puts questions through the transport, numbers what comes back, and keeps count of what this machine can reach.
final class Asker: Sendable {
    fileprivate struct State {
        var observations = 0
        var vantage = Vantage(ipv4: .unused, ipv6: .unused)
        /// Addresses that left a whole exchange unanswered and have not answered since.
        var failed: BoundedMap<IPAddress, UnbrokenSilence>
    }

    let transport: any Transport
    private let port: UInt16
    private let families: Set<IPFamily>
    private let hasAllFamilies: Bool
    private let onObserved: (@Sendable (Observation) -> Void)?
    private let state: Mutex<State>
    /// Whether any address is among the failed, so that nobody looks there in vain.
    private let hasFailures = Atomic(false)

    /// - Parameter onObserved: Sees every observation, in the order of their numbers and before its asker does.
    init(
        transport: any Transport, port: UInt16, families: Set<IPFamily>, failuresKept: Int,
        onObserved: (@Sendable (Observation) -> Void)? = nil
    ) {
        self.transport = transport
        self.port = port
        self.families = families
        hasAllFamilies = IPFamily.allCases.allSatisfy(families.contains)
        self.onObserved = onObserved
        state = Mutex(State(failed: BoundedMap(limit: failuresKept)))
    }

    /// Puts all questions at once.
    ///
    /// - Parameters:
    ///   - isAside: Whether silence is normal here, and so says nothing of the server or of its family.
    ///   - mayBeDead: Whether nobody looked if one of the addresses is known to be silent (`UnbrokenSilence`).
    /// - Returns: One observation for each, in their order; not sent where the allowance is used up.
    func ask(
        _ asks: [Ask], _ allowance: Allowance, isAside: Bool = false, mayBeDead: Bool = true
    ) async -> [Observation] {
        let granted = allowance.take(asks.count, for: asks.first?.query.question.name ?? .root)
        let dead = mayBeDead ? deadAddresses(among: asks) : []
        let requests = asks.prefix(granted).map {
            Request(
                server: Endpoint(address: $0.address, port: port), query: $0.query,
                policy: dead.contains($0.address) ? $0.policy.once() : $0.policy)
        }
        var exchanges = await transport.exchange(requests)
        var sent = 0
        for index in exchanges.indices { sent += exchanges[index].attempts.count }
        allowance.sent(sent)
        if granted < asks.count {
            exchanges += asks.dropFirst(granted).map {
                Exchange(server: Endpoint(address: $0.address, port: port), query: $0.query, attempts: [])
            }
        }
        let now = transport.now
        return state.withLock { state in
            var observations: [Observation] = []
            observations.reserveCapacity(exchanges.count)
            // The last is moved out of an array at no cost.
            exchanges.reverse()
            while let exchange = exchanges.popLast() {
                state.observations += 1
                let observation = Observation(id: state.observations, exchange: exchange, beside: observations)
                if !isAside, state.note(observation, at: now) { hasFailures.store(true, ordering: .relaxed) }
                // Under the lock, which keeps the order.
                onObserved?(observation)
                observations.append(observation)
            }
            return observations
        }
    }

    func isUsable(_ address: IPAddress) -> Bool { hasAllFamilies || families.contains(address.family) }

    func hasFailed(_ address: IPAddress) -> Bool {
        guard hasFailures.load(ordering: .relaxed) else { return false }
        let now = transport.now
        return state.withLock { $0.failed.value(for: address, at: now) != nil }
    }

    func haveAnyFailed(of servers: [ServerAddress]) -> Bool {
        guard hasFailures.load(ordering: .relaxed) else { return false }
        let now = transport.now
        return state.withLock { state in
            state.failed.count > 0 && servers.contains { state.failed.value(for: $0.address, at: now) != nil }
        }
    }

    /// What an address left unanswered, where that is enough to ask it less.
    func silence(of address: IPAddress) -> EarlierSilence? {
        guard hasFailures.load(ordering: .relaxed) else { return nil }
        let now = transport.now
        return state.withLock { $0.failed.value(for: address, at: now)?.proven(at: now) }
    }

    private func deadAddresses(among asks: [Ask]) -> Set<IPAddress> {
        guard hasFailures.load(ordering: .relaxed) else { return [] }
        let now = transport.now
        return state.withLock { state in
            var dead: Set<IPAddress> = []
            for ask in asks where state.failed.value(for: ask.address, at: now)?.proven(at: now) != nil {
                dead.insert(ask.address)
            }
            return dead
        }
    }

    /// What became of each family up to now.
    var vantage: Vantage {
        var vantage = state.withLock { $0.vantage }
        guard !hasAllFamilies else { return vantage }
        for family in IPFamily.allCases where !families.contains(family) { vantage[family] = .excluded }
        return vantage
    }
}

extension Asker.State {
    /// - Returns: Whether its address is among the failed now.
    fileprivate mutating func note(_ observation: Observation, at now: Duration) -> Bool {
        let family = observation.address.family
        switch observation.answer {
        case .notTested(.noRoute):
            if vantage[family] == .unused { vantage[family] = .noRoute }
        case .notTested: break
        case .noResponse:
            noteSilence(observation, at: now)
            if vantage[family] != .answered { vantage[family] = .unanswered }
            return true
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated:
            if failed.count > 0 { failed.remove(observation.address) }
            vantage[family] = .answered
        }
        return false
    }

    private mutating func noteSilence(_ observation: Observation, at now: Duration) {
        let began = observation.exchange.attempts.first?.sentAt ?? now
        var silence = failed.value(for: observation.address, at: now) ?? UnbrokenSilence(since: began)
        if silence.isOutdated(at: now) { silence = UnbrokenSilence(since: began) }
        silence.add(observation.exchange, at: now)
        failed.set(silence, for: observation.address, until: now + Freshness.unsaid)
    }
}

/// One question for one address, and how patiently it is put.
struct Ask {
    let address: IPAddress
    let query: Query
    let policy: RetryPolicy

    init(_ name: Name, _ type: RRType, at address: IPAddress, edns: Bool = true, policy: RetryPolicy = .patient) {
        self.init(Question(name: name, type: type), at: address, edns: edns ? .standard : nil, policy: policy)
    }

    init(_ question: Question, at address: IPAddress, edns: EDNSRequest?, policy: RetryPolicy) {
        self.init(Query(question, edns: edns), at: address, policy: policy)
    }

    init(_ query: Query, at address: IPAddress, policy: RetryPolicy) {
        self.address = address
        self.query = query
        self.policy = policy
    }
}

/// How many questions may still be put for one name, and which of the audit's bounds it reached.
final class Allowance: Sendable {
    private struct State {
        var left: Int
        var sent = 0
        var bounds: [Bound] = []
    }

    private let state: Mutex<State>
    private let limit: Int

    init(queries: Int) {
        limit = queries
        state = Mutex(State(left: queries))
    }

    /// - Returns: How many of `count` questions may go out.
    func take(_ count: Int, for name: Name) -> Int {
        state.withLock { state in
            let granted = min(count, state.left)
            state.left -= granted
            if granted < count { Self.add(Bound(kind: .queries, limit: limit, name: name), to: &state.bounds) }
            return granted
        }
    }

    func reached(_ bound: Bound) {
        state.withLock { Self.add(bound, to: &$0.bounds) }
    }

    /// Notes queries that went out, each attempt by itself.
    func sent(_ attempts: Int) {
        state.withLock { $0.sent += attempts }
    }

    var queriesSent: Int { state.withLock { $0.sent } }

    var bounds: [Bound] { state.withLock { $0.bounds } }

    private static func add(_ bound: Bound, to bounds: inout [Bound]) {
        if !bounds.contains(where: { $0.kind == bound.kind }) { bounds.append(bound) }
    }
}
