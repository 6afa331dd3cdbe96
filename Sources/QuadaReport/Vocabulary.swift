/// What an audit says of a name, in one word.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// AAAA is reachable and every server conforms.
    case ready
    /// Clients get there, yet something is wrong.
    case degraded
    /// Misbehaviour of a server costs some clients the name.
    case broken
    /// Every server conforms and the end of the chain has no AAAA.
    case ipv4Only = "ipv4-only"
    /// The name does not exist.
    case nonexistent
    /// The name could not be audited; the reason is said beside it.
    case indeterminate
}

/// How grave a finding is, the gravest first.
public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case error
    case warning
    case notice

    /// A notice is less than a warning, a warning less than an error.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .notice: 0
        case .warning: 1
        case .error: 2
        }
    }
}

/// What a rule looks at, and so what its finding speaks of.
public enum RuleScope: String, Hashable, Sendable, Codable, CaseIterable {
    /// One server address and one owner name.
    case server
    /// All servers of a zone.
    case zone
    /// The whole chain of a name.
    case name
}

/// One word for what a server made of one question.
public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// A or AAAA records, as asked.
    case addresses
    /// Records of a type other than A and AAAA, as asked.
    case data
    /// A CNAME at the name, written in the zone or synthesised from a DNAME.
    case alias
    /// NOERROR without an answer: the name has no such type (RFC 2308, section 2.2).
    case noData = "nodata"
    /// The name is denied for every type (RFC 2308, section 2.1).
    case nameError = "nxdomain"
    case referral
    /// An error RCODE other than NXDOMAIN; its name stands beside it.
    case rcode
    /// Records that nobody asked for, in place of an answer.
    case wrongType = "wrong-type"
    /// A response that can not be read.
    case malformed
    /// TC, and nothing better over TCP.
    case truncated
    /// Other answers in other rounds.
    case varies
    /// No response within the patience stated in the evidence.
    case silence
    /// Said by the network or the host: ICMP unreachable, a refused connection.
    case unreachable
    /// Not asked; the server's note says why.
    case notTested = "not-tested"
}

/// The record that makes a name an alias.
public enum LinkKind: String, Hashable, Sendable, Codable, CaseIterable {
    case cname
    case dname
}

/// Where the name of a server was read.
public enum ServerSource: String, Hashable, Sendable, Codable, CaseIterable {
    /// The delegation in the parent zone.
    case parent
    /// The NS RRset at the zone's own apex.
    case child
    case both
    /// Given by the user with `--server`.
    case pinned
}

/// Where the address of a server was read.
public enum AddressSource: String, Hashable, Sendable, Codable, CaseIterable {
    /// Beside the delegation.
    case glue
    /// The answer of the servers of the zone that holds the server's name.
    case authoritative
    case both
    /// Given by the user with `--server`.
    case pinned
    /// The list of root servers.
    case hints
}

/// How a question travelled.
public enum TransportKind: String, Hashable, Sendable, Codable, CaseIterable {
    case udp
    case tcp
}
