/// What stood between this machine and the processes that read what servers sent.
///
/// In JSON: `{"level": "process", "missing": [{"measure": "network-namespace", "reason": "..."}]}`.
public struct Isolation: Hashable, Sendable, Codable {
    public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
        case strict, process, none
    }

    public var level: Level
    /// What the strongest level has and these processes had not; empty where they had all of it.
    public var missing: [Shortfall]

    /// One measure that could not be had, or was not wanted.
    public struct Shortfall: Hashable, Sendable, Codable {
        /// As `quada doctor` names it.
        public var measure: String
        public var reason: String

        public init(measure: String, reason: String) {
            self.measure = measure
            self.reason = reason
        }
    }

    public init(level: Level, missing: [Shortfall] = []) {
        self.level = level
        self.missing = missing
    }
}
