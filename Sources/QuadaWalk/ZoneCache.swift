internal import QuadaDNS
internal import QuadaEvidence
internal import Synchronization

/// The zones of which everything was learnt, each with the cut at which it was.
final class ZoneCache: Sendable {
    private let zones: Mutex<PackedMap<Zone>>

    init(_ limits: CacheLimits) {
        zones = Mutex(PackedMap(limitInOctets: limits.zoneOctets, unpacked: limits.unpacked))
    }

    /// Fresh, or none.
    func zone(at cut: Cut, _ now: Duration) -> Zone? {
        zones.withLock { $0.value(for: cut.apex, at: now, in: cut) }
    }

    func add(_ zone: Zone, until expires: Duration) {
        zones.withLock { $0.set(zone, for: zone.apex, until: expires) }
    }
}
