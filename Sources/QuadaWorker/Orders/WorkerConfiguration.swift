internal import QuadaDNS
internal import QuadaEvidence
public import QuadaTransport
public import QuadaWalk

/// All that a worker is told before it is given names.
public struct WorkerConfiguration: Sendable {
    public var walk: WalkConfiguration
    public var pacing: Pacing
    public var sourcePorts: SourcePorts
    public var mixesCase: Bool
    /// Where packets really go, where servers are only played.
    public var addressMap: AddressMap
    /// The run's: all its workers stamp their evidence with times since one moment.
    public var clock: RunClock
    /// Whether sockets come from a broker.
    var hasHandedSockets = false
    /// Whether every observation is to be sent as it is made, beside the evidence that refers to some of them.
    public var isWitnessed = false

    public init(
        walk: WalkConfiguration, pacing: Pacing = .polite, sourcePorts: SourcePorts = .onePerQuery,
        mixesCase: Bool = false, addressMap: AddressMap = .direct, clock: RunClock = RunClock()
    ) {
        self.walk = walk
        self.pacing = pacing
        self.sourcePorts = sourcePorts
        self.mixesCase = mixesCase
        self.addressMap = addressMap
        self.clock = clock
    }

    /// Those that a worker connects to over TCP.
    var ports: [UInt16] { Array(Set(addressMap.routes.values.map(\.port)).union([walk.port])).sorted() }

    public var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(walk)
        for limit in [
            pacing.maximumInFlightPerAddress, pacing.maximumPerSecondPerAddress, pacing.burstPerAddress,
            pacing.maximumInFlight, sourcePorts.queriesPerSocket,
        ] { writer.write(count: limit) }
        writer.write(pacing.measuresRoundTrips)
        writer.write(pacing.adapts)
        writer.write(mixesCase)
        writer.write(list: addressMap.routes.sorted { ($0.key.address, $0.key.port) < ($1.key.address, $1.key.port) }) {
            $0.write($1.key)
            $0.write($1.value)
        }
        writer.write(signed: clock.origin)
        writer.write(isWitnessed)
        writer.write(hasHandedSockets)
        return writer.octets
    }

    public init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        walk = try reader.walk()
        pacing = Pacing(
            maximumInFlightPerAddress: try reader.integer(), maximumPerSecondPerAddress: try reader.integer(),
            burstPerAddress: try reader.integer(), maximumInFlight: try reader.integer())
        sourcePorts = SourcePorts(queriesPerSocket: try reader.integer())
        pacing.measuresRoundTrips = try reader.flag()
        pacing.adapts = try reader.flag()
        mixesCase = try reader.flag()
        let routes = try reader.list(atMost: 65_536, "routes") { (r) throws(Nonsense) in
            (try r.endpoint(), try r.endpoint())
        }
        addressMap = AddressMap(Dictionary(routes) { first, _ in first })
        clock = RunClock(origin: try reader.signed())
        isWitnessed = try reader.flag()
        hasHandedSockets = try reader.flag()
        try reader.end()
    }
}

extension PayloadWriter {
    fileprivate mutating func write(_ walk: WalkConfiguration) {
        write(list: walk.roots) { $0.write($1) }
        write(glue: walk.pinned)
        write(UInt64(walk.port))
        write(walk.families.contains(.ipv4))
        write(walk.families.contains(.ipv6))
        write(walk.probe.rawValue)
        write(walk.seed)
        for bound in WalkBounds.places { write(count: walk.bounds[keyPath: bound]) }
        for limit in CacheLimits.places { write(count: walk.limits[keyPath: limit]) }
        write(optional: walk.namesPerServer) { $0.write(count: $1) }
        write(walk.isBulk)
    }
}

extension PayloadReader {
    fileprivate mutating func walk() throws(Nonsense) -> WalkConfiguration {
        let roots = try servers()
        let pinned = try glue()
        let port = try integer(UInt16.self)
        var families: Set<IPFamily> = []
        for family in [IPFamily.ipv4, .ipv6] where try flag() { families.insert(family) }
        var walk = WalkConfiguration(
            roots: roots, pinned: pinned, port: port, families: families, probe: try word(), seed: try number())
        for bound in WalkBounds.places { walk.bounds[keyPath: bound] = try integer() }
        for limit in CacheLimits.places { walk.limits[keyPath: limit] = try integer() }
        walk.namesPerServer = try optional { (r) throws(Nonsense) in try r.integer() }
        walk.isBulk = try flag()
        return walk
    }
}

extension WalkBounds {
    /// All of them, in the order of the channel.
    fileprivate static var places: [WritableKeyPath<WalkBounds, Int>] {
        [
            \.referrals, \.links, \.serverNames, \.addresses, \.queries, \.serverNameAliases, \.labelsChecked,
        ]
    }
}

extension CacheLimits {
    fileprivate static var places: [WritableKeyPath<CacheLimits, Int>] {
        [
            \.unpacked, \.zoneOctets, \.cutOctets, \.hosts, \.identities, \.delegating, \.notCuts, \.failures,
        ]
    }
}
