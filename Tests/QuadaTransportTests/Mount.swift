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
            pacing: pacing, sourcePorts: SourcePorts(queriesPerSocket: self == .sharedSockets ? 16 : 1),
            mixesCase: mixesCase)
        let transport = try SocketTransport(
            settings: settings, waiting: self == .pollingSockets ? .poll : .best,
            descriptorLimit: descriptorLimit, onSettled: onSettled)
        let responders = [try Responder(), try Responder(hasTCP: false)]
        // tcpmux: nobody serves it any more.
        let closed = Endpoint(address: .v4(0x7F00_0001), port: 1)
        return Mounted(
            transport: transport, server: responders[0].endpoint, withoutTCP: responders[1].endpoint, closed: closed,
            responders: responders)
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
