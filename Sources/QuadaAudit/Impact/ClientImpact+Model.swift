internal import QuadaDNS
internal import QuadaEvidence

extension ClientImpact {
    /// What the clients of a name get.
    ///
    /// - Parameter owner: Only this link's faults count, as if the rest of the chain were in order; none for the chain.
    init(of name: NameCase, model: ImpactModel, faultsOnlyAt owner: Name? = nil) {
        let model = owner.map { model.with(faultsOnlyAt: $0) } ?? model
        let reservations = Reservations(name)
        if let effect = Circumstance(name, model).effect {
            self.init(masking: nil) { _, _ in effect }
        } else if reservations.areNone, model.isHarmless, let known = Self.inOrder[model.end] {
            self = known
        } else {
            self.init(model, reservations)
        }
    }

    private init(_ model: ImpactModel, _ reservations: Reservations) {
        self.init(masking: Self.masking(in: model)) { Effect($0, $1, model, reservations) }
    }

    /// What clients get where every server is in order and nothing is in doubt: it follows from the chain's end alone.
    private static let inOrder: [ImpactModel.End: ClientImpact] = {
        var known: [ImpactModel.End: ClientImpact] = [:]
        for hasA in [false, true] {
            for hasAAAA in [false, true] {
                let end = ImpactModel.End(hasA: hasA, hasAAAA: hasAAAA)
                known[end] = ClientImpact(ImpactModel(inOrderUntil: end), Reservations())
            }
        }
        return known
    }()

    /// What one link alone does to clients; none where its servers do nothing that resolvers mind.
    init?(ofFaultsAt owner: Name, in name: NameCase, _ model: ImpactModel) {
        guard let link = model.links.first(where: { $0.owner == owner }),
            link.behaviours.contains(where: { $0 != .harmless })
        else { return nil }
        self.init(of: name, model: model, faultsOnlyAt: owner)
    }

    /// Whether some client behind some resolver loses the name that it had with all servers in order.
    static func isLoss(_ model: ImpactModel) -> Bool {
        let healthy = model.with(faultsOnlyAt: nil)
        return ResolverKind.allCases.contains { resolver in
            let fate = model.fate(at: resolver, .cold)
            let best = healthy.fate(at: resolver, .cold)
            return fate.aaaa < best.aaaa || fate.a < best.a || fate.either < best.either
                || (resolver.wasMeasuredWithDNS64 && fate.aaaaThroughDNS64 < best.aaaaThroughDNS64)
        }
    }

    private static func masking(in model: ImpactModel) -> String? {
        func found(_ resolver: ResolverKind) -> Double { model.fate(at: resolver, .cold).aaaa }
        guard found(.unbound) > found(.unboundFullQName) else { return nil }
        return
            "resolvers that minimise QNAMEs as Unbound does ask for A first and hide this; users behind others do not have that luck"
    }
}

/// What is said beside the reckoning with servers.
private struct Reservations {
    /// Suspicions of errors that could not be told.
    var doubts: [Inconclusive] = []
    var leavesOutIPv6OnlyResolvers = false

    var areNone: Bool { doubts.isEmpty && !leavesOutIPv6OnlyResolvers }

    init() {}

    init(_ name: NameCase) {
        doubts = name.inconclusive.filter { $0.server != nil && $0.rule.severity == .error }
        leavesOutIPv6OnlyResolvers = name.findings.contains { $0.code == Rule.ipv6WalkBroken.code }
    }
}

/// What stands before any reckoning with servers.
private struct Circumstance {
    let effect: ClientImpact.Effect?

    init(_ name: NameCase, _ model: ImpactModel) {
        if name.loop != nil {
            effect = .init(word: .fails, detail: "the aliases form a loop")
        } else if name.findings.contains(where: { $0.code == Rule.cnameChainTooLong.code }) {
            effect = .init(word: .fails, detail: "resolvers do not follow so many aliases")
        } else if name.chainOfClients.contains(where: \.isDenied) {
            effect = .init(word: .fails, detail: "the name at the end does not exist")
        } else if model.links.isEmpty
            || name.chainOfClients.contains(where: { $0.link.obstacle != nil || !$0.isAnswered })
        {
            effect = .init(word: .unknown, detail: "not every link of the chain could be audited")
        } else {
            effect = nil
        }
    }
}

