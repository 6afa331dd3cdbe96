/// How much a worker may say, by what it was ordered: whatever is more is a worker that was taken over, or broken.
struct Allotment: Sendable {
    private var octets: Int
    private var observations: Int
    private var frames: Int
    private let observationsPerName: Int

    /// A name that is asked about everything, at 64 addresses, comes to a few MiB.
    static let octetsPerName = 64 << 20

    /// - Parameters:
    ///   - queriesPerName: What a walk's bounds allow.
    ///   - isWitnessed: Whether observations are sent as they are made.
    init(queriesPerName: Int, isWitnessed: Bool) {
        octets = 1 << 20
        // Questions that no bound lets out are observed as well, a handful for each that is let out.
        observationsPerName = isWitnessed ? 1024 + 4 * max(0, min(queriesPerName, 1 << 24)) : 0
        observations = isWitnessed ? 1024 : 0
        frames = 64
    }

    /// A name more was ordered.
    mutating func add() {
        octets = Self.sum(octets, Self.octetsPerName)
        observations = Self.sum(observations, observationsPerName)
        frames = Self.sum(frames, 16 + observationsPerName)
    }

    /// A second more went by: a sign of life is due.
    mutating func pass() {
        octets = Self.sum(octets, 256)
        frames = Self.sum(frames, 4)
    }

    /// Notes a frame.
    ///
    /// - Returns: What there was too much of; none where all is well.
    mutating func take(_ frame: Frame) -> WorkerFault.Flood? {
        octets -= frame.payload.count
        frames -= 1
        if frame.kind == .observation { observations -= 1 }
        return octets < 0 ? .octets : frames < 0 ? .frames : observations < 0 ? .observations : nil
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, isTooMuch) = left.addingReportingOverflow(right)
        return isTooMuch ? .max : sum
    }
}
