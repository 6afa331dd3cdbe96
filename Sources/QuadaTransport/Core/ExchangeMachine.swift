internal import QuadaDNS

/// Everything a transport decides, without a socket or a clock.
///
/// Requests and events go in with the time they happen at; actions come out, for the caller to carry out in order.
/// Times are nanoseconds from the start of the run. The same calls with the same seed give the same actions.
struct ExchangeMachine {
    typealias ExchangeID = SlotTable<OpenExchange>.Handle
    typealias AttemptID = SlotTable<OpenAttempt>.Handle
    typealias SourceID = SlotTable<Source>.Handle
    typealias BucketID = SlotTable<Bucket>.Handle

    enum Action {
        /// An attempt's octets in one datagram. A source that was not seen before is to be opened, and its port told.
        case send(AttemptID, from: SourceID, to: Endpoint)
        /// A connection, an attempt's octets over it.
        case connect(AttemptID, to: Endpoint)
        case closeSource(SourceID)
        case closeConnection(AttemptID)
    }

    /// Whose request it is: the caller's, given back when it is settled.
    struct Ticket: Hashable {
        var fanOut: SlotTable<FanOut>.Handle
        var position: Int
    }

    struct Settings {
        var pacing = Pacing.polite
        var sourcePorts = SourcePorts.onePerQuery
        var addressMap = AddressMap.direct
        /// Whether the case of QNAME is mixed in every query ("0x20").
        var mixesCase = false
        /// Where every source serves one destination only: how many of them serve several queries. Nil where a source
        /// serves all of a family.
        var sourcesPerDestination: Int?
    }

    let settings: Settings
    var randomness: Randomness
    /// What is to be done next, in order; the caller empties it.
    var actions: [Action] = []
    /// What came of requests, in the order in which they were settled; the caller empties it.
    var settled: [(ticket: Ticket, exchange: Exchange)] = []

    var exchanges = SlotTable(vacant: OpenExchange.vacant)
    var attempts = SlotTable(vacant: OpenAttempt.vacant)
    var sources = SlotTable(vacant: Source.vacant)
    /// One deadline for each exchange that waits for a response.
    var exchangeTimers = TimerHeap()
    /// The source that queries of a family leave from, where a source serves several.
    var sharedSources = SharedSources()
    var pool = SourcePool()
    /// Exchanges for which the system had no descriptor left.
    var starved = Queue<ExchangeID>()
    var starvedRetryAt: Int64?

    var buckets = SlotTable(vacant: Bucket())
    var bucketOfAddress: [IPAddress: BucketID] = [:]
    /// The last that was looked up: a server is asked two questions at once.
    var lastBucket: (address: IPAddress, handle: BucketID)?
    var commonBucket: BucketID?
    var bucketTimers = TimerHeap()
    /// Buckets that wait for room among all exchanges, in turn.
    var crowdedBuckets = Queue<BucketID>()
    var inFlight = 0
    var idleSweepAt = 1024

    /// Datagrams that came to a source with several open queries and belong to none of them.
    private(set) var unattributedStrays = 0

    init(settings: Settings, randomness: Randomness) {
        self.settings = settings
        self.randomness = randomness
    }

    /// What an attempt sends; none where it came to its end before.
    func octets(of attempt: AttemptID) -> [UInt8]? {
        attempts.contains(attempt) ? attempts[attempt].octets : nil
    }

    // MARK: - What goes in

    mutating func add(_ request: Request, ticket: Ticket, at now: Int64) -> ExchangeID {
        let exchange = exchanges.insert(
            OpenExchange(
                ticket: ticket, request: request,
                destination: settings.addressMap.destination(for: request.server),
                questionEnd: 12 + request.query.question.name.wire.count + 4,
                isTCP: request.policy.start == .tcp))
        let policy = request.policy
        guard (policy.start == .tcp ? policy.tcpAttempts : policy.udpNanoseconds.count) > 0 else {
            settle(exchange, at: now)
            return exchange
        }
        enqueue(exchange, at: now)
        return exchange
    }

