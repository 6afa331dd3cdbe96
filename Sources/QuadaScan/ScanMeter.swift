internal import Synchronization

/// How far a scan is at one moment.
public struct ScanStanding: Sendable, Equatable {
    /// Lines that are being audited, with the hosts that belong to them.
    public var underWay = 0
    /// Octets of the input whose lines this run is through with.
    public var octetsDone = 0
    /// Octets of the input that are still to be done; none where nobody knows how long it is.
    public var octetsLeft: Int?

    public init() {}

    /// How long the rest takes at the pace of what is done; none where that can not be told.
    public func timeLeft(after elapsed: Duration) -> Duration? {
        guard let octetsLeft, octetsLeft > 0, octetsDone > 0 else { return nil }
        return elapsed * (Double(octetsLeft) / Double(octetsDone))
    }
}

/// Counts what a scan is at, for whoever shows it.
final class ScanMeter: Sendable {
    private let state = Mutex(ScanStanding())

    var standing: ScanStanding { state.withLock { $0 } }

    /// - Parameter octets: Of the whole input.
    func begin(octets: Int?) { state.withLock { $0.octetsLeft = octets } }

    /// Notes a line that an earlier run was through with.
    func skip(_ entry: ScanEntry) { state.withLock { Self.pass(entry, &$0) } }

    func begin() { state.withLock { $0.underWay += 1 } }

    func end(_ entry: ScanEntry) {
        state.withLock { standing in
            standing.underWay -= 1
            standing.octetsDone += entry.octets
            Self.pass(entry, &standing)
        }
    }

    /// The last line may have no line feed.
    private static func pass(_ entry: ScanEntry, _ standing: inout ScanStanding) {
        if let left = standing.octetsLeft { standing.octetsLeft = max(0, left - entry.octets) }
    }
}
