internal import QuadaDNS
internal import Synchronization

/// What lies between a `MemoryTransport`'s machine and its `SimulatedInternet`: events in the order of simulated time.
final class SimulatedNetwork: CoreHolder {
    private let state: Mutex<State>

    init(
        internet: any SimulatedInternet, seed: UInt64, settings: ExchangeMachine.Settings, isObserved: Bool
    ) {
        state = Mutex(
            State(
                core: TransportCore(
                    machine: ExchangeMachine(settings: settings, randomness: .seeded(seed)), isObserved: isObserved),
                internet: internet, seed: seed))
    }

    var now: Int64 { state.withLock { $0.now } }

    /// Changes the core at the present time and sends what follows from it.
    func update(_ change: (inout TransportCore, Int64) -> Void) {
        state.withLock { state in
            change(&state.core, state.now)
            state.perform()
        }
    }

    /// Goes to the next event and makes it happen.
    ///
    /// - Returns: What callers are to be told; none where nothing is left to happen.
    func step() -> News? {
        state.withLock { state in
            if state.core.wakeups.isEmpty, state.core.unobserved.isEmpty {
                guard state.happen() else { return nil }
            }
            return state.core.takeNews()
        }
    }
}

extension SimulatedNetwork {
    /// Where an event arrives.
    private enum Place {
        case source(ExchangeMachine.SourceID, ExchangeMachine.AttemptID)
        case connection(ExchangeMachine.AttemptID)
    }

    private struct Arrival {
        var place: Place
        var event: Delivery.Event
    }

    private struct State {
        var core: TransportCore
        let internet: any SimulatedInternet
        let seed: UInt64
        var now: Int64 = 0
        private var arrivals = SlotTable(
            vacant: Arrival(place: .connection(.init(bits: 0)), event: .closed))
        private var arrivalTimes = TimerHeap()
        private var packets: UInt64 = 0
        private var ports: Randomness
        private var portOfSource: [ExchangeMachine.SourceID: UInt16] = [:]

        init(core: TransportCore, internet: any SimulatedInternet, seed: UInt64) {
            self.core = core
            self.internet = internet
            self.seed = seed
            ports = .seeded(~seed)
        }

        /// Something that arrives at the very time of a deadline is in time.
        mutating func happen() -> Bool {
            let deadline = core.nextDeadline ?? .max
            if let arrival = arrivalTimes.next, arrival <= deadline {
                now = max(now, arrival)
                if let index = arrivalTimes.popDue(at: now), let handle = arrivals.handle(at: index) {
                    arrive(arrivals.take(handle))
                }
            } else if deadline < .max {
                now = max(now, deadline)
                core.advance(to: now)
            } else {
                return false
            }
            perform()
            return true
        }

        private mutating func arrive(_ arrival: Arrival) {
            let attempt: ExchangeMachine.AttemptID
            switch (arrival.place, arrival.event) {
            case (.source(let source, _), .message(let octets, let sender)):
                core.machine.received(octets.span, on: source, from: sender, at: now)
                return
            case (.connection(let connection), .message(let octets, let sender)):
                core.machine.received(octets.span, over: connection, from: sender, at: now)
                return
            case (.source(_, let sent), _): attempt = sent
            case (.connection(let connection), _): attempt = connection
            }
            switch arrival.event {
            case .message: return
            case .refused: core.machine.failed(attempt, .refused, at: now)
            case .unreachable: core.machine.failed(attempt, .unreachable, at: now)
            case .noRoute: core.machine.failed(attempt, .noRoute, at: now)
            case .closed: core.machine.failed(attempt, .closed, at: now)
            }
        }

        mutating func perform() {
            while !core.machine.actions.isEmpty {
                var actions: [ExchangeMachine.Action] = []
                swap(&actions, &core.machine.actions)
                for action in actions { perform(action) }
            }
            core.settle()
        }

        private mutating func perform(_ action: ExchangeMachine.Action) {
            switch action {
            case .send(let attempt, let source, let destination):
                guard let octets = core.machine.octets(of: attempt) else { return }
                let port = portOfSource[source] ?? randomPort()
                portOfSource[source] = port
                core.machine.opened(source, port: port)
                send(octets, to: destination, .udp, port: port, .source(source, attempt))
            case .connect(let attempt, let destination):
                guard let octets = core.machine.octets(of: attempt) else { return }
                let port = randomPort()
                core.machine.connected(attempt, port: port)
                send(octets, to: destination, .tcp, port: port, .connection(attempt))
            case .closeSource(let source):
                portOfSource[source] = nil
            case .closeConnection:
                break
            }
        }

        private mutating func send(
            _ octets: [UInt8], to destination: Endpoint, _ transportProtocol: Attempt.TransportProtocol,
            port: UInt16, _ place: Place
        ) {
            let packet = SimulatedPacket(
                source: Endpoint(address: Self.address(of: destination.address.family), port: port),
                destination: destination, transportProtocol: transportProtocol, sentAt: .nanoseconds(now),
                number: packets, seed: seed)
            packets += 1
            for delivery in internet.deliveries(for: octets, packet) {
                let arrival = arrivals.insert(Arrival(place: place, event: delivery.event))
                arrivalTimes.set(arrival.index, at: now.addingSaturating(delivery.after.wholeNanoseconds))
            }
        }

        /// A port that is not privileged.
        private mutating func randomPort() -> UInt16 { UInt16.random(in: 1024...UInt16.max, using: &ports) }

        /// This machine's, in a range that no scenario's server has (RFC 2544, appendix C.2.2; RFC 5180, section 8).
        private static func address(of family: IPFamily) -> IPAddress {
            switch family {
            case .ipv4: .v4(0xC612_0001)
            case .ipv6: .v6(high: 0x2001_0002_0000_0000, low: 1)
            }
        }
    }
}