    /// Settles an exchange with the attempts made so far.
    mutating func cancel(_ exchange: ExchangeID, at now: Int64) {
        guard exchanges.contains(exchange) else { return }
        settle(exchange, at: now)
    }

    /// A source was opened.
    mutating func opened(_ source: SourceID, port: UInt16) {
        guard sources.contains(source) else { return }
        sources[source].port = port
    }

    /// A connection has its local port.
    mutating func connected(_ attempt: AttemptID, port: UInt16) {
        guard attempts.contains(attempt) else { return }
        attempts[attempt].sourcePort = port
    }

    /// A datagram came to a source.
    mutating func received(_ octets: Span<UInt8>, on source: SourceID, from sender: Endpoint, at now: Int64) {
        guard sources.contains(source) else { return }
        guard let attempt = addressee(of: octets, on: source) else {
            unattributedStrays += 1
            return
        }
        take(octets, for: attempt, from: sender, at: now)
    }

    /// A message came over a connection.
    mutating func received(_ octets: Span<UInt8>, over attempt: AttemptID, from sender: Endpoint, at now: Int64) {
        guard attempts.contains(attempt) else { return }
        take(octets, for: attempt, from: sender, at: now)
    }

    /// An attempt came to nothing before its time.
    mutating func failed(_ attempt: AttemptID, _ outcome: Attempt.Outcome, at now: Int64) {
        guard attempts.contains(attempt), attempts[attempt].outcome == nil else { return }
        let exchange = attempts[attempt].exchange
        finish(attempt, outcome, at: now)
        if outcome == .noRoute {
            settle(exchange, at: now)
            return
        }
        // Two such answers are as good as three (and a server that is down costs no time-outs).
        exchanges[exchange].failures += 1
        if exchanges[exchange].failures >= Self.sufficientFailures {
            settle(exchange, at: now)
        } else if exchanges[exchange].current == attempt {
            proceed(exchange, at: now)
        }
    }

    /// ICMP said something of a datagram that left a source.
    mutating func rejected(
        on source: SourceID, id: UInt16?, destination: Endpoint, _ outcome: Attempt.Outcome, at now: Int64
    ) {
        guard sources.contains(source) else { return }
        let attempt = id.flatMap { sources[source].attempt(awaiting: $0, in: attempts) } ?? soleAttempt(on: source)
        guard let attempt, exchanges[attempts[attempt].exchange].destination == destination else { return }
        failed(attempt, outcome, at: now)
    }

    /// Makes everything happen whose time has come.
    mutating func advance(to now: Int64) {
        while let index = exchangeTimers.popDue(at: now) {
            guard let exchange = exchanges.handle(at: index) else { continue }
            timedOut(exchange, at: now)
        }
        while let index = bucketTimers.popDue(at: now) {
            guard let bucket = buckets.handle(at: index) else { continue }
            pump(bucket, at: now)
        }
        if let time = starvedRetryAt, time <= now { feedStarved(at: now) }
        if let time = pool.nextDeadline, time <= now { retireRested(at: now) }
    }

    /// When `advance` has something to do.
    var nextDeadline: Int64? {
        var next = exchangeTimers.next
        for other in [bucketTimers.next, starvedRetryAt, pool.nextDeadline] {
            if let other { next = min(other, next ?? .max) }
        }
        return next
    }

    // MARK: - Limits

    /// Refused or unreachable this often, nothing more is asked.
    static let sufficientFailures = 2
    /// Strays that one attempt records, and the octets of each.
    static let maximumStrays = 8
    static let maximumStrayOctets = 512
    /// How long a query waits where the system had no descriptor left and nothing was closed meanwhile.
    static let starvationNanoseconds: Int64 = 20_000_000
}

