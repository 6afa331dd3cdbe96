internal import QuadaDNS
internal import QuadaEvidence

/// Writes what a walk keeps of zones and cuts into few octets, which only this process reads again (`PackReader`).
///
/// Nearly all servers of a zone answer the same octets but for the identifier, and what there is of names and addresses
/// is said over and over: each is written once. What has no packed form, such as responses that did not match, makes the
/// whole not packable; such zones are rare.
struct PackWriter {
    private var octets: [UInt8] = []
    private var names: [Name] = []
    private var addresses: [IPAddress] = []
    private var messages: [[UInt8]] = []
    private var lastTime: Int64 = 0
    private var isWhole = true

    init() {
        octets.reserveCapacity(1024)
    }

    /// What was written; none where something had no packed form.
    var packed: [UInt8]? { isWhole ? octets : nil }

    // MARK: - Numbers

    mutating func write(_ flag: Bool) { octets.append(flag ? 1 : 0) }

    mutating func write(octet: UInt8) { octets.append(octet) }

    /// Seven bits an octet, the lowest first.
    mutating func write(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
    }

    mutating func write(count: Int) { write(UInt64(count)) }

    /// Small ones of either sign take few octets.
    mutating func write(signed number: Int64) {
        write(UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    /// Whole nanoseconds; nothing here is measured more finely.
    mutating func write(_ duration: Duration) {
        guard let nanoseconds = nanoseconds(duration) else { return }
        write(signed: nanoseconds)
    }

    private mutating func nanoseconds(_ duration: Duration) -> Int64? {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooMuch) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !overflow, !tooMuch, attoseconds % 1_000_000_000 == 0 else {
            isWhole = false
            return nil
        }
        return sum
    }

    // MARK: - Names and addresses

    /// The place in the list of those that came before, or the next place and the name.
    mutating func write(_ name: Name) {
        if let place = names.firstIndex(where: { $0.isIdentical(to: name) }) {
            write(count: place)
            return
        }
        write(count: names.count)
        names.append(name)
        octets.append(contentsOf: name.wire)
    }

    mutating func write(_ address: IPAddress) {
        if let place = addresses.firstIndex(of: address) {
            write(count: place)
            return
        }
        write(count: addresses.count)
        addresses.append(address)
        let octets = address.octets
        write(count: octets.count)
        self.octets.append(contentsOf: octets)
    }

    mutating func write<Element>(list: some Collection<Element>, _ each: (inout Self, Element) -> Void) {
        write(count: list.count)
        for element in list { each(&self, element) }
    }

    mutating func write<Key: Comparable & Hashable, Value>(
        map: [Key: Value], _ each: (inout Self, Key, Value) -> Void
    ) {
        write(list: map.sorted { $0.key < $1.key }) { each(&$0, $1.key, $1.value) }
    }

    // MARK: - Observations

    mutating func write(_ observation: Observation) {
        let exchange = observation.exchange
        write(count: observation.id)
        write(exchange.server.address)
        write(UInt64(exchange.server.port))
        write(exchange.query)
        write(list: exchange.attempts) { $0.write($1) }
    }

    private mutating func write(_ query: Query) {
        if let edns = query.edns, edns != .standard { isWhole = false }
        write(
            octet: (query.edns == nil ? 0 : 1) | (query.recursionDesired ? 2 : 0) | (query.authenticData ? 4 : 0)
                | (query.checkingDisabled ? 8 : 0))
        write(query.question.name)
        write(UInt64(query.question.type.rawValue))
        write(UInt64(query.question.rrclass.rawValue))
    }

    private mutating func write(_ attempt: Attempt) {
        if !attempt.strays.isEmpty { isWhole = false }
        let repeated = repeated(attempt.outcome)
        write(
            octet: PackedOutcome(attempt.outcome, isRepeated: repeated != nil).rawValue << 4
                | (attempt.transportProtocol == .tcp ? 1 : 0) | (attempt.caseMask == 0 ? 0 : 2))
        write(UInt64(attempt.id))
        if attempt.caseMask != 0 { write(attempt.caseMask) }
        write(UInt64(attempt.sourcePort))
        if let sentAt = nanoseconds(attempt.sentAt) {
            write(signed: sentAt &- lastTime)
            lastTime = sentAt
        }
        write(attempt.elapsed)
        switch attempt.outcome {
        case .response(let message): write(message, repeated)
        case .localError(let code): write(signed: Int64(code))
        case .silence, .refused, .unreachable, .noRoute, .closed: break
        }
    }

    /// The place of a message that is the same but for its identifier.
    private func repeated(_ outcome: Attempt.Outcome) -> Int? {
        guard case .response(let message) = outcome, message.count >= 2 else { return nil }
        return messages.firstIndex { $0.isEqual(to: message, from: 2) }
    }

    private mutating func write(_ message: [UInt8], _ repeated: Int?) {
        if let repeated {
            write(count: repeated)
            octets.append(contentsOf: message[..<2])
            return
        }
        messages.append(message)
        write(count: message.count)
        octets.append(contentsOf: message)
    }
}

/// What became of an attempt, in four bits.
enum PackedOutcome: UInt8 {
    case response, repeatedResponse, silence, refused, unreachable, noRoute, closed, localError

    init(_ outcome: Attempt.Outcome, isRepeated: Bool) {
        self =
            switch outcome {
            case .response: isRepeated ? .repeatedResponse : .response
            case .silence: .silence
            case .refused: .refused
            case .unreachable: .unreachable
            case .noRoute: .noRoute
            case .closed: .closed
            case .localError: .localError
            }
    }
}
