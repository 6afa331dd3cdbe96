import QuadaDNS
import QuadaLab
import QuadaPolicy
import QuadaReport
import QuadaRun
import QuadaTransport
import QuadaWalk
import QuadaWorker

/// What questions are sent into: the network, or a scenario in memory.
struct Mount {
    /// Makes what the run has its evidence from.
    let source: EvidenceSourceMaker
    /// The scenario's root; none where the built-in one or the user's is meant.
    var hints: RootHints?
    /// Those the scenario has expectations for.
    var names: [Name] = []
    let network: Vantage.Network
    /// The scenario's; none where the run draws its own.
    var seed: UInt64?
    /// The scenario's; none where the user's is meant.
    var probe: ProbeLevel?
    /// When the run is said to start; none for now. A simulated clock has a start of its own, so that the same run gives
    /// the same report.
    var started: Timestamp?
}

extension NetworkOptions {
    /// - Parameters:
    ///   - workers: In what processes names are walked; none where in this one.
    ///   - processes: Where a scenario is read.
    ///   - bulk: Where it is one of several loops of a scan.
    func mount(
        seed: UInt64?, pacing: PolicyFile.PacingLimits? = nil, workers: WorkerPlan?, processes: Processes,
        bulk: BulkShare? = nil, watch: ExchangeWatch
    ) throws -> Mount {
        let pacing = Pacing(pacing, bulk)
        let sourcePorts = bulk == nil ? SourcePorts.onePerQuery : .shared
        guard let lab else {
            let network: Vantage.Network = server.isEmpty ? .internet : .pinned
            if let workers {
                return Mount(
                    source: workers.source(pacing: pacing, sourcePorts: sourcePorts, watch: watch), network: network)
            }
            let transport = try SocketTransport(pacing: pacing, sourcePorts: sourcePorts, onSettled: watch.onSettled)
            return Mount(
                source: { Walk(configuration: $0, transport: transport, onObserved: $1) }, network: network)
        }
        let text = try InputFile.text(lab)
        let reading = try processes.textReading()
        let scenario: Scenario
        do throws(ScenarioError) {
            scenario = try Scenario(text: text, source: lab, compose: reading.compose, rdata: reading.rdata)
        } catch {
            throw InputError("\(error)")
        }
        let seed = seed ?? scenario.seed
        let transport = try MemoryTransport(
            internet: LabNetwork(scenario), seed: seed, pacing: pacing, onSettled: watch.onSettled)
        return Mount(
            source: { Walk(configuration: $0, transport: transport, onObserved: $1) },
            hints: RootHints(servers: scenario.roots.map { .init(name: $0.name, addresses: $0.addresses) }),
            names: scenario.expectations.map(\.name), network: .lab, seed: seed,
            probe: scenario.probe.flatMap(ProbeLevel.init), started: Scenario.clockStart)
    }
}

extension Pacing {
    /// The polite pace, but for what the policy says.
    fileprivate init(_ limits: PolicyFile.PacingLimits?, _ share: BulkShare? = nil) {
        self = .polite
        if let rate = limits?.queriesPerSecond {
            maximumPerSecondPerAddress = rate
            burstPerAddress = min(burstPerAddress, rate)
        }
        if let count = limits?.inFlight { maximumInFlightPerAddress = count }
        guard let share else { return }
        // Together the loops press an address no harder than one may.
        self = self.share(of: share.loops)
        maximumInFlight = 4096
        measuresRoundTrips = true
        adapts = true
    }
}

extension Scenario {
    /// 2014-06-01T12:00:00Z: simulated time starts in the month of the first case.
    fileprivate static let clockStart = Timestamp(millisecondsSince1970: 1_401_624_000_000)
}
