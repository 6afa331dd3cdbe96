internal import QuadaDNS
internal import QuadaEvidence

/// A name's chain as resolvers go through it: what each link's servers do, and what there is at the end.
///
/// Pure: it knows findings, addresses and what was measured, and asks nobody.
struct ImpactModel {
    struct Link {
        let owner: Name
        let isAlias: Bool
        /// One for each server address.
        var behaviours: [Behaviour]
        /// What is at the end of the other alias that AAAA gives.
        let otherEnd: End

        var isHarmless: Bool { behaviours.allSatisfy { $0 == .harmless } }
    }

    struct End: Hashable {
        var hasA: Bool
        var hasAAAA: Bool
    }

    private(set) var links: [Link]
    let end: End

    /// A chain of which only its end is known, all servers being in order.
    init(inOrderUntil end: End) {
        links = []
        self.end = end
    }

    /// Whether no server does anything that resolvers mind.
    var isHarmless: Bool { links.allSatisfy(\.isHarmless) }

    init(_ name: NameCase) {
        let chain = name.chainOfClients
        links = chain.map { link in Self.link(link, in: name) }
        end = End(
            hasA: chain.contains { !$0.addresses(.a).isEmpty }, hasAAAA: chain.contains { !$0.addresses(.aaaa).isEmpty }
        )
    }

    private static func link(_ link: LinkCase, in name: NameCase) -> Link {
        guard !name.findings.isEmpty || !link.aliases.isEmpty else {
            return Link(
                owner: link.owner, isAlias: false,
                behaviours: [Behaviour](repeating: .harmless, count: link.servers.count),
                otherEnd: End(hasA: false, hasAAAA: false))
        }
        let findings = name.findings.filter { finding in
            finding.owner == link.owner || (finding.rule.isAboutZone && finding.zone == link.link.zone)
        }
        let behaviours = link.servers.map { server in
            findings.filter { $0.server?.address == server.server.address }.map { $0.behaviour(in: link) }
                .max { $0.precedence < $1.precedence } ?? .harmless
        }
        let others = link.aliases.filter { !link.aliasesOfA.contains($0) }.compactMap { name[$0] }
        return Link(
            owner: link.owner, isAlias: !link.aliases.isEmpty, behaviours: behaviours,
            otherEnd: End(
                hasA: others.contains { !$0.addresses(.a).isEmpty || !$0.aliases.isEmpty },
                hasAAAA: others.contains { !$0.addresses(.aaaa).isEmpty || !$0.aliases.isEmpty }))
    }

    /// The same chain with every server in order but those of one link, or of none.
    func with(faultsOnlyAt owner: Name?) -> ImpactModel {
        var model = self
        for index in model.links.indices where model.links[index].owner != owner {
            model.links[index].behaviours = model.links[index].behaviours.map { _ in .harmless }
        }
        return model
    }

    /// How lookups end at one kind of resolver.
    struct Fate: Equatable {
        /// The share of lookups that bring the address that is there, 0 to 1.
        var aaaa = 1.0
        var a = 1.0
        /// A or AAAA.
        var either = 1.0
        /// AAAA, of its own or made by DNS64.
        var aaaaThroughDNS64 = 1.0
        /// What AAAA costs beside a server in order; A, likewise.
        var seconds = 0.0
        var secondsForA = 0.0
    }

