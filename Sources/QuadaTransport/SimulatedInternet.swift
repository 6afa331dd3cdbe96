public import QuadaDNS

/// What a `MemoryTransport` sends its queries into: everything beyond this machine, as a pure function.
///
/// The same arguments give the same deliveries, so a run is repeated by its seed alone.
public protocol SimulatedInternet: Sendable {
    /// What comes back when octets are sent.
    ///
    /// - Parameters:
    ///   - octets: One DNS message, without the TCP length prefix.
    ///   - packet: Where it goes and comes from, when it was sent, and its number in the run.
    /// - Returns: In any order; nothing where it is lost or dropped, more than one where the far side repeats itself or
    ///   strays come in.
    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery]
}

/// The circumstances of one query sent into a `SimulatedInternet`.
public struct SimulatedPacket: Hashable, Sendable {
    public var source: Endpoint
    public var destination: Endpoint
    public var transportProtocol: Attempt.TransportProtocol
    /// From the start of the run.
    public var sentAt: Duration
    /// Counts every query of the run from 0; with the run's seed the only source of chance.
    public var number: UInt64
    public var seed: UInt64

    public init(
        source: Endpoint, destination: Endpoint, transportProtocol: Attempt.TransportProtocol, sentAt: Duration,
        number: UInt64, seed: UInt64
    ) {
        self.source = source
        self.destination = destination
        self.transportProtocol = transportProtocol
        self.sentAt = sentAt
        self.number = number
        self.seed = seed
    }
}

/// One event at this machine that a query caused.
public struct Delivery: Hashable, Sendable {
    public enum Event: Hashable, Sendable {
        /// A datagram, or one message of the TCP connection the query was sent over.
        case message([UInt8], from: Endpoint)
        /// ICMP port unreachable, or a TCP reset.
        case refused
        /// ICMP host or network unreachable.
        case unreachable
        /// Said by this machine's own kernel: no route.
        case noRoute
        /// The TCP connection is closed before a whole response.
        case closed
    }

    /// From the sending of the query; over TCP from the start of the connection, its handshake included.
    public var after: Duration
    public var event: Event

    public init(after: Duration, event: Event) {
        self.after = after
        self.event = event
    }
}
