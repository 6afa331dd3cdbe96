internal import QuadaDNS

/// What a server does with one owner, as far as resolvers treat it differently.
public enum Behaviour: Hashable, Sendable {
    /// Nothing that changes what a resolver answers for A and AAAA.
    case harmless
    /// A gives an alias, AAAA an empty answer.
    case hidesAlias
    /// AAAA is denied in the name of a zone that does not hold the owner.
    case deniesFromElsewhere
    /// AAAA is not answered.
    case silent
    /// AAAA is NXDOMAIN.
    case deniesName
    /// AAAA gets an error RCODE.
    case refuses
    /// The answer to AAAA holds other records.
    case givesWrongType
    /// AAAA gets a referral away from the zone.
    case refersAway
    /// AAAA gets a referral to the zone itself.
    case refersToItself
    /// The response to AAAA can not be read.
    case malforms
    /// AAAA is truncated, and TCP does not help.
    case truncates
    /// AAAA gives another alias than A.
    case givesOtherAlias
    /// AAAA gives an alias, A an empty answer or something else.
    case hidesAliasFromA
    /// Several aliases at one owner.
    case givesSeveralAliases
    /// Queries with EDNS are not answered, plain ones are.
    case failsAtEDNS
    /// One kind of resolver loses the name, another does not; which was not measured.
    case dependsOnResolver
    /// Whatever resolvers ask is answered with an error, or nothing of use, at once.
    case lame
    /// Nothing is answered.
    case dead

    /// Whether such a server gives other data than its siblings.
    var changesData: Bool {
        switch self {
        case .hidesAlias, .deniesFromElsewhere, .deniesName, .givesWrongType, .refersAway, .refersToItself, .malforms,
            .givesOtherAlias, .hidesAliasFromA, .givesSeveralAliases, .silent, .refuses, .truncates,
            .dependsOnResolver:
            true
        case .harmless, .failsAtEDNS, .lame, .dead: false
        }
    }
}
