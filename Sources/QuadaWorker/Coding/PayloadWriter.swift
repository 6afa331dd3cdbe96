internal import QuadaDNS
internal import QuadaEvidence

/// Writes a frame's payload. Names, addresses and observations are written once, and then referred to by number.
struct PayloadWriter {
    private(set) var octets: [UInt8] = []
    /// None where a payload stands alone.
    var said: SaidEvidence?
    private var names = Written<Name>()
    private var addresses = Written<IPAddress>()
    private var observations = Written<Observation>()
    private var plain = PlainExchanges()

    /// For a payload of many names, addresses and observations.
    mutating func makeRoom() {
        octets.reserveCapacity(Self.foreseenOctets)
        names.makeRoom(for: Self.foreseen)
        addresses.makeRoom(for: Self.foreseen)
        observations.makeRoom(for: Self.foreseen)
    }

    /// What the evidence of a name has that is nothing out of the ordinary.
    private static let foreseenOctets = 4096
    private static let foreseen = 64

    mutating func write(octet: UInt8) { octets.append(octet) }

    mutating func write(_ flag: Bool) { octets.append(flag ? 1 : 0) }

    /// Seven bits an octet, the lowest first.
    @inline(__always)
    mutating func write(_ number: UInt64) {
        guard number > 0x7F else { return octets.append(UInt8(truncatingIfNeeded: number)) }
        writeLong(number)
    }

    private mutating func writeLong(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
    }

    /// What is below zero counts as zero: there is no such count.
    mutating func write(count: Int) { write(UInt64(clamping: count)) }

    /// Small ones of either sign take few octets.
    mutating func write(signed number: Int64) { write(UInt64(bitPattern: number << 1 ^ number >> 63)) }

    /// Whole nanoseconds, brought into the bounds of saved times.
    mutating func write(_ duration: Duration) {
        write(SavedTime(duration).duration.wholeNanoseconds)
    }

    mutating func write(octets more: [UInt8]) {
        write(count: more.count)
        octets.append(contentsOf: more)
    }

    mutating func write(_ text: String) { write(octets: Array(text.utf8)) }

    mutating func write<Element>(list: some Collection<Element>, _ each: (inout Self, Element) -> Void) {
        write(count: list.count)
        for element in list { each(&self, element) }
    }

    /// In the order of the keys, so that equal maps are equal octets.
    mutating func write<Key: Comparable & Hashable, Value>(
        map: [Key: Value], _ each: (inout Self, Key, Value) -> Void
    ) {
        write(count: map.count)
        var places = Array(map.indices)
        // Not the values, which may be large.
        if places.count > 1 { places.sort { map.keys[$0] < map.keys[$1] } }
        for place in places { each(&self, map.keys[place], map.values[place]) }
    }

    mutating func write<Value>(optional: Value?, _ each: (inout Self, Value) -> Void) {
        write(optional != nil)
        if let optional { each(&self, optional) }
    }

    mutating func write(_ name: Name) {
        let (place, isNew) = names.place(of: name)
        write(count: place)
        if isNew { octets.append(contentsOf: name.wire) }
    }

    mutating func write(_ address: IPAddress) {
        let (place, isNew) = addresses.place(of: address)
        write(count: place)
        if isNew { write(octets: address.octets) }
    }

    mutating func write(_ observation: Observation) {
        let (place, isNew) = observations.place(of: observation)
        write(count: place)
        guard isNew else { return }
        write(count: observation.id)
        let exchange = observation.exchange
        if let twin = PlainExchange(exchange).flatMap({ plain.twin(of: $0, at: place) }) {
            write(count: place - twin)
            write(twin: exchange)
        } else {
            write(count: 0)
            write(exchange)
        }
    }

    mutating func write(_ observations: [Observation]) { write(list: observations) { $0.write($1) } }

    mutating func write(_ names: [Name]) { write(list: names) { $0.write($1) } }

    mutating func write(_ addresses: [IPAddress]) { write(list: addresses) { $0.write($1) } }
}

extension Duration {
    /// Of one that is neither below zero nor longer than any run.
    var wholeNanoseconds: UInt64 {
        // Where the quotient fits, and 128 bits are not divided by 128.
        guard let attoseconds = UInt64(exactly: attoseconds) else {
            return UInt64(clamping: self.attoseconds / 1_000_000_000)
        }
        return attoseconds / 1_000_000_000
    }
}
