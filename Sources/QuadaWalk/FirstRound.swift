internal import QuadaDNS
internal import QuadaEvidence

/// The first questions about an owner, put to all servers of its zone at once, and what they call for.
///
/// Nearly every name of a zone that is known is through with them: one wait, however many servers there are.
struct FirstRound: Sendable {
    let owner: Name
    let cut: Cut
    let zone: Zone
    fileprivate(set) var servers: [AskedServer]
    /// Whether the owner was seen not to be a zone's apex on the same servers.
    fileprivate(set) var isCutRuledOut: Bool

    /// What the owner is an alias of, as any server has it.
    var aliases: [Name] {
        servers.lazy.flatMap(\.seen).flatMap { observation -> [Name] in
            guard observation.question.name == owner, case .alias(let alias) = observation.answer else { return [] }
            return [alias.target] + alias.otherTargets
        }
    }

    /// Whether no server is to be asked more, as far as each by itself shows.
    var isDone: Bool { isCutRuledOut && servers.allSatisfy { $0.pending == nil } }
}

/// One server in the middle of its survey.
struct AskedServer: Sendable {
    let server: ServerAddress
    var plan: SurveyPlan
    /// What it answered, in the order of asking.
    var seen: [Observation]
    /// What it is to be asked next; none where its survey is done.
    var pending: [Ask]?

    init(server: ServerAddress, plan: SurveyPlan) {
        self.server = server
        self.plan = plan
        seen = []
        pending = self.plan.next(after: [])
    }
}

extension Walk {
    enum FirstRoundOutcome: Sendable {
        case asked(FirstRound)
        /// The zone delegates the owner.
        case deeper
    }

    /// Asks all servers of a zone about an owner, and one of them whether the owner is a zone of its own.
    ///
    /// - Returns: None where the zone is not known yet, where one of its servers did not answer lately, so that all
    ///   would wait for it, or where there are names between the owner and the zone of which nothing is known.
    func firstRound(
        of owner: Name, in cut: Cut, _ context: Context, discover: @Sendable (Name) -> Void
    ) async -> FirstRoundOutcome? {
        guard configuration.probe != .full, let zone = zoneCache.zone(at: cut, now), !zone.servers.isEmpty,
            !asker.haveAnyFailed(of: zone.servers)
        else { return nil }
        let unchecked = candidates(above: owner, in: cut)
        guard unchecked.isEmpty || unchecked == [owner] else { return nil }
        var round = FirstRound(
            owner: owner, cut: cut, zone: zone,
            servers: zone.servers.map { AskedServer(server: $0, plan: plan(for: owner, at: $0, in: cut)) },
            isCutRuledOut: unchecked.isEmpty)
        var asks = round.servers.flatMap { $0.pending ?? [] }
        var cutQuestion: Int?
        if !unchecked.isEmpty {
            let near = cut.entryPoints
            guard let server = arranged(near.isEmpty ? zone.servers : near, of: owner).first else { return nil }
            cutQuestion = asks.count
            asks.append(Ask(owner, .ns, at: server.address, policy: .brief))
        }
        let answers = await asker.ask(asks, context.allowance, mayBeDead: false)
        if let cutQuestion, answers[cutQuestion].isAnswered {
            if hiddenCut(shownBy: answers[cutQuestion], at: owner, in: cut) != nil { return .deeper }
            round.isCutRuledOut = true
        }
        var next = 0
        for index in round.servers.indices {
            let count = round.servers[index].pending?.count ?? 0
            let seen = Array(answers[next..<next + count])
            next += count
            if isReferred(by: seen, toward: owner, in: cut, discover: discover) { return .deeper }
            round.servers[index].seen = seen
            round.servers[index].pending = round.servers[index].plan.next(after: seen)
        }
        return .asked(round)
    }
}