    func fate(at resolver: ResolverKind, _ cache: ClientImpact.Cache) -> Fate {
        var fate = Fate()
        for link in links {
            // A cached alias is not asked about.
            if cache == .aliasesCached, link.isAlias, link.isEverCached { continue }
            let met = Self.met(link, resolver)
            func share(_ isGood: (Reaction) -> Bool) -> Double {
                Double(met.reactions.count(where: isGood)) / Double(met.reactions.count)
            }
            guard !met.reactions.isEmpty else { continue }
            fate.aaaa *= share { $0.aaaa == .found }
            fate.a *= share { $0.a == .found }
            fate.either *= share { $0.aaaa == .found || $0.a == .found }
            fate.aaaaThroughDNS64 *= share {
                $0.aaaa == .found || (end.hasA && resolver.synthesises(after: $0.aaaa) && $0.a == .found)
            }
            fate.seconds = max(fate.seconds, met.seconds)
            fate.secondsForA = max(fate.secondsForA, met.secondsForA)
        }
        if !end.hasAAAA { fate.aaaa = 0 }
        if !end.hasA { fate.a = 0 }
        fate.either = end.hasA && end.hasAAAA ? fate.either : max(fate.a, fate.aaaa)
        if !end.hasA, !end.hasAAAA { fate.aaaaThroughDNS64 = 0 }
        return fate
    }

    /// The reactions between which chance decides, as servers are drawn, and the time that the others cost.
    private static func met(
        _ link: Link, _ resolver: ResolverKind
    ) -> (reactions: [Reaction], seconds: Double, secondsForA: Double) {
        let all = link.behaviours.map { behaviour in
            return behaviour == .givesOtherAlias
                ? link.reactionToOtherAlias(resolver)
                : resolver.reaction(to: behaviour, isAlias: link.isAlias)
        }
        let final = all.filter { !$0.triesOthers }
        func cost(_ reactions: [Reaction], _ seconds: (Reaction) -> Double) -> Double {
            reactions.map(seconds).max() ?? 0
        }
        let alike = zip(all, link.behaviours).filter { !$0.1.isAboutAAAAOnly }.map(\.0)
        if final.isEmpty { return (all, cost(all, \.seconds), cost(alike, \.seconds)) }
        return (final, cost(all, \.secondsWithOthers), cost(alike, \.secondsWithOthers))
    }
}

extension ImpactModel.Link {
    /// Whether queries for A bring the alias from some server, and so into a cache.
    fileprivate var isEverCached: Bool { !behaviours.allSatisfy(\.keepsAliasFromCache) }

    /// The alias that is met first is kept and followed for both types.
    fileprivate func reactionToOtherAlias(_ resolver: ResolverKind) -> Reaction {
        guard resolver != .unbound else { return Reaction() }
        return Reaction(aaaa: otherEnd.hasAAAA ? .found : .empty, a: otherEnd.hasA ? .found : .empty)
    }
}

extension Finding {
    /// The rule's behaviour, narrowed down by what was seen.
    fileprivate func behaviour(in link: LinkCase) -> Behaviour {
        let answer = evidence.first?.answer
        if rule.behaviour == .refersAway, case .referral(let referral)? = answer {
            return referral.owner == link.link.zone ? .refersToItself : .refersAway
        }
        // An answer of whatever kind costs no time.
        return rule.behaviour == .failsAtEDNS && answer != .noResponse(.silence) ? .lame : rule.behaviour
    }
}

extension Behaviour {
    /// Whether queries for A fail as well, so that the alias is never cached.
    fileprivate var keepsAliasFromCache: Bool {
        switch self {
        case .givesSeveralAliases, .failsAtEDNS, .lame, .dead: true
        case .harmless, .hidesAlias, .deniesFromElsewhere, .silent, .deniesName, .refuses, .givesWrongType,
            .refersAway, .refersToItself, .malforms, .truncates, .givesOtherAlias, .hidesAliasFromA, .dependsOnResolver:
            false
        }
    }

    /// Of two faults of one server the one that decides what a resolver does.
    fileprivate var precedence: Int {
        switch self {
        case .harmless: 0
        case .dependsOnResolver: 1
        case .hidesAlias: 2
        case .hidesAliasFromA, .givesOtherAlias, .givesSeveralAliases, .deniesFromElsewhere, .deniesName, .refuses,
            .givesWrongType, .refersAway, .refersToItself, .malforms, .truncates, .silent:
            3
        case .lame: 4
        case .failsAtEDNS: 5
        case .dead: 6
        }
    }
}
