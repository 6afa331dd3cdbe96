public import QuadaDNS
public import QuadaReport
public import QuadaWalk

/// What a run is told: where to start, whom to ask, and within which limits.
public struct RunConfiguration: Sendable {
    /// Where the walk from the root starts.
    public var hints: RootHints
    /// Zones audited at the addresses given, whatever the DNS says of them.
    public var pinned: [Name: [IPAddress]]
    public var port: UInt16
    public var families: Set<IPFamily>
    /// How much each server is asked.
    public var probe: ProbeLevel
    /// Repeats the order of servers and queries.
    public var seed: UInt64
    public var bounds: WalkBounds
    /// Whether to look first for a network that intercepts port 53.
    public var preflight: Bool
    /// How many names are audited at a time.
    public var namesAtOnce: Int
    /// How many of them ask one server at a time, the others waiting aside; none where it does not matter.
    public var namesPerServer: Int?
    /// Whether processor time matters more than how soon one name is through.
    public var isBulk = false
    public var network: Vantage.Network
    /// What stands between this machine and the processes that walk; none where nothing comes from a network.
    public var isolation: Isolation?
    /// What was given to be audited, where that was more than names.
    public var subject: Subject?
    /// What the findings are held against.
    public var judgement: Judgement
    /// When the run starts; simulated time has a moment of its own.
    public var started: Timestamp

    public init(
        hints: RootHints = .builtIn, pinned: [Name: [IPAddress]] = [:], port: UInt16 = 53,
        families: Set<IPFamily> = Set(IPFamily.allCases), probe: ProbeLevel = .standard, seed: UInt64,
        bounds: WalkBounds = WalkBounds(),
        preflight: Bool = true, namesAtOnce: Int = 16, network: Vantage.Network = .internet,
        judgement: Judgement = Judgement(today: CalendarDay(.now)), started: Timestamp = .now
    ) {
        self.hints = hints
        self.pinned = pinned
        self.port = port
        self.families = families
        self.probe = probe
        self.seed = seed
        self.bounds = bounds
        self.preflight = preflight
        self.namesAtOnce = namesAtOnce
        self.network = network
        self.judgement = judgement
        self.started = started
    }
}
