/// What one question to one address brought: every attempt, with the octets and the times. Nothing is judged.
public struct Exchange: Hashable, Sendable, Codable {
    public let server: Endpoint
    public let query: Query
    /// In the order they were made; empty only where nothing could be sent before the deadline.
    public let attempts: [Attempt]

    public init(server: Endpoint, query: Query, attempts: [Attempt]) {
        self.server = server
        self.query = query
        self.attempts = attempts
    }

    /// The attempt that settled the exchange with a response; none where nothing usable came.
    ///
    /// Over TCP where the response over UDP was truncated and TCP answered; else the truncated response's.
    public var answeredAttempt: Attempt? {
        attempts.last { if case .response = $0.outcome { true } else { false } }
    }

    /// That attempt's response, without the TCP length prefix.
    public var response: [UInt8]? {
        if case .response(let octets)? = answeredAttempt?.outcome { octets } else { nil }
    }

    /// The octets that one of the attempts sent, without the TCP length prefix.
    public func queryOctets(of attempt: Attempt) -> [UInt8] {
        query.encoded(id: attempt.id, caseMask: attempt.caseMask)
    }

    /// From the sending of the attempt that was answered to its response.
    public var roundTrip: Duration? { answeredAttempt?.elapsed }
}

/// One query sent, and what became of it.
public struct Attempt: Hashable, Sendable {
    public enum TransportProtocol: String, Hashable, Sendable, Codable {
        case udp
        case tcp
    }

    public enum Outcome: Hashable, Sendable {
        /// A response that matched address, port, identifier and question.
        case response([UInt8])
        /// Nothing that matched came in time.
        case silence
        /// ICMP port unreachable, or a TCP reset at connect.
        case refused
        /// ICMP host or network unreachable, or administratively prohibited: said by the network on the way.
        case unreachable
        /// This machine has no route to the address, or no such family: our failure, never the server's.
        case noRoute
        /// The TCP connection ended before a whole response.
        case closed
        /// The kernel refused for a reason of this machine's own (errno).
        case localError(Int32)
    }

    public let transportProtocol: TransportProtocol
    public let id: UInt16
    /// How the case of QNAME was mixed; with `id` it tells the octets that were sent (`Exchange.queryOctets(of:)`).
    public let caseMask: UInt64
    /// The local port; 0 where none was bound.
    public let sourcePort: UInt16
    /// From the start of the run.
    public let sentAt: Duration
    /// From sending to the outcome.
    public let elapsed: Duration
    public let outcome: Outcome
    /// Responses that did not match while this attempt was waiting; bounded, the first are kept.
    public let strays: [Stray]

    public init(
        transportProtocol: TransportProtocol, id: UInt16, caseMask: UInt64 = 0, sourcePort: UInt16 = 0,
        sentAt: Duration, elapsed: Duration, outcome: Outcome, strays: [Stray] = []
    ) {
        self.transportProtocol = transportProtocol
        self.id = id
        self.caseMask = caseMask
        self.sourcePort = sourcePort
        self.sentAt = sentAt
        self.elapsed = elapsed
        self.outcome = outcome
        self.strays = strays
    }
}

/// A datagram or TCP message that came where a response was awaited, and was not it: recorded, not believed
/// (RFC 5452, section 9.1).
public struct Stray: Hashable, Sendable {
    public enum Mismatch: String, Hashable, Sendable, Codable {
        case sourceAddress
        case id
        /// QNAME, QTYPE, QCLASS or their number.
        case question
        /// The same name in another case than it was asked.
        case questionCase
        /// Shorter than a header, or without QR.
        case notAResponse
    }

    public let source: Endpoint
    public let mismatch: Mismatch
    /// From the sending of the attempt.
    public let after: Duration
    /// Its first octets.
    public let octets: [UInt8]
    /// Of the whole message, of which `octets` may be a part.
    public let sizeInOctets: Int

    public init(source: Endpoint, mismatch: Mismatch, after: Duration = .zero, octets: [UInt8], sizeInOctets: Int) {
        self.source = source
        self.mismatch = mismatch
        self.after = after
        self.octets = octets
        self.sizeInOctets = sizeInOctets
    }
}
