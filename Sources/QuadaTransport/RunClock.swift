#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Nanoseconds since a moment, by a clock that is never set back. All processes of a machine have the same, so that a
/// moment which one of them takes may be the origin of another's times.
public struct RunClock: Hashable, Sendable {
    /// In nanoseconds of CLOCK_MONOTONIC.
    public let origin: Int64

    /// - Parameter origin: None for this moment.
    public init(origin: Int64? = nil) {
        self.origin = origin ?? Self.reading
    }

    var now: Int64 { Self.reading - origin }

    /// Time since the origin.
    public var elapsed: Duration { .nanoseconds(now) }

    private static var reading: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
