internal import QuadaDNS

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The file that `--record` writes and `quada replay` reads: one JSON object a line (NDJSON).
///
/// The first line is the `Header`. Each other line is an object with one key, which says what it holds:
///
///     {"observation": {"id": 1, "server": {...}, "query": {...}, "attempts": [...]}}
///     {"preflight": {"result": "passed"}}
///     {"name": {"position": 0, "evidence": {...}}}
///     {"end": {"finished": "2014-06-01T12:00:00.180Z", "observations": 97, "names": 1}}
///
/// Observations are numbered from 1 and stand in that order, each once, those of the preflight and of work that names
/// share among them. A name's evidence stands behind all observations it refers to, which it does by number. Names
/// stand in the order in which they were finished; `position` is a name's place in the report. Names are in
/// presentation format, octets are hexadecimal text, times are nanoseconds from the start of the run.
///
/// The file is written as it grows, and brought to its place with every name: what a crash leaves is every name that
/// was finished. A run that came to its end, also at SIGINT, closes it with the `end` line; where that is missing the
/// file was cut off. Keys that a reader does not know are passed over.
public enum EvidenceFile {
    /// Names the format; the number changes when a reader of the old one would be misled.
    public static let schema = "quada.evidence/1"

    /// The longest line that is read, in octets without its line feed. The longest that is written has two messages of
    /// 64 KiB, as text of twice that size.
    public static let maximumLineOctets = 4 << 20

    /// Of all lines that are read, unpacked: five thousand names of the size of the widest in the lab. What is read is
    /// held, in a few times as much memory.
    public static let maximumOctets = 1 << 30

    /// Observations in a file: a hundred for each of forty thousand names.
    public static let maximumObservations = 4_000_000

    /// How often one name's evidence may refer to observations: 17 owners in zones of 64 addresses, with 60 each.
    static let maximumReferences = 65_536

    /// Owners in one name's chains and zones, and addresses of a zone; a walk stops at a quarter of it.
    static let maximumLinks = 64

    /// What was recorded, and all that the report says of the run besides its names.
    public struct Header: Hashable, Sendable, Codable {
        public var schema: String
        public var tool: Tool
        /// RFC 3339, in UTC, with milliseconds.
        public var started: String
        /// What was asked, in the report's word.
        public var network: String
        public var port: UInt16
        public var seed: UInt64
        public var bounds: [Bound]
        /// What the walks were isolated with, in the report's words; none where nothing came from a network.
        public var isolation: Isolation?
        /// How many names were to be audited.
        public var names: Int

        public struct Tool: Hashable, Sendable, Codable {
            public var name: String
            public var version: String

            public init(name: String, version: String) {
                self.name = name
                self.version = version
            }
        }

        public struct Isolation: Hashable, Sendable, Codable {
            public var level: String
            public var missing: [Shortfall]

            public struct Shortfall: Hashable, Sendable, Codable {
                public var measure: String
                public var reason: String

                public init(measure: String, reason: String) {
                    self.measure = measure
                    self.reason = reason
                }
            }

            public init(level: String, missing: [Shortfall]) {
                self.level = level
                self.missing = missing
            }
        }

        public struct Bound: Hashable, Sendable, Codable {
            public var name: String
            public var limit: Int

            public init(name: String, limit: Int) {
                self.name = name
                self.limit = limit
            }
        }

        public init(
            tool: Tool, started: String, network: String, port: UInt16, seed: UInt64, bounds: [Bound],
            isolation: Isolation? = nil, names: Int
        ) {
            schema = EvidenceFile.schema
            self.tool = tool
            self.started = started
            self.network = network
            self.port = port
            self.seed = seed
            self.bounds = bounds
            self.isolation = isolation
            self.names = names
        }
    }

    /// What looking for an interception of port 53 brought.
    public struct Preflight: Hashable, Sendable, Codable {
        public enum Result: String, Hashable, Sendable, Codable {
            case skipped, passed, unanswered, intercepted
        }

        public var result: Result
        /// The response that shows an interception.
        public var observation: Observation?

        public init(_ result: Result, observation: Observation? = nil) {
            self.result = result
            self.observation = observation
        }
    }

    /// One audited name.
    public struct Entry: Hashable, Sendable, Codable {
        /// From 0, among the names in the order they were given.
        public var position: Int
        public var evidence: NameEvidence

        public init(position: Int, evidence: NameEvidence) {
            self.position = position
            self.evidence = evidence
        }
    }

    /// What the run came to; the last line.
    public struct End: Hashable, Sendable, Codable {
        /// RFC 3339, in UTC, with milliseconds.
        public var finished: String
        /// How many lines of either kind are above.
        public var observations: Int
        public var names: Int

        public init(finished: String, observations: Int, names: Int) {
            self.finished = finished
            self.observations = observations
            self.names = names
        }
    }

    /// One line of the file.
    public enum Line: Hashable, Sendable {
        case header(Header)
        case observation(Observation)
        case preflight(Preflight)
        case name(Entry)
        case end(End)

        /// The line's octets, its line feed included; the same line gives the same octets.
        public var octets: [UInt8] {
            switch self {
            case .header(let header): Self.json(header)
            case .observation(let observation): Self.json(["observation": observation], refers: false)
            case .preflight(let preflight): Self.json(["preflight": preflight])
            case .name(let entry): Self.json(["name": entry])
            case .end(let end): Self.json(["end": end])
            }
        }

        private static func json(_ value: some Encodable, refers: Bool = true) -> [UInt8] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.userInfo[.refersToObservations] = refers
            do {
                return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
            } catch {
                // No value of the evidence throws while it is encoded, and there are no fractions in it.
                preconditionFailure("evidence did not encode: \(error)")
            }
        }
    }
}
