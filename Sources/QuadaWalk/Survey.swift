internal import QuadaDNS
internal import QuadaEvidence

/// Asking every address of every server of a zone about one owner.
extension Walk {
    enum SurveyOutcome: Sendable {
        case done(Zone, [ServerSurvey], Identities)
        /// The zone delegates the owner: the survey belongs one zone deeper.
        case deeper
    }

    /// Surveys the servers that came with the cut at once, the others as they become known.
    ///
    /// - Parameters:
    ///   - round: What was asked already.
    ///   - discover: Is told each alias target as soon as one server gives it.
    func survey(
        _ owner: Name, in cut: Cut, after round: FirstRound?, _ context: Context,
        discover: @escaping @Sendable (Name) -> Void
    ) async -> SurveyOutcome {
        if let round, round.isDone {
            if round.isInOrder {
                let surveys = round.servers.map { ServerSurvey(server: $0.server, probes: $0.seen) }
                if Self.areAlike(surveys) { return .done(round.zone, surveys, [:]) }
            }
            // They are the zone's servers, in its order.
            let surveys = round.servers.map { surveyed($0, owner) }
            if configuration.probe == .minimal || !surveys.contains(where: \.callsForIdentity) {
                return .done(round.zone, await withAgreementShown(surveys, owner, context), [:])
            }
        }
        let outcome = await withTaskGroup(of: SurveyEvent.self, returning: Surveyed.self) { group in
            var started: Set<IPAddress> = []
            func start(_ servers: [ServerAddress]) {
                for server in servers.filter({ asker.isUsable($0.address) }).prefix(configuration.bounds.addresses)
                where started.insert(server.address).inserted {
                    let asked = round?.servers.first { $0.server.address == server.address }
                    group.addTask {
                        await self.survey(owner, at: server, in: cut, after: asked, context, discover: discover)
                    }
                    if configuration.probe == .full { identify(server.address) }
                }
            }
            func identify(_ address: IPAddress) {
                group.addTask { .identified(address, await self.identity(of: address, serving: cut.apex, context)) }
            }
            var zone =
                round?.zone ?? Zone(apex: cut.apex, parent: cut.parent, delegation: [], glue: [:], referral: nil)
            if round != nil {
                start(zone.servers)
            } else {
                start(cut.entryPoints)
                group.addTask { .zone(await self.zone(at: cut, context)) }
            }
            if owner != cut.apex, !cut.isPinned, round?.isCutRuledOut != true {
                group.addTask { .hiddenCut(await self.hiddenCut(above: owner, in: cut, context)) }
            }
            var surveys: [SurveyedServer] = []
            var identities: Identities = [:]
            for await event in group {
                switch event {
                case .zone(let known):
                    zone = known
                    start(zone.servers)
                case .surveyed(let survey):
                    surveys.append(survey)
                    if configuration.probe == .standard, survey.callsForIdentity {
                        identify(survey.survey.server.address)
                    }
                case .identified(let address, let observations): identities[address] = observations
                case .hiddenCut(nil): break
                case .hiddenCut, .referred:
                    group.cancelAll()
                    return .deeper
                }
            }
            return .surveyed(zone, Self.named(surveys, as: zone.servers), identities)
        }
        guard case .surveyed(let zone, let surveys, let identities) = outcome else { return .deeper }
        return .done(zone, await withAgreementShown(surveys, owner, context), identities)
    }

    private enum Surveyed: Sendable {
        case surveyed(Zone, [SurveyedServer], Identities)
        case deeper
    }

    private enum SurveyEvent: Sendable {
        case zone(Zone)
        case surveyed(SurveyedServer)
        case identified(IPAddress, [Observation])
        case hiddenCut(Cut?)
        case referred
    }

    /// How one server is asked about an owner.
    func plan(for owner: Name, at server: ServerAddress, in cut: Cut, isDead: Bool = false) -> SurveyPlan {
        SurveyPlan(
            owner: owner, zone: cut.apex, address: server.address, level: configuration.probe,
            maximumAncestors: configuration.bounds.labelsChecked, isDead: isDead)
    }

    /// Surveys one server, question by question as its answers call for.
    private func survey(
        _ owner: Name, at server: ServerAddress, in cut: Cut, after asked: AskedServer?, _ context: Context,
        discover: @Sendable (Name) -> Void
    ) async -> SurveyEvent {
        let silence = asked == nil ? asker.silence(of: server.address) : nil
        var asked =
            asked ?? AskedServer(server: server, plan: plan(for: owner, at: server, in: cut, isDead: silence != nil))
        while let asks = asked.pending, !Task.isCancelled {
            let answers = await asker.ask(asks, context.allowance)
            if isReferred(by: answers, toward: owner, in: cut, discover: discover) { return .referred }
            asked.seen += answers
            asked.pending = asked.plan?.next(after: asked.seen)
        }
        var result = surveyed(asked, owner)
        if asked.seen.allSatisfy(\.isNoResponse) { result.survey.earlierSilence = silence }
        return .surveyed(result)
    }

