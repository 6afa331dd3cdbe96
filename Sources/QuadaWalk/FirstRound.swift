internal import QuadaDNS
internal import QuadaEvidence

/// The first questions about an owner, put to all servers of its zone at once, and what they call for.
///
/// Nearly every name of a zone that is known is through with them: one wait, however many servers there are.
struct FirstRound: Sendable {
    let owner: Name
    let cut: Cut
    let zone: Zone
    let servers: [AskedServer]
    /// Whether the owner was seen not to be a zone's apex on the same servers.
    let isCutRuledOut: Bool

    /// What the owner is an alias of, as any server has it.
    var aliases: [Name] {
        servers.lazy.flatMap(\.seen).flatMap { observation -> [Name] in
            guard observation.question.name == owner, case .alias(let alias) = observation.answer else { return [] }
            return [alias.target] + alias.otherTargets
        }
    }

    /// Whether every server is in order, and was asked about the owner alone.
    var isInOrder: Bool { servers.allSatisfy { $0.plan == nil && $0.seen.count == 2 } }

    /// Whether no server is to be asked more, as far as each by itself shows.
    var isDone: Bool { isCutRuledOut && servers.allSatisfy { $0.pending == nil } }
}

/// One server in the middle of its survey.
struct AskedServer: Sendable {
    let server: ServerAddress
    /// None where the first round showed a server in order, of which no more is asked.
    var plan: SurveyPlan?
    /// What it answered, in the order of asking.
    var seen: [Observation]
    /// What it is to be asked next; none where its survey is done.
    var pending: [Ask]?

    init(server: ServerAddress, plan: SurveyPlan) {
        self.server = server
        seen = []
        var plan = plan
        pending = plan.next(after: [])
        self.plan = plan
    }

    /// A server after its first round.
    ///
    /// - Parameters:
    ///   - seen: Its answers to the first questions of every plan.
    ///   - plan: Made only where there is more to ask.
    init(server: ServerAddress, seen: [Observation], isInOrder: Bool, plan: () -> SurveyPlan) {
        self.server = server
        self.seen = seen
        guard !isInOrder else { return }
        var plan = plan()
        _ = plan.next(after: [])
        pending = plan.next(after: seen)
        self.plan = plan
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
        let questions = SurveyPlan.firstQuestions(
            about: owner, in: cut.apex, configuration.probe, maximumAncestors: configuration.bounds.labelsChecked)
        let servers = zone.servers
        var asks: [Ask] = []
        asks.reserveCapacity(servers.count * questions.count + 1)
        for server in servers {
            for (query, policy) in questions { asks.append(Ask(query, at: server.address, policy: policy)) }
        }
        var isCutRuledOut = unchecked.isEmpty
        if !isCutRuledOut {
            let near = cut.entryPoints
            guard let server = first(of: near.isEmpty ? servers : near, of: owner) else { return nil }
            asks.append(Ask(owner, .ns, at: server.address, policy: .brief))
        }
        let answers = await asker.ask(asks, context.allowance, mayBeDead: false)
        if !isCutRuledOut, let answer = answers.last, answer.isAnswered {
            if hiddenCut(shownBy: answer, at: owner, in: cut) != nil { return .deeper }
            isCutRuledOut = true
        }
        var asked: [AskedServer] = []
        asked.reserveCapacity(servers.count)
        for (place, server) in servers.enumerated() {
            let seen = Array(answers[place * questions.count..<(place + 1) * questions.count])
            let isInOrder = configuration.probe == .standard && SurveyReading.isInOrder(seen, in: cut.apex)
            // Answers in order are addresses.
            if !isInOrder, isReferred(by: seen, toward: owner, in: cut, discover: discover) { return .deeper }
            asked.append(
                AskedServer(server: server, seen: seen, isInOrder: isInOrder) { plan(for: owner, at: server, in: cut) })
        }
        return .asked(FirstRound(owner: owner, cut: cut, zone: zone, servers: asked, isCutRuledOut: isCutRuledOut))
    }
}
