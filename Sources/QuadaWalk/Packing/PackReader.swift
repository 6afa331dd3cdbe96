internal import QuadaDNS
internal import QuadaEvidence

/// Reads what a `PackWriter` of this process wrote. What can not be read is as if it had never been kept.
struct PackReader {
    struct Unreadable: Error {}

    private let octets: [UInt8]
    private var offset = 0
    private var names: [Name] = []
    private var addresses: [IPAddress] = []
    private var messages: [[UInt8]] = []
    private var observations: [Observation] = []
    private var lastTime: Int64 = 0

    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    /// Whether everything was read.
    var isAtEnd: Bool { offset == octets.count }

    // MARK: - Numbers

    mutating func octet() throws(Unreadable) -> UInt8 {
        guard offset < octets.count else { throw Unreadable() }
        defer { offset += 1 }
        return octets[offset]
    }

    mutating func flag() throws(Unreadable) -> Bool { try octet() != 0 }

    mutating func number() throws(Unreadable) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let octet = try octet()
            number |= UInt64(octet & 0x7F) << shift
            if octet & 0x80 == 0 { return number }
            shift += 7
        }
        throw Unreadable()
    }

    private mutating func number16() throws(Unreadable) -> UInt16 {
        guard let number = UInt16(exactly: try number()) else { throw Unreadable() }
        return number
    }

    mutating func count() throws(Unreadable) -> Int {
        guard let count = Int(exactly: try number()) else { throw Unreadable() }
        return count
    }

    mutating func signed() throws(Unreadable) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func duration() throws(Unreadable) -> Duration { .nanoseconds(try signed()) }

    private mutating func take(_ count: Int) throws(Unreadable) -> ArraySlice<UInt8> {
        guard count >= 0, count <= octets.count - offset else { throw Unreadable() }
        defer { offset += count }
        return octets[offset..<offset + count]
    }

    // MARK: - Names and addresses

    mutating func name() throws(Unreadable) -> Name {
        let place = try count()
        if place < names.count { return names[place] }
        var end = offset
        while end < octets.count, octets[end] != 0 { end += 1 + Int(octets[end]) }
        guard let name = try? Name(wire: Array(try take(end + 1 - offset))) else { throw Unreadable() }
        names.append(name)
        return name
    }

    mutating func address() throws(Unreadable) -> IPAddress {
        let place = try count()
        if place < addresses.count { return addresses[place] }
        guard let address = IPAddress(octets: try take(try count())) else { throw Unreadable() }
        addresses.append(address)
        return address
    }

    mutating func list<Element>(
        _ each: (inout Self) throws(Unreadable) -> Element
    ) throws(Unreadable) -> [Element] {
        let count = try count()
        // Every element takes an octet at least.
        guard count <= octets.count - offset else { throw Unreadable() }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try each(&self)) }
        return list
    }

    mutating func map<Key: Hashable, Value>(
        _ each: (inout Self) throws(Unreadable) -> (Key, Value)
    ) throws(Unreadable) -> [Key: Value] {
        Dictionary(try list(each)) { first, _ in first }
    }

    // MARK: - Observations

    mutating func observation() throws(Unreadable) -> Observation {
        let id = try count()
        let server = Endpoint(address: try address(), port: try number16())
        let query = try query()
        let attempts = try list { (reader) throws(Unreadable) in try reader.attempt() }
        let observation = Observation(
            id: id, exchange: Exchange(server: server, query: query, attempts: attempts), beside: observations)
        observations.append(observation)
        return observation
    }

    private mutating func query() throws(Unreadable) -> Query {
        let flags = try octet()
        let question = Question(
            name: try name(), type: RRType(rawValue: try number16()), rrclass: RRClass(rawValue: try number16()))
        return Query(
            question, recursionDesired: flags & 2 != 0, authenticData: flags & 4 != 0,
            checkingDisabled: flags & 8 != 0, edns: flags & 1 != 0 ? .standard : nil)
    }

    private mutating func attempt() throws(Unreadable) -> Attempt {
        let kind = try octet()
        guard let outcome = PackedOutcome(rawValue: kind >> 4) else { throw Unreadable() }
        let id = try number16()
        let caseMask = kind & 2 != 0 ? try number() : 0
        let sourcePort = try number16()
        lastTime &+= try signed()
        let elapsed = try duration()
        return Attempt(
            transportProtocol: kind & 1 != 0 ? .tcp : .udp, id: id, caseMask: caseMask, sourcePort: sourcePort,
            sentAt: .nanoseconds(lastTime), elapsed: elapsed, outcome: try self.outcome(outcome))
    }

    private mutating func outcome(_ outcome: PackedOutcome) throws(Unreadable) -> Attempt.Outcome {
        switch outcome {
        case .response:
            let message = Array(try take(try count()))
            messages.append(message)
            return .response(message)
        case .repeatedResponse:
            let place = try count()
            guard messages.indices.contains(place), messages[place].count >= 2 else { throw Unreadable() }
            return .response(Array(try take(2)) + messages[place][2...])
        case .silence: return .silence
        case .refused: return .refused
        case .unreachable: return .unreachable
        case .noRoute: return .noRoute
        case .closed: return .closed
        case .localError:
            guard let code = Int32(exactly: try signed()) else { throw Unreadable() }
            return .localError(code)
        }
    }
}
