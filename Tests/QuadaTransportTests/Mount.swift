import QuadaDNS
import Synchronization

@testable import QuadaTransport

/// The transports that keep the same laws.
enum Mount: CaseIterable {
    case memory
    case sockets
    /// Sixteen queries from one port.
    case sharedSockets
    /// poll(2) instead of the best there is.
    case pollingSockets
    /// Every socket from a broker.
    case handedSockets
    /// The same, sixteen queries for one server from one port.
    case sharedHandedSockets

    /// Handing sockets over needs messages with descriptors, which are Linux's here.
    static var allCases: [Mount] {
        let everywhere: [Mount] = [.memory, .sockets, .sharedSockets, .pollingSockets]
        #if os(Linux)
            return everywhere + [.handedSockets, .sharedHandedSockets]
        #else
            return everywhere
        #endif
    }

    var isShared: Bool { self == .sharedSockets || self == .sharedHandedSockets }
    var isHanded: Bool { self == .handedSockets || self == .sharedHandedSockets }

    /// A transport and the servers it can ask.
    struct Mounted: Sendable {
        let transport: any Transport
        let server: Endpoint
        let withoutTCP: Endpoint
        let closed: Endpoint
        /// Served as long as they are held.
        let responders: [Responder]
    }

    func mounted(
        pacing: Pacing = .unpaced(maximumInFlight: 200), mixesCase: Bool = false, descriptorLimit: Int? = nil,
        onSettled: (@Sendable (Exchange) -> Void)? = nil
    ) throws -> Mounted {
        if self == .memory {
            return Mounted(
                transport: try MemoryTransport(
                    internet: SmallInternet(), seed: 1, pacing: pacing, mixesCase: mixesCase, onSettled: onSettled),
                server: SmallInternet.server, withoutTCP: SmallInternet.withoutTCP, closed: SmallInternet.closed,
                responders: [])
        }
        let settings = ExchangeMachine.Settings(
            pacing: pacing, sourcePorts: SourcePorts(queriesPerSocket: isShared ? 16 : 1), mixesCase: mixesCase)
        let responders = [try Responder(), try Responder(hasTCP: false)]
        // tcpmux: nobody serves it any more.
        let closed = Endpoint(address: .v4(0x7F00_0001), port: 1)
        let transport = try SocketTransport(
            settings: settings, waiting: self == .pollingSockets ? .poll : .best,
            sockets: try origin(for: responders.map(\.endpoint) + [closed]), descriptorLimit: descriptorLimit,
            onSettled: onSettled)
        return Mounted(
            transport: transport, server: responders[0].endpoint, withoutTCP: responders[1].endpoint, closed: closed,
            responders: responders)
    }

    /// Where the sockets come from, for these servers.
    func origin(for servers: [Endpoint]) throws -> SocketOrigin {
        isHanded ? .handed(over: try BrokerThread.channel(to: Set(servers.map(\.port)))) : .own
    }
}

/// A request for the name whose first label says what the server does.
func request(
    _ label: String, of server: Endpoint, start: RetryPolicy.Start = .udp, udp: [Duration] = [.seconds(20)],
    tcp: Duration = .seconds(20), tcpAttempts: Int = 1
) throws -> Request {
    let name = try Name(labels: [Array(label.utf8), Array("test".utf8)])
    return Request(
        server: server, query: Query(Question(name: name, type: .aaaa), edns: nil),
        policy: RetryPolicy(start: start, udpTimeouts: udp, tcpTimeout: tcp, tcpAttempts: tcpAttempts))
}

/// An attempt's transport and outcome in one word each, as the tables of the laws have them.
func summary(_ exchange: Exchange) -> [String] {
    exchange.attempts.map { attempt in
        let outcome =
            switch attempt.outcome {
            case .response: "response"
            case .silence: "silence"
            case .refused: "refused"
            case .unreachable: "unreachable"
            case .noRoute: "noRoute"
            case .closed: "closed"
            case .localError(let error): "error \(error)"
            }
        return "\(attempt.transportProtocol) \(outcome)"
    }
}
