internal import QuadaDNS
internal import QuadaEvidence

/// Reads a payload that a `PayloadWriter` should have written, and trusts nothing in it: what it gives has been
/// checked by the same initialisers that check what comes from the network.
struct PayloadReader {
    private let octets: [UInt8]
    private(set) var offset = 0
    private var names: [Name] = []
    private var addresses: [IPAddress] = []
    private var observations: [Observation] = []
    private var references = 0
    private var sparedOctets = 0

    /// How often a payload may refer to observations; a walk stops at a quarter of it.
    static let maximumReferences = 65_536

    private let numbers: ObservationNumbers
    /// None where a payload stands alone.
    var heard: HeardEvidence?

    init(_ octets: [UInt8], numbers: ObservationNumbers = .asTheyAre) {
        self.octets = octets
        self.numbers = numbers
    }

    /// For a payload of many names, addresses and observations.
    mutating func makeRoom() {
        names.reserveCapacity(Self.foreseen)
        addresses.reserveCapacity(Self.foreseen)
        observations.reserveCapacity(Self.foreseen)
    }

    func nonsense(_ what: String) -> Nonsense { Nonsense(what, at: offset) }

    /// - Throws: Where octets are left over.
    func end() throws(Nonsense) {
        guard offset == octets.count else { throw nonsense("\(octets.count - offset) octets behind the end") }
    }

    mutating func octet() throws(Nonsense) -> UInt8 {
        guard offset < octets.count else { throw nonsense("cut off") }
        defer { offset += 1 }
        return octets[offset]
    }

    mutating func flag() throws(Nonsense) -> Bool {
        switch try octet() {
        case 0: return false
        case 1: return true
        case let other: throw nonsense("\(other) for a flag")
        }
    }

    mutating func number() throws(Nonsense) -> UInt64 {
        guard offset < octets.count else { throw nonsense("cut off") }
        let first = octets[offset]
        guard first > 0x7F else {
            offset += 1
            return UInt64(first)
        }
        return try longNumber()
    }

