internal import QuadaDNS

/// The requests of one caller, which are answered together.
struct FanOut {
    /// In the order of the requests; each is without attempts until it is settled.
    var exchanges: [Exchange]
    var open: [ExchangeMachine.ExchangeID]
    var remaining: Int
    /// None only in a place that is not taken.
    var caller: UnsafeContinuation<[Exchange], Never>?

    static var vacant: FanOut { FanOut(exchanges: [], open: [], remaining: 0, caller: nil) }
}

/// A caller that waits for a time to come.
struct Sleeper {
    var caller: UnsafeContinuation<Void, Never>?

    static var vacant: Sleeper { Sleeper(caller: nil) }
}

/// A caller to be resumed, outside of every lock.
enum Wakeup {
    case answered(UnsafeContinuation<[Exchange], Never>, [Exchange])
    case slept(UnsafeContinuation<Void, Never>)

    func resume() {
        switch self {
        case .answered(let caller, let exchanges): caller.resume(returning: exchanges)
        case .slept(let caller): caller.resume()
        }
    }
}

/// What both transports have in common: the machine, and the callers that wait for it.
///
/// Continuations are unchecked for the sake of the bulk engine; every one is kept here from its call to its resumption.
struct TransportCore {
    var machine: ExchangeMachine
    private var fanOuts = SlotTable(vacant: FanOut.vacant)
    private var sleepers = SlotTable(vacant: Sleeper.vacant)
    private var sleepTimers = TimerHeap()
    /// Whose wait is over.
    var wakeups: [Wakeup] = []
    /// What the observer has not seen yet.
    var unobserved: [Exchange] = []
    private let isObserved: Bool

    init(machine: ExchangeMachine, isObserved: Bool) {
        self.machine = machine
        self.isObserved = isObserved
    }

    /// Adds the requests of one caller; the actions that follow are the machine's.
    mutating func add(
        _ requests: [Request], for caller: UnsafeContinuation<[Exchange], Never>, _ cancellation: Cancellation,
        at now: Int64
    ) {
        let handle = fanOuts.insert(
            FanOut(
                exchanges: requests.map { Exchange(server: $0.server, query: $0.query, attempts: []) }, open: [],
                remaining: requests.count, caller: caller))
        guard cancellation.adopt(handle.bits) else {
            finish(handle)
            return
        }
        var open: [ExchangeMachine.ExchangeID] = []
        open.reserveCapacity(requests.count)
        for position in requests.indices {
            open.append(machine.add(requests[position], ticket: .init(fanOut: handle, position: position), at: now))
        }
        fanOuts[handle].open = open
    }

    /// Tells callers what became of their requests.
    mutating func settle() {
        var settled: [(ticket: ExchangeMachine.Ticket, exchange: Exchange)] = []
        swap(&settled, &machine.settled)
        for index in settled.indices { settle(settled[index].ticket, settled[index].exchange) }
        settled.removeAll(keepingCapacity: true)
        // Nothing is settled meanwhile.
        swap(&settled, &machine.settled)
    }

    private mutating func settle(_ ticket: ExchangeMachine.Ticket, _ exchange: Exchange) {
        guard fanOuts.contains(ticket.fanOut) else { return }
        if isObserved { unobserved.append(exchange) }
        fanOuts[ticket.fanOut].exchanges[ticket.position] = exchange
        fanOuts[ticket.fanOut].remaining -= 1
        if fanOuts[ticket.fanOut].remaining == 0 { finish(ticket.fanOut) }
    }

    /// Settles what is still open of a caller's requests.
    mutating func cancelExchanges(_ bits: UInt64, at now: Int64) {
        let handle = SlotTable<FanOut>.Handle(bits: bits)
        guard fanOuts.contains(handle) else { return }
        for exchange in fanOuts[handle].open { machine.cancel(exchange, at: now) }
    }

    private mutating func finish(_ handle: SlotTable<FanOut>.Handle) {
        let fanOut = fanOuts.take(handle)
        if let caller = fanOut.caller { wakeups.append(.answered(caller, fanOut.exchanges)) }
    }

    // MARK: - Sleep

    mutating func addSleeper(
        _ caller: UnsafeContinuation<Void, Never>, _ cancellation: Cancellation, until deadline: Int64
    ) {
        let handle = sleepers.insert(Sleeper(caller: caller))
        guard cancellation.adopt(handle.bits) else {
            wake(handle)
            return
        }
        sleepTimers.set(handle.index, at: deadline)
    }

    mutating func cancelSleeper(_ bits: UInt64) {
        wake(SlotTable<Sleeper>.Handle(bits: bits))
    }

    private mutating func wake(_ handle: SlotTable<Sleeper>.Handle) {
        guard sleepers.contains(handle) else { return }
        sleepTimers.cancel(handle.index)
        if let caller = sleepers.take(handle).caller { wakeups.append(.slept(caller)) }
    }

    // MARK: - Time

    mutating func advance(to now: Int64) {
        machine.advance(to: now)
        while let index = sleepTimers.popDue(at: now) {
            if let handle = sleepers.handle(at: index) { wake(handle) }
        }
    }

    var nextDeadline: Int64? {
        guard let sleep = sleepTimers.next else { return machine.nextDeadline }
        return min(sleep, machine.nextDeadline ?? .max)
    }

    /// Hands over what is to be told to callers and the observer.
    mutating func takeNews() -> News {
        defer {
            wakeups.removeAll(keepingCapacity: false)
            unobserved.removeAll(keepingCapacity: false)
        }
        return News(wakeups: wakeups, exchanges: unobserved)
    }
}

/// What a loop tells others once it holds no lock.
struct News {
    var wakeups: [Wakeup]
    var exchanges: [Exchange]

    func tell(_ observer: (@Sendable (Exchange) -> Void)?) {
        if let observer { for exchange in exchanges { observer(exchange) } }
        for wakeup in wakeups { wakeup.resume() }
    }
}
