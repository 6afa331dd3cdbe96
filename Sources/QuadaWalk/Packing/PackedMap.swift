internal import QuadaDNS

/// What can be kept in few octets and be had again the same, together with something that is kept elsewhere.
protocol Packable: Sendable {
    /// What is known when it is read.
    associatedtype Surroundings: Sendable

    var apex: Name { get }

    func pack(into writer: inout PackWriter)

    init(from reader: inout PackReader, apex: Name, in surroundings: Surroundings) throws(PackReader.Unreadable)
}

/// Values under their apex, fresh and bounded: those that were used last as they are, many more packed and compressed.
struct PackedMap<Value: Packable> {
    private var recent: BoundedMap<UInt64, Value>
    private var store: PackStore
    private let compressor: PackCompressor

    /// - Parameter unpacked: How many are kept as they are.
    init(limitInOctets: Int, unpacked: Int) {
        recent = BoundedMap(limit: unpacked)
        store = PackStore(limitInOctets: limitInOctets)
        compressor = PackCompressor(dictionaryOctets: min(Self.dictionaryOctets, limitInOctets / 64))
    }

    /// Some hundred zones.
    private static var dictionaryOctets: Int { 96 << 10 }

    /// A fresh value, which is then used.
    mutating func value(for apex: Name, at now: Duration, in surroundings: Value.Surroundings) -> Value? {
        let key = Self.key(apex)
        // Whatever is recent counts as used in the store, too.
        let kept = store.use(key)
        if let value = recent.value(for: key, at: now), value.apex == apex { return value }
        guard let kept, .nanoseconds(kept.expires) > now, let value = unpack(kept, apex, in: surroundings) else {
            return nil
        }
        recent.set(value, for: key, until: .nanoseconds(kept.expires))
        return value
    }

    /// A value however old it is; looking does not count as use.
    func peek(_ apex: Name, in surroundings: Value.Surroundings) -> Value? {
        let key = Self.key(apex)
        if let value = recent.peek(key), value.apex == apex { return value }
        return store.peek(key).flatMap { unpack($0, apex, in: surroundings) }
    }

    func isFresh(_ apex: Name, at now: Duration) -> Bool {
        let key = Self.key(apex)
        return recent.isFresh(key, at: now) || (store.peek(key).map { .nanoseconds($0.expires) > now } ?? false)
    }

    /// What can not be packed is kept as long as it is among those used last.
    mutating func set(_ value: Value, for apex: Name, until expires: Duration) {
        let key = Self.key(apex)
        recent.set(value, for: key, until: expires)
        var writer = PackWriter()
        writer.write(value.apex)
        value.pack(into: &writer)
        guard let octets = writer.packed else {
            store.remove(key)
            return
        }
        let compressed = compressor.compressed(octets)
        store.set(
            compressed ?? octets, note: compressed == nil ? 0 : octets.count, for: key,
            until: expires.wholeNanoseconds)
    }

    /// Two names with one key would each be told from the octets, which begin with the name.
    private static func key(_ apex: Name) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(apex)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private func unpack(_ kept: PackStore.Kept, _ apex: Name, in surroundings: Value.Surroundings) -> Value? {
        var octets: [UInt8]? = nil
        if kept.note == 0 {
            octets = Array(kept.octets)
        } else {
            octets = kept.octets.withUnsafeBytes { compressor.decompressed($0, count: kept.note) }
        }
        guard let octets else { return nil }
        var reader = PackReader(octets)
        guard let name = try? reader.name(), name == apex,
            let value = try? Value(from: &reader, apex: name, in: surroundings), reader.isAtEnd
        else { return nil }
        return value
    }
}

extension Duration {
    /// Times of a run: years of them fit.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : scaled.addingReportingOverflow(attoseconds / 1_000_000_000).0
    }
}
