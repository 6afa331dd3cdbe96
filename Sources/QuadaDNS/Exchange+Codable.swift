// How exchanges are saved: octets as hexadecimal text, times as nanoseconds, and only what the network can have said.
// What comes back from a file is hostile until it was read here.

/// A time within a run as it is saved: whole nanoseconds, from 0 to ten years.
public struct SavedTime: Hashable, Sendable, Codable {
    public let duration: Duration

    /// Longer than any run, and short enough that sums of them fit everywhere.
    private static let maximumNanoseconds: Int64 = 10 * 366 * 86_400 * 1_000_000_000

    /// What is out of range is brought to its nearest bound.
    public init(_ duration: Duration) {
        self.duration = min(max(duration, .zero), .nanoseconds(Self.maximumNanoseconds))
    }

    /// - Throws: `DecodingError` for a number out of range.
    public init(from decoder: any Decoder) throws {
        let nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
        guard 0...Self.maximumNanoseconds ~= nanoseconds else {
            throw DecodingError.saved(decoder, "a time out of range: \(nanoseconds) ns")
        }
        duration = .nanoseconds(nanoseconds)
    }

    public func encode(to encoder: any Encoder) throws {
        let (seconds, attoseconds) = duration.components
        var container = encoder.singleValueContainer()
        try container.encode(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

/// Octets as they are saved.
private struct SavedOctets: Codable {
    let octets: [UInt8]

    init(_ octets: [UInt8]) { self.octets = octets }

    init(from decoder: any Decoder) throws {
        guard let octets = Hex.octets(try decoder.singleValueContainer().decode(String.self)) else {
            throw DecodingError.saved(decoder, "octets are pairs of hexadecimal digits")
        }
        self.octets = octets
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Hex.text(octets))
    }
}

extension DecodingError {
    /// Says why a saved value can not be.
    public static func saved(_ decoder: any Decoder, _ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
    }
}

extension EDNSOption: Codable {
    private enum CodingKeys: String, CodingKey {
        case code, value
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            code: try container.decode(UInt16.self, forKey: .code),
            value: try container.decode(SavedOctets.self, forKey: .value).octets)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(SavedOctets(value), forKey: .value)
    }
}

extension Attempt: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, outcome, strays
        case transportProtocol = "transport"
        case caseMask = "case_mask"
        case sourcePort = "source_port"
        case sentAt = "sent_ns"
        case elapsed = "elapsed_ns"
        case response
        case errorNumber = "errno"
    }

    /// The outcome without what it carries.
    private enum Word: String, Codable {
        case response, silence, refused, unreachable, noRoute, closed, localError
    }

    /// The largest message (RFC 1035, section 4.2.2), and what one datagram over IPv6 can hold of it.
    private static let maximumOctets: [TransportProtocol: Int] = [.tcp: 65_535, .udp: 65_527]
    /// More than any transport keeps.
    private static let maximumStrays = 64

    /// - Throws: `DecodingError` for what no transport records.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let transportProtocol = try container.decode(TransportProtocol.self, forKey: .transportProtocol)
        let strays = try container.decodeIfPresent([Stray].self, forKey: .strays) ?? []
        guard strays.count <= Self.maximumStrays else {
            throw DecodingError.saved(decoder, "\(strays.count) strays, more than \(Self.maximumStrays)")
        }
        let mask = try container.decodeIfPresent(String.self, forKey: .caseMask)
        guard let caseMask = mask.map({ UInt64($0, radix: 16) }) ?? 0 else {
            throw DecodingError.saved(decoder, "case_mask is no hexadecimal number of 64 bits")
        }
        let outcome: Outcome
        switch try container.decode(Word.self, forKey: .outcome) {
        case .response:
            let octets = try container.decode(SavedOctets.self, forKey: .response).octets
            let maximum = Self.maximumOctets[transportProtocol] ?? 0
            guard octets.count <= maximum else {
                throw DecodingError.saved(decoder, "a response of \(octets.count) octets, more than \(maximum)")
            }
            outcome = .response(octets)
        case .silence: outcome = .silence
        case .refused: outcome = .refused
        case .unreachable: outcome = .unreachable
        case .noRoute: outcome = .noRoute
        case .closed: outcome = .closed
        case .localError: outcome = .localError(try container.decode(Int32.self, forKey: .errorNumber))
        }
        self.init(
            transportProtocol: transportProtocol, id: try container.decode(UInt16.self, forKey: .id),
            caseMask: caseMask, sourcePort: try container.decode(UInt16.self, forKey: .sourcePort),
            sentAt: try container.decode(SavedTime.self, forKey: .sentAt).duration,
            elapsed: try container.decode(SavedTime.self, forKey: .elapsed).duration, outcome: outcome,
            strays: strays)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(transportProtocol, forKey: .transportProtocol)
        try container.encode(id, forKey: .id)
        if caseMask != 0 { try container.encode(String(caseMask, radix: 16), forKey: .caseMask) }
        try container.encode(sourcePort, forKey: .sourcePort)
        try container.encode(SavedTime(sentAt), forKey: .sentAt)
        try container.encode(SavedTime(elapsed), forKey: .elapsed)
        let word: Word
        switch outcome {
        case .response(let octets):
            word = .response
            try container.encode(SavedOctets(octets), forKey: .response)
        case .silence: word = .silence
        case .refused: word = .refused
        case .unreachable: word = .unreachable
        case .noRoute: word = .noRoute
        case .closed: word = .closed
        case .localError(let number):
            word = .localError
            try container.encode(number, forKey: .errorNumber)
        }
        try container.encode(word, forKey: .outcome)
        if !strays.isEmpty { try container.encode(strays, forKey: .strays) }
    }
}

extension Stray: Codable {
    private enum CodingKeys: String, CodingKey {
        case source, mismatch, octets
        case after = "after_ns"
        case sizeInOctets = "size"
    }

    /// - Throws: `DecodingError` for a size that no message has.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let octets = try container.decode(SavedOctets.self, forKey: .octets).octets
        let size = try container.decode(Int.self, forKey: .sizeInOctets)
        guard octets.count <= size, size <= 65_535 else {
            throw DecodingError.saved(decoder, "\(octets.count) octets of a message of \(size)")
        }
        self.init(
            source: try container.decode(Endpoint.self, forKey: .source),
            mismatch: try container.decode(Mismatch.self, forKey: .mismatch),
            after: try container.decode(SavedTime.self, forKey: .after).duration, octets: octets, sizeInOctets: size)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(mismatch, forKey: .mismatch)
        try container.encode(SavedTime(after), forKey: .after)
        try container.encode(SavedOctets(octets), forKey: .octets)
        try container.encode(sizeInOctets, forKey: .sizeInOctets)
    }
}
