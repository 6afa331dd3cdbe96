internal import QuadaDNS
internal import QuadaEvidence

/// Writes a frame's payload. Names, addresses and observations are written once, and then referred to by number.
struct PayloadWriter {
    private(set) var octets: [UInt8] = []
    /// None where a payload stands alone.
    var said: SaidEvidence?
    private var names: [[UInt8]: Int] = [:]
    private var addresses: [IPAddress: Int] = [:]
    private var observations: [Observation: Int] = [:]

    mutating func write(octet: UInt8) { octets.append(octet) }

    mutating func write(_ flag: Bool) { octets.append(flag ? 1 : 0) }

    /// Seven bits an octet, the lowest first.
    mutating func write(_ number: UInt64) {
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
        let (seconds, attoseconds) = SavedTime(duration).duration.components
        write(UInt64(clamping: seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
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
        write(list: map.sorted { $0.key < $1.key }) { each(&$0, $1.key, $1.value) }
    }

    mutating func write<Value>(optional: Value?, _ each: (inout Self, Value) -> Void) {
        write(optional != nil)
        if let optional { each(&self, optional) }
    }

    /// As octets, for equal names may differ in case.
    mutating func write(_ name: Name) {
        if let place = names[name.wire] { return write(count: place) }
        write(count: names.count)
        names[name.wire] = names.count
        octets.append(contentsOf: name.wire)
    }

    mutating func write(_ address: IPAddress) {
        if let place = addresses[address] { return write(count: place) }
        write(count: addresses.count)
        addresses[address] = addresses.count
        write(octets: Array(address.octets))
    }

    mutating func write(_ observation: Observation) {
        if let place = observations[observation] { return write(count: place) }
        write(count: observations.count)
        observations[observation] = observations.count
        write(count: observation.id)
        write(observation.exchange)
    }

    mutating func write(_ observations: [Observation]) { write(list: observations) { $0.write($1) } }

    mutating func write(_ names: [Name]) { write(list: names) { $0.write($1) } }

    mutating func write(_ addresses: [IPAddress]) { write(list: addresses) { $0.write($1) } }
}