extension ClientImpact.Effect {
    fileprivate init(
        _ client: ClientImpact.Client, _ cache: ClientImpact.Cache, _ model: ImpactModel,
        _ reservations: Reservations
    ) {
        let kinds = ResolverKind.allCases.filter { client != .ipv6OnlyDNS64 || $0.wasMeasuredWithDNS64 }
        let fates = kinds.map { ($0, ClientImpact.Share(client, model.fate(at: $0, cache), model.end)) }
        let worst = fates.map(\.1.found).min() ?? 1
        let seconds = fates.map(\.1.seconds).max() ?? 0
        let healthy = fates.map {
            ClientImpact.Share(client, model.with(faultsOnlyAt: nil).fate(at: $0.0, cache), model.end).found
        }
        if healthy.allSatisfy({ $0 == 0 }) {
            self.init(word: .fails, detail: client.whatIsMissing(model.end))
        } else if worst < 1 {
            self.init(
                word: worst == 0 ? .fails : .intermittent(share: Self.rounded(1 - worst)),
                detail: Self.difference(between: fates, worst))
        } else if seconds >= 1 {
            self.init(word: .slow(seconds: seconds), detail: client == .dualStack ? "unless it goes on with A" : nil)
        } else if let doubt = Self.doubt(model, reservations, cache) {
            self.init(word: .unknown, detail: doubt)
        } else {
            let less = [client.whatIsLess(fates.map(\.1)), client.whoIsLeftOut(reservations)].compactMap { $0 }
            self.init(word: .works, detail: less.isEmpty ? nil : less.joined(separator: "; "))
        }
    }

    /// A share of servers, as a person says it.
    private static func rounded(_ share: Double) -> Double { (share * 100).rounded() / 100 }

    /// "behind BIND; behind Unbound it works", where resolvers differ.
    private static func difference(between fates: [(ResolverKind, ClientImpact.Share)], _ worst: Double) -> String? {
        let better = fates.filter { $0.1.found > worst }
        guard !better.isEmpty else { return nil }
        let bad = fates.filter { $0.1.found == worst }.map(\.0.name).joined(separator: " and ")
        let whole = better.filter { $0.1.found == 1 }.map(\.0.name)
        let part = better.filter { $0.1.found < 1 }.map(\.0.name)
        var words: [String] = []
        if !whole.isEmpty { words.append("behind \(whole.joined(separator: " and ")) it works") }
        if !part.isEmpty { words.append("behind \(part.joined(separator: " and ")) for some lookups") }
        return "behind \(bad); " + words.joined(separator: ", ")
    }

    private static func doubt(
        _ model: ImpactModel, _ reservations: Reservations, _ cache: ClientImpact.Cache
    ) -> String? {
        for link in model.links where cache == .cold || !link.isAlias {
            if link.behaviours.contains(.dependsOnResolver) { return "it depends on the resolver, at \(link.owner)" }
            if reservations.doubts.contains(where: { $0.owner == link.owner }) {
                return "not every server of \(link.owner) could be judged"
            }
        }
        return nil
    }
}

extension ClientImpact {
    /// What one client gets at one kind of resolver.
    fileprivate struct Share {
        let found: Double
        let seconds: Double
        /// Whether there is AAAA that does not arrive.
        let lacksAAAA: Bool

        init(_ client: Client, _ fate: ImpactModel.Fate, _ end: ImpactModel.End) {
            lacksAAAA = end.hasAAAA && fate.aaaa < 1
            switch client {
            case .ipv4Only: (found, seconds) = (fate.a, fate.secondsForA)
            case .dualStack: (found, seconds) = (fate.either, fate.seconds)
            case .ipv6Only: (found, seconds) = (fate.aaaa, fate.aaaa > 0 ? fate.seconds : 0)
            case .ipv6OnlyDNS64:
                (found, seconds) = (fate.aaaaThroughDNS64, fate.aaaaThroughDNS64 > 0 ? fate.seconds : 0)
            }
        }
    }
}

extension ClientImpact.Client {
    /// Why nobody of this kind could get there, whatever the servers did.
    fileprivate func whatIsMissing(_ end: ImpactModel.End) -> String {
        switch self {
        case .ipv4Only: "there is no A"
        case .ipv6Only: "there is no AAAA"
        case .dualStack, .ipv6OnlyDNS64: "there is neither A nor AAAA"
        }
    }

    /// Whose resolver does not get there. Measured, too: resolvers with IPv6 only answer SERVFAIL.
    fileprivate func whoIsLeftOut(_ reservations: Reservations) -> String? {
        guard self != .ipv4Only, reservations.leavesOutIPv6OnlyResolvers else { return nil }
        return "not behind a resolver that itself has IPv6 only"
    }

    /// What a client that gets there does without.
    fileprivate func whatIsLess(_ shares: [ClientImpact.Share]) -> String? {
        guard shares.contains(where: \.lacksAAAA) else { return nil }
        switch self {
        case .dualStack: return "over IPv4 only, where AAAA does not arrive"
        case .ipv6OnlyDNS64: return "through NAT64, where AAAA does not arrive"
        case .ipv4Only, .ipv6Only: return nil
        }
    }
}
