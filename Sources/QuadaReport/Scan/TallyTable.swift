/// Tallies by key, in bounded memory: 28 octets and the key for each, and an index of 4 to 8 octets.
///
/// Keys are octets one behind the other in one array, found by an open-addressing index (a `Dictionary` of `String`
/// takes three times as much). Up to `limits` it is exact, and the same whatever the order in which it was filled. Beyond
/// them the lightest keys go, a quarter at once, and what was counted of them is added up in `leftOut`: sums stay exact,
/// and so does `isPartial`, but which of the light keys are left out depends on the order.
struct TallyTable<Value: Tally>: Sendable {
    struct Limits: Hashable, Sendable {
        var keys: Int
        /// Of all keys together.
        var octets: Int
    }

    let limits: Limits
    /// No key of ours is longer: a name in presentation format has at most 1,004 octets.
    static var longestKey: Int { 1024 }

    private struct Entry {
        var start: UInt32
        var count: UInt32
        var value: Value
    }

    private var entries: [Entry] = []
    private var octets: [UInt8] = []
    /// The place in `entries`, counted from 1; 0 where there is none. A power of two, at least half of it empty.
    private var index: [UInt32] = [UInt32](repeating: 0, count: 16)

    private(set) var leftOut = Value()
    /// Whether something was left out.
    private(set) var isPartial = false

    init(limits: Limits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    /// All that is held, spare room included.
    var heldOctets: Int {
        entries.capacity * MemoryLayout<Entry>.stride + octets.capacity + index.capacity * MemoryLayout<UInt32>.stride
    }

    mutating func add(_ value: Value, to key: [UInt8]) {
        add(value, at: place(of: key))
    }

    /// Where the key stands until the next `settle()`; none where it is too long to be kept.
    mutating func place(of key: [UInt8]) -> Int? {
        guard key.count <= Self.longestKey else { return nil }
        let slot = slot(of: key)
        if index[slot] > 0 { return Int(index[slot]) - 1 }
        entries.append(Entry(start: UInt32(octets.count), count: UInt32(key.count), value: Value()))
        octets += key
        index[slot] = UInt32(entries.count)
        if entries.count * 2 > index.count { indexAnew(slots: index.count * 2) }
        return entries.count - 1
    }

    mutating func add(_ value: Value, at place: Int?) {
        if let place {
            entries[place].value.add(value)
        } else {
            leftOut.add(value)
            isPartial = true
        }
    }

    mutating func merge(_ other: TallyTable) {
        leftOut.add(other.leftOut)
        isPartial = isPartial || other.isPartial
        for entry in other.entries { add(entry.value, to: other.key(of: entry)) }
        settle()
    }

    /// Keeps the limits; every place may be another afterwards.
    mutating func settle() {
        guard entries.count > limits.keys || octets.count > limits.octets else { return }
        let old = sorted(by: { $0.weight > $1.weight })
        let (oldEntries, oldOctets) = (entries, octets)
        entries = []
        octets = []
        isPartial = true
        for place in old {
            let entry = oldEntries[place]
            let isKept =
                entries.count < limits.keys / 4 * 3 && octets.count + Int(entry.count) <= limits.octets / 4 * 3
            if isKept {
                let start = UInt32(octets.count)
                octets += oldOctets[Int(entry.start)..<Int(entry.start + entry.count)]
                entries.append(Entry(start: start, count: entry.count, value: entry.value))
            } else {
                leftOut.add(entry.value)
            }
        }
        indexAnew(slots: index.count)
    }

    /// All places in the order of the values, and of the keys' octets where two values are equal in it.
    private func sorted(by areInOrder: (Value, Value) -> Bool) -> [Int] {
        entries.indices.sorted { left, right in
            let (first, second) = (entries[left], entries[right])
            if areInOrder(first.value, second.value) { return true }
            if areInOrder(second.value, first.value) { return false }
            return slice(of: first).lexicographicallyPrecedes(slice(of: second))
        }
    }

    /// The first keys and values in an order, `limit` of them at most.
    func rows(_ limit: Int = .max, by areInOrder: (Value, Value) -> Bool) -> [(key: String, value: Value)] {
        sorted(by: areInOrder).prefix(limit).map { place in
            (String(decoding: slice(of: entries[place]), as: UTF8.self), entries[place].value)
        }
    }

    // MARK: - The index

    /// Where the key is, or would be.
    private func slot(of key: [UInt8]) -> Int {
        var slot = Self.hash(key[...]) & (index.count - 1)
        while index[slot] > 0 {
            let entry = entries[Int(index[slot]) - 1]
            if Int(entry.count) == key.count, isKey(key, at: Int(entry.start)) { return slot }
            slot = (slot + 1) & (index.count - 1)
        }
        return slot
    }

    private func isKey(_ key: [UInt8], at start: Int) -> Bool {
        for place in key.indices where octets[start + place] != key[place] { return false }
        return true
    }

    private mutating func indexAnew(slots: Int) {
        index = [UInt32](repeating: 0, count: slots)
        for (place, entry) in entries.enumerated() {
            var slot = Self.hash(slice(of: entry)) & (slots - 1)
            while index[slot] > 0 { slot = (slot + 1) & (slots - 1) }
            index[slot] = UInt32(place + 1)
        }
    }

    /// Seeded anew in every process, so that nobody can choose names that all meet at one slot. Nothing that is written
    /// depends on it.
    private static func hash(_ key: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    private func slice(of entry: Entry) -> ArraySlice<UInt8> {
        octets[Int(entry.start)..<Int(entry.start) + Int(entry.count)]
    }

    private func key(of entry: Entry) -> [UInt8] { Array(slice(of: entry)) }
}

extension TallyTable: Hashable {
    /// Whether they hold the same keys with the same values, in whatever order they came.
    static func == (left: TallyTable, right: TallyTable) -> Bool {
        guard left.count == right.count, left.isPartial == right.isPartial, left.leftOut == right.leftOut else {
            return false
        }
        return left.entries.allSatisfy { entry in
            let place = right.index[right.slot(of: left.key(of: entry))]
            return place > 0 && right.entries[Int(place) - 1].value == entry.value
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(entries.count)
        hasher.combine(leftOut)
    }
}
