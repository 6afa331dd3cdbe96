/// One way in which answers about IPv6 go wrong: everything known about it, and the judgement itself.
///
/// There is one of each, which all findings share.
public final class Rule: Sendable {
    /// Kebab-case and stable: it states the fault, and holds no severity.
    public let code: String
    public let severity: Severity
    /// A few words for a headline.
    public let title: String
    public let sources: [Source]
    /// What is wrong, and why it is.
    public let explanation: String
    /// What it does to clients.
    public let impact: String
    public let remedy: String
    /// The setting that mends it, where a product documents one.
    public let productRemedies: [ProductRemedy]
    /// `dig` lines that show it, with `SERVER` and `NAME` for what they are asked of.
    public let demonstration: [String]
    /// The files under `fixtures/` that provoke it.
    public let scenarios: [String]
    /// What resolvers meet in such a server.
    public let behaviour: Behaviour
    /// Whether it speaks of the zone or its server as such, whichever owner was asked: said once for all owners.
    public let isAboutZone: Bool
    /// Whether it explains that a server gives other data than its siblings.
    let changesData: Bool
    let judge: Judge

    public var scope: Scope {
        switch judge {
        case .server: .server
        case .zone: .zone
        case .name: .name
        }
    }

    init(
        code: String, severity: Severity, title: String, sources: [Source], explanation: String, impact: String,
        remedy: String, productRemedies: [ProductRemedy] = [], demonstration: [String] = [], scenarios: [String],
        behaviour: Behaviour = .harmless, isAboutZone: Bool = false, changesData: Bool = false, judge: Judge
    ) {
        self.code = code
        self.severity = severity
        self.title = title
        self.sources = sources
        self.explanation = explanation
        self.impact = impact
        self.remedy = remedy
        self.productRemedies = productRemedies
        self.demonstration = demonstration
        self.scenarios = scenarios
        self.behaviour = behaviour
        self.isAboutZone = isAboutZone
        self.changesData = changesData || behaviour.changesData
        self.judge = judge
    }

    /// What a rule looks at, and so what its finding speaks of.
    enum Judge: Sendable {
        /// One server address and one owner.
        case server(@Sendable (ServerCase) -> Outcome)
        /// One owner at all servers of its zone.
        case zone(@Sendable (ZoneCase) -> Outcome)
        /// The whole chain of a name.
        case name(@Sendable (NameCase) -> [Outcome])
    }
}

public enum Severity: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
    case notice
    case warning
    case error

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .notice: 0
        case .warning: 1
        case .error: 2
        }
    }
}

public enum Scope: String, Hashable, Sendable, Codable {
    case server
    case zone
    case name
}

/// Where a rule comes from.
public struct Source: Hashable, Sendable, CustomStringConvertible {
    public let rfc: Int
    public let sections: [String]

    static func rfc(_ number: Int, _ sections: String...) -> Source { Source(rfc: number, sections: sections) }

    /// `RFC 1034, sections 3.6.2 and 4.3.2`.
    public var description: String {
        switch sections.count {
        case 0: "RFC \(rfc)"
        case 1: "RFC \(rfc), section \(sections[0])"
        default:
            "RFC \(rfc), sections " + sections.dropLast().joined(separator: ", ")
                + " and \(sections[sections.count - 1])"
        }
    }
}
