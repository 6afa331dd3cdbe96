public import QuadaDNS
public import QuadaYAML

/// A network written in one file: zones, servers, lies, and what an audit of it must say.
public struct Scenario: Sendable {
    /// What it shows, for a reader.
    public let about: String
    public let zones: [ScenarioZone]
    public var servers: [ScenarioServer]
    public let lies: [Lie]
    public let expectations: [Expectation]
    /// Families for which this machine has no route.
    public let unroutedFamilies: Set<IPFamily>
    public let seed: UInt64
    /// How much an audit must ask to see it all; none for the usual.
    public let probe: String?

    /// What an audit of one name must say.
    public struct Expectation: Hashable, Sendable {
        public let name: Name
        public let verdict: String
        /// `code`, or `code@address` for a finding about a server; sorted.
        public let findings: [String]
    }

    /// The servers of the root zone, for the walk to start at.
    public var roots: [ScenarioServer] { servers.filter { $0.zones.contains(.root) } }
}

/// A zone of a scenario.
public struct ScenarioZone: Hashable, Sendable {
    public let apex: Name
    public var records: [ResourceRecord]
}

/// A server of a scenario: its addresses, its zones and the way to it.
public struct ScenarioServer: Hashable, Sendable {
    public let name: Name
    public var addresses: [IPAddress]
    /// By apex.
    public var zones: [Name]
    public var roundTrip: Duration = .milliseconds(20)
    /// Packets lost, in per cent.
    public var lossPercent = 0
    public var isMinimal = true
    public var rotatesRecords = false
    public var software = LabSoftware()
    /// Whether the scenario lists its zones; otherwise they follow from NS records.
    var hasWrittenZones = false

    public init(name: Name, addresses: [IPAddress], zones: [Name]) {
        self.name = name
        self.addresses = addresses
        self.zones = zones
    }
}

/// A scenario that can not be used: where, and why.
public typealias ScenarioError = YAMLError
