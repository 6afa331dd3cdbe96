/// A finished audit of one or more names: every word is final, and a renderer only prints.
///
/// In JSON it has the shape of `reports/quada.report.schema.json`. Domain names are fully qualified, in lower case and
/// in presentation format; whatever a server sent stands here in printable ASCII or is escaped by the renderer.
public struct Report: Hashable, Sendable {
    /// Names the shape of the JSON; the number changes when a reader of the old shape would be misled.
    public static let schema = "quada.report/1"

    public var tool: Tool
    public var started: Timestamp
    public var finished: Timestamp
    public var vantage: Vantage
    /// None where nothing came from a network.
    public var isolation: Isolation?
    /// None where the names stood on the command line.
    public var subject: Subject?
    public var gate: Gate
    /// In the order the names were given.
    public var audits: [NameAudit]
    /// What a reader must know of the whole run: "not tested over IPv6: no route here".
    public var notes: [String]

    public init(
        tool: Tool, started: Timestamp, finished: Timestamp, vantage: Vantage,
        isolation: Isolation? = nil, subject: Subject? = nil, gate: Gate = Gate(), audits: [NameAudit],
        notes: [String] = []
    ) {
        self.tool = tool
        self.started = started
        self.finished = finished
        self.vantage = vantage
        self.isolation = isolation
        self.subject = subject
        self.gate = gate
        self.audits = audits
        self.notes = notes
    }

    /// Counted from the audits, so that it can not disagree with them.
    public var summary: Summary { Summary(of: audits) }
}

/// The program that made the report.
public struct Tool: Hashable, Sendable, Codable {
    public var name: String
    public var version: String

    public init(name: String = "quada", version: String) {
        self.name = name
        self.version = version
    }

    /// This build: the one place where its version stands.
    public static let quada = Tool(version: "0.1.0")
}

/// From where, how and within what limits was audited.
public struct Vantage: Hashable, Sendable, Codable {
    /// What the questions were sent into.
    public enum Network: String, Hashable, Sendable, Codable, CaseIterable {
        /// From the root servers downward.
        case internet
        /// The servers given with `--server`, and from the root for whatever they do not hold.
        case pinned
        /// A scenario of the lab, in memory.
        case lab
        /// Saved evidence, judged again without a network.
        case replay
    }

    /// Whether this machine looked for port 53 being intercepted on its way out, and what it saw.
    public enum Preflight: String, Hashable, Sendable, Codable, CaseIterable {
        case passed
        /// Not looked: the servers were given, or the user said so.
        case skipped
        /// No root server answered at all.
        case unanswered
    }

    public var network: Network
    /// Whether servers were asked over IPv4: a route was there and the user allowed it.
    public var ipv4: Bool
    public var ipv6: Bool
    public var port: UInt16
    /// Repeats the order of servers and queries.
    public var seed: UInt64
    public var preflight: Preflight
    public var bounds: [Bound]

    public init(
        network: Network, ipv4: Bool, ipv6: Bool, port: UInt16 = 53, seed: UInt64, preflight: Preflight,
        bounds: [Bound] = []
    ) {
        self.network = network
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.port = port
        self.seed = seed
        self.preflight = preflight
        self.bounds = bounds
    }
}

/// One limit the audit kept, as "queries per name" and its number.
public struct Bound: Hashable, Sendable, Codable {
    public var name: String
    public var limit: Int

    public init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }
}

/// What the findings were held against.
public struct Gate: Hashable, Sendable, Codable {
    /// The least severity that makes a name fail; none where nothing does.
    @OrNull public var failOn: Severity?
    /// The policy's file, as it was found or named.
    @OrNull public var policy: String?
    /// The earlier report's file.
    @OrNull public var baseline: String?

    public init(failOn: Severity? = .error, policy: String? = nil, baseline: String? = nil) {
        self.failOn = failOn
        self.policy = policy
        self.baseline = baseline
    }

    private enum CodingKeys: String, CodingKey {
        case policy, baseline
        case failOn = "fail_on"
    }
}