    /// Tells the aliases that answers give.
    ///
    /// - Returns: Whether one of them leads on to a zone below, which is then known.
    func isReferred(
        by answers: [Observation], toward owner: Name, in cut: Cut, discover: @Sendable (Name) -> Void
    ) -> Bool {
        for answer in answers where answer.question.name == owner {
            if case .alias(let alias) = answer.answer { ([alias.target] + alias.otherTargets).forEach(discover) }
            if let deeper = referredCut(answer, from: cut, toward: owner) {
                cuts.add(deeper, at: now)
                return true
            }
        }
        return false
    }

    private func surveyed(_ asked: AskedServer, _ owner: Name) -> SurveyedServer {
        let isAllOwned = asked.seen.count == 2 && asked.plan == nil
        let survey = ServerSurvey(
            server: asked.server,
            probes: isAllOwned ? asked.seen : asked.seen.filter { $0.question.name == owner },
            ancestors: isAllOwned ? [] : asked.seen.filter { $0.question.name != owner })
        guard let plan = asked.plan else {
            return SurveyedServer(survey: survey, usesEDNS: true, callsForIdentity: false)
        }
        // A server that answered nothing is not asked more.
        let callsForIdentity = plan.calledForMore && survey.probes.contains(where: \.isAnswered)
        return SurveyedServer(survey: survey, usesEDNS: plan.usesEDNS, callsForIdentity: callsForIdentity)
    }

    /// The surveys in the zone's order, each under the name and source that the whole zone gave its address.
    private static func named(_ surveys: [SurveyedServer], as servers: [ServerAddress]) -> [SurveyedServer] {
        let known = Dictionary(servers.map { ($0.address, $0) }) { first, _ in first }
        return surveys.map { surveyed in
            var surveyed = surveyed
            if let server = known[surveyed.survey.server.address] { surveyed.survey.server = server }
            return surveyed
        }.sorted { $0.survey.server < $1.survey.server }
    }

    /// Where servers that each seem in order give different answers, asks them all again: one that rotates or flips
    /// changes its own answer, one that disagrees does not.
    private func withAgreementShown(
        _ surveyed: [SurveyedServer], _ owner: Name, _ context: Context
    ) async -> [ServerSurvey] {
        let surveys = surveyed.map(\.survey)
        if Self.areAlike(surveys) { return surveys }
        let contents = surveyed.compactMap(Self.content)
        guard let first = contents.first, contents.contains(where: { $0 != first }) else { return surveys }
        return await withTaskGroup(of: (Int, [Observation]).self) { group in
            for (index, server) in surveyed.enumerated() where Self.content(of: server) != nil {
                group.addTask {
                    var more: [Observation] = []
                    for _ in 0..<Self.agreementRounds where !Task.isCancelled {
                        let asks = [RRType.a, .aaaa].map { type in
                            Ask(
                                owner, type, at: server.survey.server.address, edns: server.usesEDNS, policy: .brief)
                        }
                        more += await self.asker.ask(asks, context.allowance)
                    }
                    return (index, more)
                }
            }
            var result = surveys
            for await (index, more) in group {
                result[index].probes += more
            }
            return result
        }
    }

    /// Whether all gave the same to the same first two questions: nearly all servers of a zone do.
    private static func areAlike(_ surveys: [ServerSurvey]) -> Bool {
        guard let first = surveys.first?.probes, first.count == 2 else { return surveys.isEmpty }
        return surveys.dropFirst().allSatisfy { survey in
            survey.probes.count == 2 && survey.probes[0].repeats(first[0]) && survey.probes[1].repeats(first[1])
        }
    }

    /// Two servers that pick one of two answers by chance look constant and different over six rounds once in 2,048.
    private static let agreementRounds = 5

    /// What a server that answered gave for A and AAAA, compared without order, TTL and signatures.
    private static func content(of surveyed: SurveyedServer) -> [GivenContent]? {
        let variant: EDNSVariant = surveyed.usesEDNS ? .standard : .plain
        let first = [RRType.a, .aaaa].compactMap { type in
            surveyed.survey.probes.first { $0.question.type == type && $0.variant == variant && !$0.startedOverTCP }
        }
        guard first.count == 2, first.allSatisfy(\.isAnswered) else { return nil }
        return first.map { GivenContent($0.answer) }
    }
}

private enum GivenContent: Equatable {
    /// In order, each once.
    case addresses([IPAddress])
    case alias(Name)
    case noData, nameError, other

    init(_ answer: Answer) {
        switch answer {
        case .data(let records):
            let addresses = records.compactMap(\.address)
            self = .addresses(addresses.count < 2 ? addresses : Set(addresses).sorted())
        case .alias(let alias): self = .alias(alias.target)
        case .noData: self = .noData
        case .nameError: self = .nameError
        case .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: self = .other
        }
    }
}

/// One server's survey, and how it is talked to.
private struct SurveyedServer: Sendable {
    var survey: ServerSurvey
    let usesEDNS: Bool
    /// Whether its answers are odd enough to ask what software gives them.
    let callsForIdentity: Bool
}
