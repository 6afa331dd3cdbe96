internal import NIOCore
internal import NIOPosix
public import QuadaDNS
public import QuadaLab
public import QuadaTransport
internal import Synchronization

/// A scenario on real sockets: each of its addresses answers at one of this machine's, over UDP and TCP.
///
/// The answers are the pure function's that the memory mount uses; here time is real. What a socket can not do (an ICMP
/// error for a datagram) is silence, and a connection that the scenario refuses is closed without a response.
public final class LoopbackNetwork: Sendable {
    /// Where the scenario's addresses are found on this machine.
    public enum Placement: Sendable {
        /// 127.53.0.1, 127.53.0.2 and so on, all at one port; IPv6 addresses as well. Without a port, one that is free.
        case loopback(port: UInt16?)
        /// The scenario's own addresses, which this machine must have, at one port.
        case asWritten(port: UInt16)
    }

    /// One address of a server, and where it listens.
    public struct Place: Sendable {
        public let server: ScenarioServer
        public let written: IPAddress
        public let listening: Endpoint
    }

    public let places: [Place]
    private let group: MultiThreadedEventLoopGroup
    private let channels: [any Channel]

    /// For a client that speaks to the scenario's addresses at port 53.
    public var addressMap: AddressMap {
        AddressMap(
            Dictionary(places.map { (Endpoint(address: $0.written), $0.listening) }) { first, _ in first })
    }

    /// Opens every socket of a scenario, or none.
    ///
    /// - Throws: `LoopbackError` with the address that could not be used.
    public convenience init(_ scenario: Scenario, seed: UInt64, at placement: Placement) async throws(LoopbackError) {
        try await self.init(LabNetwork(scenario), servers: scenario.servers, seed: seed, at: placement)
    }

    /// Opens every socket of a simulated Internet's servers, or none.
    public init(
        _ internet: any SimulatedInternet, servers: [ScenarioServer], seed: UInt64, at placement: Placement
    ) async throws(LoopbackError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let responder = Responder(internet: internet, seed: seed)
        var attempts = 0
        while true {
            do throws(LoopbackError) {
                let places = Self.places(of: servers, placement)
                channels = try await Self.listen(at: places, responder, group)
                self.places = places
                self.group = group
                return
            } catch {
                attempts += 1
                guard case .loopback(port: nil) = placement, attempts < Self.maximumAttempts else {
                    try? await group.shutdownGracefully()
                    throw error
                }
            }
        }
    }

    /// Ports that were in use before one is given up.
    private static let maximumAttempts = 20

    /// Every socket, or none.
    private static func listen(
        at places: [Place], _ responder: Responder, _ group: MultiThreadedEventLoopGroup
    ) async throws(LoopbackError) -> [any Channel] {
        var channels: [any Channel] = []
        for place in places {
            do {
                channels.append(try await listenUDP(place, responder, group))
                channels.append(try await listenTCP(place, responder, group))
            } catch {
                for channel in channels { try? await channel.close() }
                throw LoopbackError(endpoint: place.listening, reason: "\(error)")
            }
        }
        return channels
    }

    /// Closes every socket.
    public func stop() async {
        for channel in channels { try? await channel.close() }
        try? await group.shutdownGracefully()
    }

    private static func places(of servers: [ScenarioServer], _ placement: Placement) -> [Place] {
        var count: UInt32 = 0
        // Below the ports that the system gives to sockets of its own choice.
        let free = UInt16.random(in: 20_000..<32_000)
        return servers.flatMap { server in
            server.addresses.map { address in
                count += 1
                let listening =
                    switch placement {
                    case .loopback(let port): Endpoint(address: .v4(0x7F35_0000 + count), port: port ?? free)
                    case .asWritten(let port): Endpoint(address: address, port: port)
                    }
                return Place(server: server, written: address, listening: listening)
            }
        }
    }

    private static func listenUDP(
        _ place: Place, _ responder: Responder, _ group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        try await DatagramBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramHandler(responder: responder, written: place.written))
                }
            }
            .bind(host: "\(place.listening.address)", port: Int(place.listening.port)).get()
    }

    private static func listenTCP(
        _ place: Place, _ responder: Responder, _ group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(responder: responder, written: place.written))
                }
            }
            .bind(host: "\(place.listening.address)", port: Int(place.listening.port)).get()
    }
}

/// An address at which nothing could listen.
public struct LoopbackError: Error, Hashable, Sendable, CustomStringConvertible {
    public let endpoint: Endpoint
    public let reason: String

    public var description: String { "can not listen at \(endpoint): \(reason)" }
}

/// Turns queries into deliveries, counting them for the scenario's chance.
final class Responder: Sendable {
    private let internet: any SimulatedInternet
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)
    private let start = ContinuousClock.now

    init(internet: any SimulatedInternet, seed: UInt64) {
        self.internet = internet
        self.seed = seed
    }

    func deliveries(
        for octets: [UInt8], to written: IPAddress, over transport: Attempt.TransportProtocol
    ) -> [Delivery] {
        let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
        return internet.deliveries(
            for: octets,
            SimulatedPacket(
                source: Endpoint(address: .v4(0x7F00_0001), port: 0), destination: Endpoint(address: written),
                transportProtocol: transport, sentAt: ContinuousClock.now - start, number: number, seed: seed))
    }
}
