internal import Synchronization

/// What names of a run share: kept while it is fresh, and as much of it as there is room for.
final class Cache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values: Mutex<BoundedMap<Key, Value>>

    init(limit: Int) {
        values = Mutex(BoundedMap(limit: limit))
    }

    /// Fresh, or none.
    func value(for key: Key, at now: Duration) -> Value? { values.withLock { $0.value(for: key, at: now) } }

    /// However old, for those who tell what was met.
    func peek(_ key: Key) -> Value? { values.withLock { $0.peek(key) } }

    func set(_ value: Value, for key: Key, until expires: Duration) {
        values.withLock { $0.set(value, for: key, until: expires) }
    }
}
