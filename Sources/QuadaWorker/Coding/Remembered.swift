internal import QuadaDNS
internal import QuadaEvidence

/// What one side of a channel has said already and need not say again: the cuts and zones that many names share.
///
/// It has so many places, which are taken in turn: what was said longest ago is forgotten first, on both sides at once.
struct Said<Value: Hashable> {
    private var places: [Name: Int] = [:]
    private var values: [(apex: Name, value: Value)] = []
    private var next = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Where the value is to stand from now on, and whether it stood there already.
    mutating func place(_ value: Value, of apex: Name) -> (place: Int, isKnown: Bool) {
        if let place = places[apex], values[place].value == value { return (place, true) }
        let place = next
        next = (next + 1) % limit
        if place < values.count {
            if places[values[place].apex] == place { places[values[place].apex] = nil }
            values[place] = (apex, value)
        } else {
            values.append((apex, value))
        }
        places[apex] = place
        return (place, false)
    }
}

/// The other side of it.
struct Heard<Value> {
    private var values: [Value] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    subscript(place: Int) -> Value? { values.indices.contains(place) ? values[place] : nil }

    /// - Returns: False for a place that there is not yet.
    mutating func hear(_ value: Value, at place: Int) -> Bool {
        guard place < limit, 0...values.count ~= place else { return false }
        if place == values.count { values.append(value) } else { values[place] = value }
        return true
    }
}

/// All that a worker has said.
struct SaidEvidence {
    var zones = Said<Zone>(limit: RememberedEvidence.zones)
    var delegations = Said<Delegation>(limit: RememberedEvidence.delegations)
}

/// All that its supervisor has heard of it.
struct HeardEvidence {
    var zones = Heard<Zone>(limit: RememberedEvidence.zones)
    var delegations = Heard<Delegation>(limit: RememberedEvidence.delegations)
}

/// How much both sides remember.
enum RememberedEvidence {
    /// Names of one zone stand together or nowhere; a zone takes some 20 KiB.
    static let zones = 64
    /// The root and the top-level domains are said anew once in so many cuts.
    static let delegations = 512
}
