import QuadaDNS
import QuadaLab
import QuadaLoopback
import QuadaTransport
import Testing

/// Both families through one transport: what an IPv4 answer leaves behind must not touch the next from IPv6.
@Suite struct FamilyTests {
    @Test("IPv4 and IPv6 in turn: no sender is taken for another")
    func families() async throws {
        let name = try Name(presentation: "www.example.test")
        let query = Query(Question(name: name, type: .aaaa))
        let addresses: [IPAddress] = [.v4(0x7F00_0001), .v6(high: 0, low: 1)]
        let port = UInt16.random(in: 15_000..<20_000)
        let echo = ScenarioServer(name: name, addresses: addresses, zones: [])
        let network = try await LoopbackNetwork(Echo(), servers: [echo], seed: 1, at: .asWritten(port: port))
        let transport = try SocketTransport()
        let exchanges = await transport.run {
            var exchanges: [Exchange] = []
            for turn in 0..<8 {
                let server = Endpoint(address: addresses[turn % 2], port: port)
                exchanges += await transport.exchange([Request(server: server, query: query)])
            }
            return exchanges
        }
        await network.stop()
        #expect(exchanges.allSatisfy { $0.attempts.count == 1 && $0.response != nil && $0.attempts[0].strays.isEmpty })
    }

    /// Answers at any address.
    struct Echo: SimulatedInternet {
        func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
            var message = Message(reading: octets)
            message.header.isResponse = true
            return [Delivery(after: .zero, event: .message(message.encoded(), from: packet.destination))]
        }
    }
}
