/// Values that are kept while they are fresh and there is room; of those beyond the limit the one goes that was used
/// least recently.
///
/// Every operation takes constant time. Times are those of the run's own clock.
struct BoundedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let key: Key
        var value: Value
        var expires: Duration
        /// The place of the one used next later; none for the last used.
        var later: Int32
        /// The place of the one used next before it.
        var earlier: Int32
    }

    private var places: [Key: Int32] = [:]
    private var entries: [Entry] = []
    private var lastUsed = Self.none
    private var firstToGo = Self.none
    private let limit: Int

    private static var none: Int32 { -1 }

    /// - Parameter limit: Clamped to 1...2^31 - 1.
    init(limit: Int) {
        self.limit = min(max(1, limit), Int(Int32.max))
    }

    var count: Int { places.count }

    /// A fresh value, which is then the last used.
    mutating func value(for key: Key, at now: Duration) -> Value? {
        entry(for: key, at: now)?.value
    }

    /// The same, and until when it is fresh.
    mutating func entry(for key: Key, at now: Duration) -> (value: Value, expires: Duration)? {
        guard let place = places[key], entries[Int(place)].expires > now else { return nil }
        use(place)
        return (entries[Int(place)].value, entries[Int(place)].expires)
    }

    /// Looking does not count as use.
    func isFresh(_ key: Key, at now: Duration) -> Bool {
        places[key].map { entries[Int($0)].expires > now } ?? false
    }

    /// A value however old it is; looking does not count as use.
    func peek(_ key: Key) -> Value? {
        places[key].map { entries[Int($0)].value }
    }

    mutating func set(_ value: Value, for key: Key, until expires: Duration) {
        if let place = places[key] {
            entries[Int(place)].value = value
            entries[Int(place)].expires = expires
            use(place)
            return
        }
        let entry = Entry(key: key, value: value, expires: expires, later: Self.none, earlier: Self.none)
        let place: Int32
        if entries.count < limit {
            place = Int32(entries.count)
            entries.append(entry)
        } else {
            place = firstToGo
            unlink(place)
            places[entries[Int(place)].key] = nil
            entries[Int(place)] = entry
        }
        places[key] = place
        link(place)
    }

    mutating func change(_ key: Key, _ change: (inout Value) -> Void) {
        guard let place = places[key] else { return }
        change(&entries[Int(place)].value)
    }

    /// What is removed keeps its place, stale and first to go, until another takes it.
    mutating func remove(_ key: Key) {
        guard let place = places[key] else { return }
        entries[Int(place)].expires = .zero
        unlink(place)
        entries[Int(place)].later = firstToGo
        if firstToGo == Self.none { lastUsed = place } else { entries[Int(firstToGo)].earlier = place }
        firstToGo = place
    }

    // MARK: - Order of use

    private mutating func use(_ place: Int32) {
        guard lastUsed != place else { return }
        unlink(place)
        link(place)
    }

    private mutating func link(_ place: Int32) {
        entries[Int(place)].later = Self.none
        entries[Int(place)].earlier = lastUsed
        if lastUsed == Self.none { firstToGo = place } else { entries[Int(lastUsed)].later = place }
        lastUsed = place
    }

    private mutating func unlink(_ place: Int32) {
        let (later, earlier) = (entries[Int(place)].later, entries[Int(place)].earlier)
        if later == Self.none { lastUsed = earlier } else { entries[Int(later)].earlier = earlier }
        if earlier == Self.none { firstToGo = later } else { entries[Int(earlier)].later = later }
        entries[Int(place)].later = Self.none
        entries[Int(place)].earlier = Self.none
    }
}