/// A request on its way.
struct OpenExchange {
    var ticket: ExchangeMachine.Ticket
    var request: Request
    /// Where its packets go.
    var destination: Endpoint
    /// Octets from the start of a query to the end of its question.
    var questionEnd: Int
    var isTCP: Bool
    var bucket: ExchangeMachine.BucketID?
    /// Whether it counts among those open toward its server.
    var isInFlight = false
    /// Whether it is in line to ask again.
    var awaitsTurn = false
    var udpAttempts = 0
    var tcpAttempts = 0
    /// What earlier attempts over UDP left of the time that the policy gives them.
    var timeLeft: Int64 = 0
    var failures = 0
    /// The newest attempt; the others hang on it.
    var latest: ExchangeMachine.AttemptID?
    /// The attempt whose failure or time-out leads to the next.
    var current: ExchangeMachine.AttemptID?
}

/// An attempt of an open exchange.
struct OpenAttempt {
    var exchange: ExchangeMachine.ExchangeID
    var previous: ExchangeMachine.AttemptID?
    var id: UInt16
    var caseMask: UInt64
    /// As sent: the response's question is compared with it.
    var octets: [UInt8]
    var source: ExchangeMachine.SourceID?
    var isTCP: Bool
    var sourcePort: UInt16 = 0
    var sentAt: Int64
    var endedAt: Int64 = 0
    var outcome: Attempt.Outcome?
    var strays: [Stray] = []
}

/// One source for each family at most.
struct SharedSources {
    private var ipv4: ExchangeMachine.SourceID?
    private var ipv6: ExchangeMachine.SourceID?

    subscript(family: IPFamily) -> ExchangeMachine.SourceID? {
        get { family == .ipv4 ? ipv4 : ipv6 }
        set { if family == .ipv4 { ipv4 = newValue } else { ipv6 = newValue } }
    }

    var all: [ExchangeMachine.SourceID] { [ipv4, ipv6].compactMap(\.self) }
}

/// A local port that datagrams leave from.
struct Source {
    var family: IPFamily
    var port: UInt16 = 0
    /// Queries that left from it.
    var uses = 0
    /// Attempts that still listen on it.
    var listeners = 0
    /// Takes no more queries and closes with its last listener.
    var isRetired = false
    /// Of a pool: since when nothing listened, and whether it is among those that are looked at for that.
    var restedAt: Int64 = 0
    var isInLine = false
    /// The attempt that came last.
    var latest: ExchangeMachine.AttemptID?
    /// None where the source serves one query.
    var table: IDTable?

    /// Whether an attempt of several awaits this identifier.
    func isAwaiting(_ id: UInt16) -> Bool { table?[id] != nil }

    func attempt(
        awaiting id: UInt16, in attempts: SlotTable<OpenAttempt>
    ) -> ExchangeMachine.AttemptID? {
        if let table { return table[id].flatMap { attempts.handle(at: $0) } }
        guard let latest, attempts.contains(latest), attempts[latest].id == id else { return nil }
        return latest
    }
}

extension OpenExchange {
    static var vacant: OpenExchange {
        OpenExchange(
            ticket: .init(fanOut: .init(bits: 0), position: 0),
            request: Request(
                server: .nowhere, query: Query(Question(name: .root, type: .ns), edns: nil),
                policy: RetryPolicy(start: .udpOnly, udpTimeouts: [], tcpTimeout: .zero, tcpAttempts: 0)),
            destination: .nowhere, questionEnd: 0, isTCP: false)
    }
}

extension OpenAttempt {
    static var vacant: OpenAttempt {
        OpenAttempt(
            exchange: .init(bits: 0), previous: nil, id: 0, caseMask: 0, octets: [], source: nil, isTCP: false,
            sentAt: 0)
    }
}

extension Source {
    static var vacant: Source { Source(family: .ipv4) }
}

extension Endpoint {
    fileprivate static let nowhere = Endpoint(address: .v4(0), port: 0)
}
