internal import QuadaDNS
internal import Synchronization

// How evidence is saved: every observation once, and wherever evidence embeds one, its number.

extension CodingUserInfoKey {
    /// Under this key an encoder has `true`: observations are written as their numbers.
    static let refersToObservations = Self.named("quada.refers-to-observations")

    /// Under this key a decoder has the `SavedObservations` that numbers refer to.
    static let savedObservations = Self.named("quada.saved-observations")

    private static func named(_ name: String) -> CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: name) else { preconditionFailure("every text is a key") }
        return key
    }
}

/// The observations that a line of an evidence file may refer to.
final class SavedObservations: Sendable {
    private let observations: [Observation]
    private let referencesLeft: Mutex<Int>

    /// - Parameter referenceLimit: How often one line may refer to observations, each counted as often as it is met.
    init(_ observations: [Observation], referenceLimit: Int) {
        self.observations = observations
        referencesLeft = Mutex(referenceLimit)
    }

    func observation(_ id: Int, for decoder: any Decoder) throws -> Observation {
        let isAllowed = referencesLeft.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAllowed else {
            throw DecodingError.saved(decoder, "more references to observations than a walk can make")
        }
        // The first is 1.
        guard id >= 1, id <= observations.count else {
            throw DecodingError.saved(decoder, "refers to observation \(id), which is not above")
        }
        return observations[id - 1]
    }
}

extension Observation: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, server, query, attempts
    }

    /// More than any policy makes.
    private static let maximumAttempts = 64

    public init(from decoder: any Decoder) throws {
        if let saved = decoder.userInfo[.savedObservations] as? SavedObservations {
            self = try saved.observation(decoder.singleValueContainer().decode(Int.self), for: decoder)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let attempts = try container.decode([Attempt].self, forKey: .attempts)
        guard attempts.count <= Self.maximumAttempts else {
            throw DecodingError.saved(decoder, "\(attempts.count) attempts, more than \(Self.maximumAttempts)")
        }
        self.init(
            id: try container.decode(Int.self, forKey: .id),
            exchange: Exchange(
                server: try container.decode(Endpoint.self, forKey: .server),
                query: try container.decode(Query.self, forKey: .query), attempts: attempts))
    }

    public func encode(to encoder: any Encoder) throws {
        if encoder.userInfo[.refersToObservations] as? Bool == true {
            var container = encoder.singleValueContainer()
            try container.encode(id)
            return
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(exchange.server, forKey: .server)
        try container.encode(exchange.query, forKey: .query)
        try container.encode(exchange.attempts, forKey: .attempts)
    }
}

extension Effort: Codable {
    private enum CodingKeys: String, CodingKey {
        case queries
        case began = "began_ns"
        case ended = "ended_ns"
    }

    /// More than any walk sends, and so few that their sum over many names fits.
    private static let maximumQueries = 1 << 32

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let queries = try container.decode(Int.self, forKey: .queries)
        guard 0...Self.maximumQueries ~= queries else {
            throw DecodingError.saved(decoder, "\(queries) queries")
        }
        self.init(
            queries: queries, began: try container.decode(SavedTime.self, forKey: .began).duration,
            ended: try container.decode(SavedTime.self, forKey: .ended).duration)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(queries, forKey: .queries)
        try container.encode(SavedTime(began), forKey: .began)
        try container.encode(SavedTime(ended), forKey: .ended)
    }
}
