/// How hard servers may be pressed. Requests above a cap wait their turn, in order, for each address.
public struct Pacing: Hashable, Sendable {
    /// Exchanges open toward one server address at a time.
    public var maximumInFlightPerAddress: Int
    /// Queries sent to one server address in a second, repeated ones and connections over TCP included.
    public var maximumPerSecondPerAddress: Int
    /// Queries that may follow each other at once before the rate holds them back.
    public var burstPerAddress: Int
    /// Exchanges open in all.
    public var maximumInFlight: Int
    /// Whether the first time-outs of a policy follow the round trips that were measured to an address (`RoundTrips`).
    /// No exchange is waited for a shorter time in all.
    public var measuresRoundTrips = false
    /// Whether an address whose answers show that it is pressed too hard gets less than its caps for a while
    /// (`Congestion`).
    public var adapts = false

    /// Values below 1 count as 1.
    public init(
        maximumInFlightPerAddress: Int = 20, maximumPerSecondPerAddress: Int = 100, burstPerAddress: Int = 20,
        maximumInFlight: Int = 1024
    ) {
        self.maximumInFlightPerAddress = max(1, maximumInFlightPerAddress)
        self.maximumPerSecondPerAddress = max(1, maximumPerSecondPerAddress)
        self.burstPerAddress = max(1, burstPerAddress)
        self.maximumInFlight = max(1, maximumInFlight)
    }

    /// What a server of somebody else can be asked to bear.
    public static let polite = Pacing()

    /// No cap for one address: for servers of one's own.
    public static func unpaced(maximumInFlight: Int) -> Pacing {
        Pacing(
            maximumInFlightPerAddress: .max, maximumPerSecondPerAddress: .max, burstPerAddress: .max,
            maximumInFlight: maximumInFlight)
    }

    /// What one of several may take who press the same servers: so many parts of so many, rounded down, 1 at least. More
    /// of them than there are queries in the caps press harder than the caps say.
    public func share(_ parts: Int = 1, of all: Int) -> Pacing {
        func part(_ cap: Int) -> Int {
            cap == .max ? cap : max(1, cap / max(1, all) * parts + cap % max(1, all) * parts / max(1, all))
        }
        var share = self
        share.maximumInFlightPerAddress = part(maximumInFlightPerAddress)
        share.maximumPerSecondPerAddress = part(maximumPerSecondPerAddress)
        share.burstPerAddress = part(burstPerAddress)
        return share
    }

    /// Whether one address has a cap of its own, or something is learnt of it.
    var distinguishesAddresses: Bool {
        maximumInFlightPerAddress != .max || maximumPerSecondPerAddress != .max || measuresRoundTrips || adapts
    }
}

/// How many queries share a source port.
public struct SourcePorts: Hashable, Sendable {
    /// 1 gives every query a socket, and so a random port, of its own (RFC 5452, section 9.2). A higher number lets one
    /// socket with a random port serve that many queries, which are then sent and received in batches.
    public let queriesPerSocket: Int

    /// - Parameter queriesPerSocket: Clamped to 1...16384, so that identifiers stay hard to guess and easy to find.
    public init(queriesPerSocket: Int) {
        self.queriesPerSocket = min(max(1, queriesPerSocket), 16_384)
    }

    public static let onePerQuery = SourcePorts(queriesPerSocket: 1)

    /// For bulk: a port serves 256 queries one after another and then another is drawn, so that a forger who watches
    /// answers must guess the identifier, and a port that is known soon is worth nothing.
    public static let shared = SourcePorts(queriesPerSocket: 256)
}
