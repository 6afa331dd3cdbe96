internal import QuadaDNS
public import QuadaReport
public import QuadaYAML

/// A policy as its owner keeps it beside a zone: `quada.yaml`.
///
/// Its shape is that of `reports/quada.config.schema.json`; what that can not say (a code that is no rule, a day that is
/// none) is checked here, each with its line.
public struct PolicyFile: Hashable, Sendable {
    /// What `quada` looks for, from the working directory upwards.
    public static let name = "quada.yaml"

    public var policy: Policy
    /// None where the file leaves it to the command line.
    public var failOn: FailOn?
    public var bounds: Bounds
    public var pacing: PacingLimits
    /// A file in root-hints format, as written.
    public var hints: String?

    /// The least severity that fails, or that none does.
    public enum FailOn: Hashable, Sendable {
        case severity(Severity)
        case never
    }

    /// None where the usual bound holds.
    public struct Bounds: Hashable, Sendable {
        public var referrals: Int?
        public var links: Int?
        public var serverNames: Int?
        public var addresses: Int?
        public var queries: Int?
    }

    /// None where the usual pace holds.
    public struct PacingLimits: Hashable, Sendable {
        /// To one server address.
        public var queriesPerSecond: Int?
        /// To one server address.
        public var inFlight: Int?
        public var namesAtOnce: Int?
    }

    /// - Parameters:
    ///   - source: The file's name for errors and in the report.
    ///   - compose: Makes a tree of the text.
    public init(
        text: String, source: String, compose: YAMLTree.Composer = YAMLTree.compose
    ) throws(YAMLError) {
        var reading = PolicyReading(source: source)
        try reading.read(try YAMLNode(text: text, source: source, compose: compose))
        self = reading.file
    }

    init(source: String) {
        policy = Policy(place: source)
        bounds = Bounds()
        pacing = PacingLimits()
    }
}

/// The file while it is read.
private struct PolicyReading {
    var file: PolicyFile
    private let codes = Set(RulePage.catalogue.map(\.code))

    init(source: String) {
        file = PolicyFile(source: source)
    }

    mutating func read(_ root: YAMLNode) throws(YAMLError) {
        var everyName = Policy.Entry(names: [NamePattern("*")].compactMap(\.self))
        let keys: Set = ["names", "severities", "waivers", "fail-on", "bounds", "pacing", "hints"]
        for (key, node) in try root.entries(allowed: keys) {
            switch key {
            case "names": for item in try list(node) { file.policy.entries.append(try entry(item)) }
            case "severities": everyName.severities = try severities(node)
            case "waivers": for item in try list(node) { file.policy.waivers.append(try waiver(item)) }
            case "fail-on": file.failOn = try failOn(node)
            case "bounds": file.bounds = try bounds(node)
            case "pacing": file.pacing = try pacing(node)
            case "hints": file.hints = try text(node)
            default: break
            }
        }
        // What holds for all names holds where nothing else is said.
        if !everyName.severities.isEmpty { file.policy.entries.append(everyName) }
    }

    // MARK: - Names

    private func entry(_ node: YAMLNode) throws(YAMLError) -> Policy.Entry {
        var entry = Policy.Entry(names: [])
        for (key, value) in try node.entries(allowed: ["match", "aaaa", "severities"]) {
            switch key {
            case "match": entry.names = try patterns(value)
            case "aaaa": entry.aaaa = try word(value)
            case "severities": entry.severities = try severities(value)
            default: break
            }
        }
        guard !entry.names.isEmpty else { throw node.error("an entry of names needs match: and a pattern") }
        guard entry.aaaa != nil || !entry.severities.isEmpty else {
            throw node.error("an entry of names says aaaa:, severities: or both")
        }
        return entry
    }

    private func patterns(_ node: YAMLNode) throws(YAMLError) -> [NamePattern] {
        var patterns: [NamePattern] = []
        for item in try list(node, orOne: true) {
            guard let pattern = NamePattern(try text(item)) else { throw item.error("a pattern is wanted here") }
            patterns.append(pattern)
        }
        guard !patterns.isEmpty else { throw node.error("a pattern is wanted here") }
        return patterns
    }

    private func severities(_ node: YAMLNode) throws(YAMLError) -> [String: Severity] {
        var severities: [String: Severity] = [:]
        for (code, value) in try node.entries() {
            try check(code, at: value)
            severities[code] = try word(value) as Severity
        }
        return severities
    }

