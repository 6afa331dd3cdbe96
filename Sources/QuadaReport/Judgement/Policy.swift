/// What its owner wants of a zone: which names must have AAAA, how grave each fault is, and what is put up with.
public struct Policy: Hashable, Sendable {
    /// Whether a name has to have AAAA at the end of its chain.
    public enum Expectation: String, Hashable, Sendable, Codable, CaseIterable {
        case required
        case optional
        case forbidden
    }

    /// What holds for some names; of an audit's entries the first that matches and says something decides.
    public struct Entry: Hashable, Sendable {
        public var names: [NamePattern]
        public var aaaa: Expectation?
        /// By the code of the rule.
        public var severities: [String: Severity]

        public init(names: [NamePattern], aaaa: Expectation? = nil, severities: [String: Severity] = [:]) {
            self.names = names
            self.aaaa = aaaa
            self.severities = severities
        }
    }

    public var entries: [Entry]
    public var waivers: [Waiver]
    /// The file it was read from; none where options alone made it.
    public var place: String?

    public init(entries: [Entry] = [], waivers: [Waiver] = [], place: String? = nil) {
        self.place = place
        self.entries = entries
        self.waivers = waivers
    }

    /// None where no entry says anything of the name.
    public func expectation(for name: String) -> Expectation? {
        entries(for: name).compactMap(\.aaaa).first
    }

    /// The severity that a rule has for a name; none where it keeps its own.
    public func severity(of code: String, for name: String) -> Severity? {
        entries(for: name).compactMap { $0.severities[code] }.first
    }

    private func entries(for name: String) -> some Sequence<Entry> {
        entries.lazy.filter { entry in entry.names.contains { $0.matches(name) } }
    }
}

/// A fault that is put up with, why, and until when.
public struct Waiver: Hashable, Sendable {
    /// Of the audited names.
    public var names: [NamePattern]
    /// Of the rules.
    public var codes: [String]
    /// Of the servers accused; any where there is none.
    public var servers: [String]
    public var reason: String
    /// The last day on which it holds, by UTC.
    public var expires: CalendarDay
    /// Where it is written.
    public var location: SourceLocation

    public init(
        names: [NamePattern], codes: [String], servers: [String] = [], reason: String, expires: CalendarDay,
        location: SourceLocation
    ) {
        self.names = names
        self.codes = codes
        self.servers = servers
        self.reason = reason
        self.expires = expires
        self.location = location
    }

    func covers(_ finding: FindingEntry, of name: String) -> Bool {
        codes.contains(finding.code)
            && (servers.isEmpty || finding.server.map { servers.contains($0.address) } == true)
            && names.contains { $0.matches(name) }
    }
}

/// A waiver as it stands beside the finding that it covers.
public struct AppliedWaiver: Hashable, Sendable, Codable {
    public var reason: String
    public var expires: CalendarDay
    /// The finding counts again then, and fails whatever its severity: somebody has to look.
    public var isExpired: Bool
    /// Where it is written.
    public var location: SourceLocation

    public init(reason: String, expires: CalendarDay, isExpired: Bool, location: SourceLocation) {
        self.reason = reason
        self.expires = expires
        self.isExpired = isExpired
        self.location = location
    }

    private enum CodingKeys: String, CodingKey {
        case reason, expires, location
        case isExpired = "expired"
    }
}
