internal import QuadaDNS
internal import QuadaEvidence

/// Asking every address of every server of a zone about one owner.
extension Walk {
    enum SurveyOutcome: Sendable {
        case done(Zone, [ServerSurvey])
        /// The zone delegates the owner: the survey belongs one zone deeper.
        case deeper
    }

    /// Surveys the servers that came with the cut at once, the others as they become known.
    ///
    /// - Parameter discover: Is told each alias target as soon as one server gives it.
    func survey(
        _ owner: Name, in cut: Cut, _ context: Context, discover: @escaping @Sendable (Name) -> Void
    ) async -> SurveyOutcome {
        let outcome = await withTaskGroup(of: SurveyEvent.self) { group in
            var started: Set<IPAddress> = []
            func start(_ servers: [ServerAddress]) {
                for server in servers.filter({ asker.isUsable($0.address) }).prefix(configuration.bounds.addresses)
                where started.insert(server.address).inserted {
                    group.addTask { await self.survey(owner, at: server, in: cut, context, discover: discover) }
                }
            }
            start(cut.entryPoints)
            group.addTask { .zone(await self.zone(at: cut, context)) }
            if owner != cut.apex, !cut.isPinned {
                group.addTask { .hiddenCut(await self.hiddenCut(above: owner, in: cut, context)) }
            }
            var zone = Zone(apex: cut.apex, parent: cut.parent, delegation: [], glue: [:], referral: nil)
            var surveys: [ServerSurvey] = []
            for await event in group {
                switch event {
                case .zone(let known):
                    zone = known
                    start(zone.servers)
                case .surveyed(let survey): surveys.append(survey)
                case .hiddenCut(nil): break
                case .hiddenCut, .referred:
                    group.cancelAll()
                    return SurveyOutcome.deeper
                }
            }
            return .done(zone, Self.named(surveys, as: zone.servers))
        }
        guard case .done(let zone, let surveys) = outcome else { return outcome }
        return .done(zone, await withAgreementShown(surveys, owner, context))
    }

    private enum SurveyEvent: Sendable {
        case zone(Zone)
        case surveyed(ServerSurvey)
        case hiddenCut(Cut?)
        case referred
    }

    /// Surveys one server, question by question as its answers call for.
    private func survey(
        _ owner: Name, at server: ServerAddress, in cut: Cut, _ context: Context,
        discover: @Sendable (Name) -> Void
    ) async -> SurveyEvent {
        var plan = SurveyPlan(owner: owner, address: server.address)
        var probes: [Observation] = []
        while let asks = plan.next(after: probes), !Task.isCancelled {
            let answers = await asker.ask(asks, context.allowance)
            for answer in answers {
                if case .alias(let alias) = answer.answer { ([alias.target] + alias.otherTargets).forEach(discover) }
                if let deeper = referredCut(answer, from: cut, toward: owner) {
                    cuts.add(deeper)
                    return .referred
                }
            }
            probes += answers
        }
        return .surveyed(ServerSurvey(server: server, probes: probes))
    }

    /// The surveys in the zone's order, each under the name and source that the whole zone gave its address.
    private static func named(_ surveys: [ServerSurvey], as servers: [ServerAddress]) -> [ServerSurvey] {
        let known = Dictionary(servers.map { ($0.address, $0) }) { first, _ in first }
        return surveys.map { survey in
            ServerSurvey(server: known[survey.server.address] ?? survey.server, probes: survey.probes)
        }.sorted { $0.server < $1.server }
    }

    /// Where servers that each seem in order give different answers, asks them all again: one that rotates or flips
    /// changes its own answer, one that disagrees does not.
    private func withAgreementShown(
        _ surveys: [ServerSurvey], _ owner: Name, _ context: Context
    ) async -> [ServerSurvey] {
        guard Set(surveys.compactMap(Self.content)).count > 1 else { return surveys }
        return await withTaskGroup(of: (Int, [Observation]).self) { group in
            for (index, survey) in surveys.enumerated() where Self.content(of: survey) != nil {
                group.addTask {
                    var more: [Observation] = []
                    for _ in 0..<Self.agreementRounds where !Task.isCancelled {
                        let asks = [RRType.a, .aaaa].map { Ask(owner, $0, at: survey.server.address, policy: .brief) }
                        more += await self.asker.ask(asks, context.allowance)
                    }
                    return (index, more)
                }
            }
            var result = surveys
            for await (index, more) in group {
                result[index] = ServerSurvey(server: surveys[index].server, probes: surveys[index].probes + more)
            }
            return result
        }
    }

    /// Two servers that pick one of two answers by chance look constant and different over six rounds once in 2,048.
    private static let agreementRounds = 5

    /// What a server that answered gave for A and AAAA, compared without order, TTL and signatures.
    private static func content(of survey: ServerSurvey) -> [Set<String>]? {
        let first = [RRType.a, .aaaa].compactMap { type in survey.probes.first { $0.question.type == type } }
        guard first.count == 2, first.allSatisfy(\.isAnswered) else { return nil }
        return first.map { observation in
            switch observation.answer {
            case .data(let records): Set(records.compactMap(\.address).map(\.description))
            case .alias(let alias): [alias.target.lowercased.description]
            case .noData: ["NODATA"]
            case .nameError: ["NXDOMAIN"]
            case .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: ["other"]
            }
        }
    }
}
