internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// Finding the zone that holds a name: from the deepest cut that is known, down along referrals.
extension Walk {
    /// Where a descent ended.
    enum Holder: Sendable {
        /// The zone's servers answer for the name, or are to be asked whether they do.
        case zone(Cut)
        case obstacle(Obstacle)
    }

    /// Follows referrals toward `name` until a zone holds it.
    func holder(of name: Name, _ context: Context) async -> Holder {
        for _ in 0..<configuration.bounds.referrals {
            let cut = deepestCut(for: name)
            guard cuts.mayOnlyDelegate(cut, name) else { return .zone(cut) }
            switch await step(from: cut, toward: name, context) {
            case .delegated(let apex) where name.isAtOrBelow(apex): continue
            case .delegated, .holds: return .zone(cut)
            case .obstacle(let obstacle): return .obstacle(obstacle)
            }
        }
        let apex = deepestCut(for: name).apex
        context.allowance.reached(Bound(kind: .referrals, limit: configuration.bounds.referrals, name: name))
        return .obstacle(Obstacle(zone: apex, reason: .bound))
    }

    /// What asking one zone's servers for a name led to.
    enum Step: Sendable {
        case delegated(Name)
        case holds
        case obstacle(Obstacle)
    }

    /// Asks a zone's servers for `name`; names under the same label wait for one another's referral.
    private func step(from cut: Cut, toward name: Name, _ context: Context) async -> Step {
        let next = name.suffix(labels: cut.apex.labelCount + 1)
        for key in next == name ? [name] : [next, name] {
            let step = await steps.value(for: StepKey(zone: cut.apex, name: key), waiter: context.flight) { flight in
                await self.askForReferral(from: cut, toward: name, context.within(flight))
            }
            switch step {
            case nil: return .obstacle(Obstacle(zone: cut.apex, reason: .circular))
            // The flight may have been for another name under the same label.
            case .delegated(let apex) where name.isAtOrBelow(apex): return .delegated(apex)
            case .obstacle(let obstacle): return .obstacle(obstacle)
            case .delegated, .holds: continue
            }
        }
        return .holds
    }

    private func askForReferral(from cut: Cut, toward name: Name, _ context: Context) async -> Step {
        let result = await firstUseful(of: cut, context, questions: [.init(name: name, type: .a)]) { observations in
            observations.contains { Self.leadsOn($0, from: cut.apex, toward: name) }
        }
        switch result {
        case .obstacle(let obstacle): return .obstacle(obstacle)
        case .useful(let observations):
            for observation in observations {
                if let deeper = referredCut(observation, from: cut, toward: name) {
                    cuts.add(deeper, at: now)
                    return .delegated(deeper.apex)
                }
            }
            return .holds
        }
    }

    /// Whether a response ends the search at this zone's servers: a referral down, or an answer for the name.
    private static func leadsOn(_ observation: Observation, from zone: Name, toward name: Name) -> Bool {
        switch observation.answer {
        case .referral(let referral): referral.descends(from: zone, toward: name)
        case .data, .alias: true
        case .noData, .nameError: observation.isAuthoritative
        case .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: false
        }
    }

    /// The cut that a referral from `cut` toward `name` shows; none where it leads elsewhere.
    func referredCut(_ observation: Observation, from cut: Cut, toward name: Name) -> Cut? {
        guard case .referral(let referral) = observation.answer,
            referral.descends(from: cut.apex, toward: name), !referral.servers.isEmpty
        else { return nil }
        if let known = cuts[referral.owner] { return known }
        return Cut(
            apex: referral.owner, parent: cut.apex,
            serverNames: Array(referral.servers.prefix(configuration.bounds.serverNames)),
            glue: referral.glue.mapValues { Array($0.prefix(configuration.bounds.addresses)) }, referral: observation)
    }

    // MARK: - Cuts between a zone and an owner

    /// Looks for zone cuts that give no referral, because parent and child are on one server.
    ///
    /// Asks for the NS RRset of the owner and of each name between it and the zone.
    ///
    /// - Returns: The deepest such cut; none where the zone itself holds the owner.
    func hiddenCut(above owner: Name, in cut: Cut, _ context: Context) async -> Cut? {
        let labels = cut.apex.labelCount
        let candidates = candidates(above: owner, in: cut)
        return await withTaskGroup(of: Cut?.self) { group in
            for candidate in candidates {
                group.addTask { await self.checkForCut(at: candidate, owner: owner, in: cut, context) }
            }
            var deepest: Cut?
            for await found in group {
                if let found, found.apex.labelCount > deepest?.apex.labelCount ?? labels { deepest = found }
            }
            return deepest
        }
    }

    /// The owner and the names between it and the zone, of which it is not known that they are no zone of their own.
    func candidates(above owner: Name, in cut: Cut) -> [Name] {
        guard owner != cut.apex, !cut.isPinned else { return [] }
        return (cut.apex.labelCount..<owner.labelCount).suffix(configuration.bounds.labelsChecked)
            .map { owner.suffix(labels: $0 + 1) }
            .filter { !cuts.isKnownNotToBe($0, below: cut.apex, at: now) }
    }

    private func checkForCut(at name: Name, owner: Name, in cut: Cut, _ context: Context) async -> Cut? {
        let found = await cutChecks.value(for: StepKey(zone: cut.apex, name: name), waiter: context.flight) { flight in
            await self.askForNS(at: name, in: cut, context.within(flight))
        }
        // An owner is checked once; the names above it come up again for its siblings.
        if found.flatMap({ $0 }) == nil, name != owner { cuts.noteNot(name, below: cut.apex, at: now) }
        return found ?? nil
    }

    private func askForNS(at name: Name, in cut: Cut, _ context: Context) async -> Cut? {
        let result = await firstUseful(
            of: cut, context, questions: [.init(name: name, type: .ns)], policy: .brief, limit: 2,
            // Nobody waits for it alone: it goes beside the survey.
            lateness: .milliseconds(1500), spread: name
        ) { $0.contains { $0.isAnswered } }
        guard case .useful(let observations) = result, let observation = observations.first else { return nil }
        return hiddenCut(shownBy: observation, at: name, in: cut)
    }

    /// The cut that an answer to NS shows, which is then known; none where it shows none.
    func hiddenCut(shownBy observation: Observation, at name: Name, in cut: Cut) -> Cut? {
        if let referred = referredCut(observation, from: cut, toward: name) {
            cuts.add(referred, at: now)
            return referred
        }
        guard case .data(let records) = observation.answer, observation.isAuthoritative else { return nil }
        let names = records.compactMap { if case .ns(let server) = $0 { server } else { Optional<Name>.none } }
        guard !names.isEmpty else { return nil }
        let asked = cut.entryPoints.first { $0.address == observation.address }?.name ?? cut.apex
        let found = Cut(
            apex: name, parent: cut.apex, serverNames: Array(names.prefix(configuration.bounds.serverNames)),
            knownServers: [ServerAddress(name: asked, address: observation.address, source: .parent)],
            lifetime: Freshness.ofAnswers([observation]))
        cuts.add(found, at: now)
        return found
    }
}

/// A question that was put to a zone's servers in general.
struct StepKey: Hashable, Sendable {
    let zone: Name
    let name: Name
}

extension RetryPolicy {
    /// For questions whose answer is welcome but not waited for long: two attempts.
    static let brief = RetryPolicy(
        start: .udp, udpTimeouts: [.milliseconds(1500), .seconds(2)], tcpTimeout: .seconds(3), tcpAttempts: 1)
}
