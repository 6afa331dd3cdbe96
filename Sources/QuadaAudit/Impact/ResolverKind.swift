/// The resolvers that were measured (`Tests/Resolvers/record.json`, `reports/resolvers.md`).
public enum ResolverKind: String, Hashable, Sendable, CaseIterable {
    case bind
    /// Without QNAME minimisation.
    case unboundFullQName
    /// As it comes: it minimises, and so asks for A first.
    case unbound

    /// As a sentence names it.
    public var name: String {
        switch self {
        case .bind: "BIND"
        case .unboundFullQName: "Unbound without QNAME minimisation"
        case .unbound: "Unbound"
        }
    }

    /// Whether it was measured with DNS64.
    var wasMeasuredWithDNS64: Bool { self != .unboundFullQName }
}

/// What a resolver makes of one server's behaviour.
struct Reaction: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        /// The answer of a server in order.
        case found
        /// NOERROR and nothing: believed.
        case empty
        /// NXDOMAIN: believed.
        case denied
        /// SERVFAIL.
        case failed
        /// No answer for longer than clients wait.
        case timedOut
    }

    /// AAAA on a cold cache.
    var aaaa = Outcome.found
    /// A after that AAAA.
    var a = Outcome.found
    /// Until AAAA is answered where no server does better.
    var seconds = 0.0
    /// Until AAAA is answered where another server does better.
    var secondsWithOthers = 0.0
    /// Whether the zone's other servers are asked before it is given up.
    var triesOthers = false
}

extension ResolverKind {
    /// - Parameter isAlias: Whether the owner is an alias: a minimising resolver asks for its A first and has the alias
    ///   when it comes to AAAA.
    func reaction(to behaviour: Behaviour, isAlias: Bool) -> Reaction {
        if self == .unbound, isAlias, behaviour.isAboutAAAAOnly { return Reaction() }
        let isBIND = self == .bind
        switch behaviour {
        case .harmless, .dependsOnResolver, .givesOtherAlias: return Reaction()
        // Asked first; AAAA, asked first, brings the alias for both.
        case .hidesAliasFromA: return Reaction(a: .empty)
        case .hidesAlias: return Reaction(aaaa: .empty)
        case .deniesFromElsewhere:
            return isBIND ? Reaction(aaaa: .failed, triesOthers: true) : Reaction(aaaa: .empty)
        case .deniesName: return Reaction(aaaa: .denied, a: isBIND ? .denied : .found)
        // Beside a healthy server Unbound now and then kept to the silent one for as long as the client waited.
        case .silent:
            return Reaction(
                aaaa: isBIND ? .failed : .timedOut, seconds: isBIND ? 10 : 30, secondsWithOthers: isBIND ? 1 : 30,
                triesOthers: true)
        case .refuses, .refersAway: return Reaction(aaaa: .failed, triesOthers: true)
        case .givesWrongType, .refersToItself:
            return isBIND ? Reaction(aaaa: .failed, triesOthers: true) : Reaction(aaaa: .empty)
        case .malforms: return isBIND ? Reaction(aaaa: .failed, triesOthers: true) : Reaction(aaaa: .empty)
        case .truncates: return Reaction(aaaa: .failed, seconds: isBIND ? 0 : 1.5, triesOthers: true)
        case .givesSeveralAliases:
            return isBIND ? Reaction(aaaa: .failed, a: .failed, triesOthers: true) : Reaction()
        case .lame: return Reaction(aaaa: .failed, a: .failed, triesOthers: true)
        // As above.
        case .failsAtEDNS, .dead:
            return Reaction(
                aaaa: isBIND ? .failed : .timedOut, a: isBIND ? .failed : .timedOut, seconds: isBIND ? 10 : 30,
                secondsWithOthers: isBIND ? 1 : 30, triesOthers: true)
        }
    }

    /// What DNS64 makes of AAAA where the owner has A: whether it synthesises.
    func synthesises(after outcome: Reaction.Outcome) -> Bool {
        switch outcome {
        case .found: false
        case .empty: true
        case .denied, .failed: self != .bind
        case .timedOut: false
        }
    }
}

extension Behaviour {
    /// Whether A is answered by such a server as it should be.
    var isAboutAAAAOnly: Bool {
        switch self {
        case .hidesAlias, .deniesFromElsewhere, .silent, .deniesName, .refuses, .givesWrongType, .refersAway,
            .refersToItself, .malforms, .truncates, .givesOtherAlias:
            true
        case .harmless, .hidesAliasFromA, .givesSeveralAliases, .failsAtEDNS, .lame, .dead, .dependsOnResolver: false
        }
    }
}
