internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// Asking a zone's servers one after another until one is of use.
extension Walk {
    /// Asks the zone's servers in their drawn order; the next gets its turn when the one before is of no use, or late.
    ///
    /// - Parameters:
    ///   - questions: All are put to one server at once.
    ///   - limit: How many servers are tried.
    ///   - lateness: How long a server is waited for before the next gets its turn as well: by default longer than nearly
    ///     every round trip, and too short to be felt.
    ///   - spread: Draws the order anew for each name, so that questions about many names of a zone fall on all of its
    ///     servers alike.
    ///   - isUseful: Whether one server's observations, in the order of the questions, end the search.
    /// - Returns: The useful observations, or why there are none.
    func firstUseful(
        of cut: Cut, _ context: Context, questions: [Question], policy: RetryPolicy = .patient, limit: Int = 8,
        lateness: Duration = .milliseconds(400), spread: Name? = nil,
        isUseful: @escaping @Sendable ([Observation]) -> Bool
    ) async -> SearchResult {
        let near = arranged(cut.entryPoints, of: spread ?? cut.apex)
        var search = Search(zone: cut.apex)
        if let found = await search.run(near, limit, lateness, questions, policy, self, context, isUseful) {
            return .useful(found)
        }
        // Glue that led nowhere is no reason to give up while servers without glue have names to look up.
        let rest = await resolvedServers(of: cut, except: near, context)
        if let found = await search.run(rest.servers, limit, lateness, questions, policy, self, context, isUseful) {
            return .useful(found)
        }
        return .obstacle(search.obstacle(circular: rest.isCircular))
    }

    /// Whether a server was of use when it was asked last, so that it is worth waiting for; looked at in bulk only.
    fileprivate func isPrompt(_ address: IPAddress) -> Bool {
        configuration.isBulk && promptServers.value(for: address, at: now) == true && !asker.hasFailed(address)
    }

    fileprivate func note(_ address: IPAddress, wasPrompt: Bool) {
        guard configuration.isBulk else { return }
        promptServers.set(wasPrompt, for: address, until: now + Freshness.unsaid)
    }

    /// The servers in the order in which they are tried, without those whose family is left out.
    ///
    /// - Parameter servers: In the order of name and address.
    func arranged(_ servers: [ServerAddress], of zone: Name) -> [ServerAddress] {
        var order = ServerOrder(seed: configuration.seed, zone: zone)
        return order.arranged(servers.filter { asker.isUsable($0.address) }) { asker.hasFailed($0) }
    }

    /// The first of them; none where all are left out.
    func first(of servers: [ServerAddress], of zone: Name) -> ServerAddress? {
        var order = ServerOrder(seed: configuration.seed, zone: zone)
        let isEachUsable = servers.allSatisfy { asker.isUsable($0.address) }
        return order.first(of: isEachUsable ? servers : servers.filter { asker.isUsable($0.address) }) {
            asker.hasFailed($0)
        }
    }

    /// The servers whose addresses did not come with the cut, by looking their names up.
    private func resolvedServers(
        of cut: Cut, except known: [ServerAddress], _ context: Context
    ) async -> (servers: [ServerAddress], isCircular: Bool) {
        guard !cut.isPinned else { return ([], false) }
        var isCircular = false
        var servers: [ServerAddress] = []
        for (name, host) in await hosts(cut.serverNames.filter { cut.glue[$0] == nil }, context) {
            if host.failure == .circular { isCircular = true }
            servers += host.addresses.map { ServerAddress(name: name, address: $0, source: .parent) }
        }
        let knownAddresses = Set(known.map(\.address))
        return (arranged(servers.filter { !knownAddresses.contains($0.address) }.sorted(), of: cut.apex), isCircular)
    }
}

/// Where asking a zone's servers one after another ended.
enum SearchResult: Sendable {
    /// One server's observations, in the order of the questions.
    case useful([Observation])
    case obstacle(Obstacle)
}

/// One search among a zone's servers, and what the useless ones said.
private struct Search {
    private enum Event: Sendable {
        case observed([Observation])
        /// The server asked last is late: the next one gets its turn.
        case late
    }

    let zone: Name
    private var observations: [Observation] = []

    init(zone: Name) {
        self.zone = zone
    }

    mutating func run(
        _ servers: [ServerAddress], _ limit: Int, _ lateness: Duration, _ questions: [Question], _ policy: RetryPolicy,
        _ walk: Walk, _ context: Walk.Context, _ isUseful: @escaping @Sendable ([Observation]) -> Bool
    ) async -> [Observation]? {
        var (servers, limit) = (servers[...], limit)
        if let server = servers.first, walk.isPrompt(server.address) {
            let asks = questions.map { Ask($0.name, $0.type, at: server.address, policy: policy) }
            let seen = await walk.asker.ask(asks, context.allowance)
            if isUseful(seen) { return seen }
            walk.note(server.address, wasPrompt: false)
            observations += seen
            servers = servers.dropFirst()
            if !seen.allSatisfy({ $0.answer == .notTested(.noRoute) }) { limit -= 1 }
        }
        guard !servers.isEmpty else { return nil }
        return await race(servers, limit, lateness, questions, policy, walk, context, isUseful)
    }

    private mutating func race(
        _ servers: ArraySlice<ServerAddress>, _ limit: Int, _ lateness: Duration, _ questions: [Question],
        _ policy: RetryPolicy, _ walk: Walk, _ context: Walk.Context,
        _ isUseful: @escaping @Sendable ([Observation]) -> Bool
    ) async -> [Observation]? {
        let transport = walk.asker.transport
        let (found, useless) = await withTaskGroup(of: Event.self) { group in
            var waiting = servers.makeIterator()
            var underWay = 0
            var left = limit
            var useless: [Observation] = []
            func turn() {
                guard left > 0, let server = waiting.next() else { return }
                left -= 1
                underWay += 1
                let asks = questions.map { Ask($0.name, $0.type, at: server.address, policy: policy) }
                group.addTask { .observed(await walk.asker.ask(asks, context.allowance)) }
                group.addTask {
                    await transport.sleep(for: lateness)
                    return .late
                }
            }
            turn()
            while let event = await group.next() {
                switch event {
                case .late: turn()
                case .observed(let observations):
                    underWay -= 1
                    if isUseful(observations) {
                        group.cancelAll()
                        if let server = observations.first { walk.note(server.address, wasPrompt: true) }
                        return (Optional(observations), useless)
                    }
                    useless += observations
                    // An address without a route costs nothing, and counts for nothing.
                    if observations.allSatisfy({ $0.answer == .notTested(.noRoute) }) { left += 1 }
                    turn()
                    if underWay == 0 {
                        group.cancelAll()
                        return (nil, useless)
                    }
                }
            }
            return (nil, useless)
        }
        observations += useless
        return found
    }

    /// Why no server was of use.
    func obstacle(circular: Bool) -> Obstacle {
        let reason: Obstacle.Reason
        if observations.isEmpty {
            reason = circular ? .circular : .noAddress
        } else if observations.allSatisfy({ $0.answer == .notTested(.noRoute) }) {
            reason = .noRoute
        } else if observations.allSatisfy({ $0.answer == .notTested(.notSent) }) {
            reason = .bound
        } else {
            reason = .noUsableServer
        }
        return Obstacle(zone: zone, reason: reason, observations: observations)
    }
}