    private mutating func longNumber() throws(Nonsense) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let octet = try octet()
            guard shift < 63 || octet <= 1 else { break }
            number |= UInt64(octet & 0x7F) << shift
            if octet & 0x80 == 0 { return number }
        }
        throw nonsense("a number of more than 64 bits")
    }

    /// A number that fits the type that is wanted.
    mutating func integer<Wanted: FixedWidthInteger>(_: Wanted.Type = Wanted.self) throws(Nonsense) -> Wanted {
        let number = try number()
        guard let integer = Wanted(exactly: number) else { throw nonsense("\(number) where \(Wanted.self) is due") }
        return integer
    }

    mutating func count(atMost maximum: Int, _ what: String) throws(Nonsense) -> Int {
        let number = try number()
        guard let count = Int(exactly: number), count <= maximum else {
            throw nonsense("\(number) \(what), more than \(maximum)")
        }
        return count
    }

    mutating func signed() throws(Nonsense) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func duration() throws(Nonsense) -> Duration {
        let nanoseconds = try number()
        guard nanoseconds <= Self.maximumNanoseconds else { throw nonsense("a time out of range") }
        return .nanoseconds(Int64(nanoseconds))
    }

    private static let maximumNanoseconds = SavedTime(.nanoseconds(Int64.max)).duration.wholeNanoseconds

    mutating func octets(atMost maximum: Int) throws(Nonsense) -> [UInt8] {
        Array(try take(try count(atMost: maximum, "octets")))
    }

    private mutating func take(_ count: Int) throws(Nonsense) -> ArraySlice<UInt8> {
        guard count >= 0, count <= octets.count - offset else { throw nonsense("cut off") }
        defer { offset += count }
        return octets[offset..<offset + count]
    }

    mutating func text(atMost maximum: Int) throws(Nonsense) -> String {
        String(decoding: try octets(atMost: maximum), as: UTF8.self)
    }

    /// One of the words of an enumeration of this program.
    mutating func word<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws(Nonsense) -> Word {
        guard let word = Word(rawValue: try text(atMost: 64)) else { throw nonsense("no word of \(Word.self)") }
        return word
    }

    mutating func list<Element>(
        atMost maximum: Int, _ what: String, _ each: (inout Self) throws(Nonsense) -> Element
    ) throws(Nonsense) -> [Element] {
        let count = try count(atMost: maximum, what)
        // Every element takes an octet at least.
        guard count <= octets.count - offset else { throw nonsense("\(count) \(what), more than there are octets") }
        var list: [Element] = []
        list.reserveCapacity(min(count, Self.foreseen))
        for _ in 0..<count { list.append(try each(&self)) }
        return list
    }

    mutating func map<Key: Hashable & Comparable, Value>(
        atMost maximum: Int, _ what: String, _ each: (inout Self) throws(Nonsense) -> (Key, Value)
    ) throws(Nonsense) -> [Key: Value] {
        let count = try count(atMost: maximum, what)
        guard count <= octets.count - offset else { throw nonsense("\(count) \(what), more than there are octets") }
        guard count > 0 else { return [:] }
        var map: [Key: Value] = [:]
        map.reserveCapacity(min(count, Self.foreseen))
        var last: Key?
        for _ in 0..<count {
            let (key, value) = try each(&self)
            if let last, !(last < key) { throw nonsense("\(what) out of order") }
            last = key
            map.updateValue(value, forKey: key)
        }
        return map
    }

    /// Room is made for so many before any was read.
    private static let foreseen = 64

    mutating func optional<Value>(
        _ each: (inout Self) throws(Nonsense) -> Value
    ) throws(Nonsense) -> Value? {
        try flag() ? try each(&self) : nil
    }

    // MARK: - What is written once

    mutating func name() throws(Nonsense) -> Name {
        let place = try count(atMost: names.count, "for a name's number")
        if place < names.count { return names[place] }
        var end = offset
        while end < octets.count, octets[end] != 0, end - offset < Name.maximumOctets { end += 1 + Int(octets[end]) }
        let wire = Array(try take(end + 1 - offset))
        guard let name = try? Name(wire: wire) else { throw nonsense("no name") }
        names.append(name)
        return name
    }

    mutating func address() throws(Nonsense) -> IPAddress {
        let place = try count(atMost: addresses.count, "for an address's number")
        if place < addresses.count { return addresses[place] }
        let address: IPAddress
        switch try count(atMost: 16, "octets") {
        case 4: address = .v4(UInt32(truncatingIfNeeded: try bigEndian(octets: 4)))
        case 16: address = .v6(high: try bigEndian(octets: 8), low: try bigEndian(octets: 8))
        default: throw nonsense("no address")
        }
        addresses.append(address)
        return address
    }

    private mutating func bigEndian(octets count: Int) throws(Nonsense) -> UInt64 {
        var number: UInt64 = 0
        for octet in try take(count) { number = number << 8 | UInt64(octet) }
        return number
    }

    mutating func observation() throws(Nonsense) -> Observation {
        references += 1
        guard references <= Self.maximumReferences else {
            throw nonsense("more than \(Self.maximumReferences) references to observations")
        }
        let place = try count(atMost: observations.count, "for an observation's number")
        if place < observations.count { return observations[place] }
        let id = try count(atMost: 1 << 40, "for an observation's identity")
        guard let number = numbers[id] else { throw nonsense("observation \(id), which was not sent") }
        let observation: Observation
        let distance = try count(atMost: observations.count, "for how far back a twin is")
        // What servers answer alike is read once here as well.
        switch distance {
        case 0: observation = Observation(id: number, exchange: try exchange(), beside: observations)
        case 1...Self.neighbours:
            let twin = observations[observations.count - distance]
            observation = Observation(id: number, exchange: try exchange(like: twin), beside: observations)
        default:
            let twin = observations[observations.count - distance]
            observation = Observation(id: number, exchange: try exchange(like: twin), beside: [twin])
        }
        observations.append(observation)
        return observation
    }

    /// So many of the last are looked at for what was read already.
    private static let neighbours = 3

    /// Counts octets that a payload has but once and means again.
    ///
    /// - Throws: Where it could not have had them all.
    mutating func spare(_ count: Int) throws(Nonsense) {
        sparedOctets += count
        guard sparedOctets <= Frame.maximumOctets - octets.count else {
            throw nonsense("twins of more than \(Frame.maximumOctets) octets")
        }
    }

    mutating func observationList() throws(Nonsense) -> [Observation] {
        try list(atMost: Self.maximumReferences, "observations") { (r) throws(Nonsense) in try r.observation() }
    }

    mutating func nameList() throws(Nonsense) -> [Name] {
        try list(atMost: 4096, "names") { (r) throws(Nonsense) in try r.name() }
    }

    mutating func addressList() throws(Nonsense) -> [IPAddress] {
        try list(atMost: 4096, "addresses") { (r) throws(Nonsense) in try r.address() }
    }
}