    // MARK: - Waivers

    private func waiver(_ node: YAMLNode) throws(YAMLError) -> Waiver {
        var names: [NamePattern]?
        var codes: [String] = []
        var servers: [String] = []
        var reason: String?
        var expires: CalendarDay?
        for (key, value) in try node.entries(allowed: ["match", "codes", "servers", "reason", "expires"]) {
            switch key {
            case "match": names = try patterns(value)
            case "codes":
                for item in try list(value, orOne: true) {
                    let code = try text(item)
                    try check(code, at: item)
                    codes.append(code)
                }
            case "servers":
                for item in try list(value, orOne: true) {
                    let address = try text(item)
                    guard let parsed = IPAddress(address) else { throw item.error("'\(address)' is not an IP address") }
                    servers.append("\(parsed)")
                }
            case "reason": reason = try text(value)
            case "expires":
                let day = try text(value)
                guard let parsed = CalendarDay(day) else {
                    throw value.error("'\(day)' is not a day of the calendar, as in 2027-01-31")
                }
                expires = parsed
            default: break
            }
        }
        guard let names else { throw node.error("a waiver needs match: and a pattern") }
        guard !codes.isEmpty else { throw node.error("a waiver needs codes: what it puts up with") }
        guard let reason, !reason.allSatisfy(\.isWhitespace) else {
            throw node.error("a waiver needs a reason: somebody will ask")
        }
        guard let expires else { throw node.error("a waiver needs expires: the last day on which it holds") }
        return Waiver(
            names: names, codes: codes, servers: servers, reason: reason, expires: expires,
            location: SourceLocation(file: file.policy.place ?? PolicyFile.name, line: node.line ?? 1))
    }

    // MARK: - The run

    private func failOn(_ node: YAMLNode) throws(YAMLError) -> PolicyFile.FailOn {
        if try text(node) == "never" { return .never }
        guard let severity = Severity(rawValue: try text(node)) else {
            throw node.error("error, warning, notice or never is wanted here")
        }
        return .severity(severity)
    }

    private func bounds(_ node: YAMLNode) throws(YAMLError) -> PolicyFile.Bounds {
        var bounds = PolicyFile.Bounds()
        let keys: Set = ["referrals", "links", "server-names", "addresses", "queries"]
        for (key, value) in try node.entries(allowed: keys) {
            switch key {
            case "referrals": bounds.referrals = try value.integer(in: 1...1000)
            case "links": bounds.links = try value.integer(in: 1...1000)
            case "server-names": bounds.serverNames = try value.integer(in: 1...1000)
            case "addresses": bounds.addresses = try value.integer(in: 1...10_000)
            case "queries": bounds.queries = try value.integer(in: 10...1_000_000)
            default: break
            }
        }
        return bounds
    }

    private func pacing(_ node: YAMLNode) throws(YAMLError) -> PolicyFile.PacingLimits {
        var pacing = PolicyFile.PacingLimits()
        for (key, value) in try node.entries(allowed: ["queries-per-second", "in-flight", "names-at-once"]) {
            switch key {
            case "queries-per-second": pacing.queriesPerSecond = try value.integer(in: 1...100_000)
            case "in-flight": pacing.inFlight = try value.integer(in: 1...10_000)
            case "names-at-once": pacing.namesAtOnce = try value.integer(in: 1...1024)
            default: break
            }
        }
        return pacing
    }

    // MARK: - Values

    /// A sequence; a lone value where the key takes one or several.
    private func list(_ node: YAMLNode, orOne: Bool = false) throws(YAMLError) -> [YAMLNode] {
        guard node.isSequence || (orOne && !node.isMapping) else { throw node.error("a list is wanted here") }
        return try node.items()
    }

    private func text(_ node: YAMLNode) throws(YAMLError) -> String {
        let text = try node.string()
        guard !text.isEmpty else { throw node.error("a text is wanted here") }
        return text
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ node: YAMLNode
    ) throws(YAMLError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try node.string()) else {
            throw node.error("one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")) is wanted here")
        }
        return word
    }

    private func check(_ code: String, at node: YAMLNode) throws(YAMLError) {
        guard !codes.contains(code) else { return }
        let near = RulePage.codes(near: code)
        throw node.error(
            "'\(code)' is no rule" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"))
    }
}
