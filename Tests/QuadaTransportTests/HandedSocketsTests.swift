#if os(Linux)
    import CSockets
    import Foundation
    import QuadaBroker
    import QuadaDNS
    import Testing

    @testable import QuadaTransport

    /// What only sockets have that a broker hands in; the laws of all transports run over them as well.
    @Suite struct HandedSocketsTests {
        static let loopback = IPAddress.v4(0x7F00_0001)

        @Test(
            "an answer from another address is recorded, not believed",
            arguments: [Mount.sockets, .handedSockets, .sharedHandedSockets])
        func wrongAddress(mount: Mount) async throws {
            let far = try TwoFaced()
            let settings = ExchangeMachine.Settings(
                sourcePorts: SourcePorts(queriesPerSocket: mount.isShared ? 16 : 1))
            let transport = try SocketTransport(
                settings: settings, waiting: .best, sockets: try mount.origin(for: [far.endpoint]),
                descriptorLimit: nil, onSettled: nil)
            for _ in 0..<3 {
                let request = try request("answered", of: far.endpoint)
                let exchange = try #require(await transport.run { await transport.exchange([request]) }.first)
                #expect(summary(exchange) == ["udp response"])
                let attempt = try #require(exchange.attempts.first)
                #expect(attempt.strays.map(\.mismatch) == [.sourceAddress])
                #expect(attempt.strays.first?.source.address == .v4(0x7F00_0002))
                #expect(attempt.sourcePort == far.lastPort)
            }
        }

        @Test("what has no route or may not be sent to is the same as with sockets of one's own")
        func routes() async throws {
            // Neither gets a packet out: broadcast, and a mapped address over IPv6.
            let addresses: [IPAddress] = [.v4(0xFFFF_FFFF), .v6(high: 0, low: 0xFFFF_7F00_0001)]
            let servers = addresses.map { Endpoint(address: $0, port: 9) }
            for start in [RetryPolicy.Start.udpOnly, .tcp] {
                var seen: [[[String]]] = []
                for mount in [Mount.sockets, .handedSockets] {
                    let transport = try SocketTransport(
                        settings: .init(), waiting: .best, sockets: try mount.origin(for: servers),
                        descriptorLimit: nil, onSettled: nil)
                    let requests = try servers.map {
                        try request("answered", of: $0, start: start, udp: [.seconds(5)], tcp: .seconds(5))
                    }
                    seen.append(await transport.run { await transport.exchange(requests) }.map(summary))
                }
                #expect(seen[0] == seen[1])
                let word = start == .tcp ? "tcp" : "udp"
                #expect(seen[1][1] == ["\(word) noRoute"])
                #expect(seen[1].allSatisfy { $0.count == 1 && !$0[0].hasSuffix("silence") })
            }
        }

        @Test("a link-local address has no route where its link is not named")
        func linkLocal() async throws {
            let server = Endpoint(address: .v6(high: 0xFE80_0000_0000_0000, low: 1), port: 9)
            let transport = try SocketTransport(sockets: try Mount.handedSockets.origin(for: [server]))
            let requests = try [RetryPolicy.Start.udpOnly, .tcp].map { try request("answered", of: server, start: $0) }
            let exchanges = await transport.run { await transport.exchange(requests) }
            #expect(exchanges.map(summary) == [["udp noRoute"], ["tcp noRoute"]])
        }

        @Test(
            "a broker that is gone is this machine's error, at once",
            arguments: [Mount.handedSockets, .sharedHandedSockets])
        func death(mount: Mount) async throws {
            let responder = try Responder()
            let (asking, answering) = try BrokerThread.pair()
            let transport = try SocketTransport(
                settings: .init(sourcePorts: SourcePorts(queriesPerSocket: mount.isShared ? 16 : 1)), waiting: .best,
                sockets: .handed(over: asking), descriptorLimit: nil, onSettled: nil)
            close(answering)
            let day = Duration.seconds(86_400)
            let requests = [
                try request("answered", of: responder.endpoint, udp: [day, day, day]),
                try request("answered", of: responder.endpoint, start: .tcp, tcp: day, tcpAttempts: 3),
            ]
            let exchanges = await transport.run { await transport.exchange(requests) }
            #expect(exchanges.allSatisfy { $0.response == nil && $0.attempts.count == 2 })
            #expect(
                exchanges.flatMap(summary).allSatisfy { $0.hasSuffix("error \(EPIPE)") }, "\(exchanges.map(summary))")
        }

        @Test("a broker that goes while it is waited for ends the wait")
        func deathMeanwhile() throws {
            let (asking, answering) = try BrokerThread.pair()
            Thread.detachNewThread {
                var octets = [UInt8](repeating: 0, count: 64)
                _ = recv(answering, &octets, octets.count, 0)
                close(answering)
            }
            let sockets = HandedSockets(channel: asking)
            #expect(throws: HandedSockets.Refusal(errno: EPIPE)) { _ = try sockets.take(Self.wish(.stream)) }
            sockets.close()
        }

        @Test("a broker that does not answer is taken for dead")
        func hang() throws {
            let (asking, answering) = try BrokerThread.pair()
            let sockets = HandedSockets(channel: asking, patienceMilliseconds: 20)
            for _ in 0..<2 {
                #expect(throws: HandedSockets.Refusal(errno: ETIMEDOUT)) { _ = try sockets.take(Self.wish(.stream)) }
            }
            sockets.close()
            close(answering)
        }

        static let wrongReplies: [(octets: [UInt8], descriptors: Int)] = [
            ([0, 0, 1, 1], 0), ([0, 0, 1, 1], 2), ([0, 1, 0, 0], 1), ([0, 0, 1], 1), ([0, 0, 1, 1, 1], 1),
        ]

        @Test("an answer that fits no question ends the trust, and leaves no descriptor", arguments: wrongReplies)
        func wrongReply(row: (octets: [UInt8], descriptors: Int)) throws {
            let (asking, answering) = try BrokerThread.pair()
            let watched = try (0..<row.descriptors).map { _ in try BrokerThread.pair() }
            let handed = watched.map(\.1)
            #expect(
                quada_send_descriptors(answering, row.octets, Int32(row.octets.count), handed, Int32(handed.count)) == 0
            )
            for descriptor in handed { close(descriptor) }
            let sockets = HandedSockets(channel: asking)
            #expect(throws: HandedSockets.Refusal(errno: EPROTO)) { _ = try sockets.take(Self.wish(.stream)) }
            // The other end of each is closed: nobody holds it any more.
            for (end, _) in watched {
                var octet: UInt8 = 0
                #expect(recv(end, &octet, 1, Int32(MSG_DONTWAIT)) == 0)
                close(end)
            }
            sockets.close()
            close(answering)
        }

        @Test("what was expected and not taken is closed, and the next answer is the right one")
        func expectations() throws {
            let responder = try Responder()
            let channel = try BrokerThread.channel(to: [responder.endpoint.port])
            let sockets = HandedSockets(channel: channel)
            let open = Self.openDescriptors
            for _ in 0..<50 {
                let wishes = (0..<20).map {
                    HandedSockets.Wish(
                        key: UInt64($0),
                        request: SocketRequest($0 % 3 == 0 ? .stream : .datagrams, to: responder.endpoint))
                }
                sockets.expect(wishes)
                for index in [0, 1, 4, 18, 3] {
                    let handed = try sockets.take(wishes[index])
                    #expect((handed.strays == -1) == (index % 3 == 0))
                    #expect(Int32(handed.port) == quada_local_port(handed.connected))
                    close(handed.connected)
                    if handed.strays >= 0 {
                        #expect(Int32(handed.port) == quada_local_port(handed.strays))
                        close(handed.strays)
                    }
                }
            }
            sockets.expect([])
            // Of 1000 wishes; what others close meanwhile does not matter.
            #expect(Self.openDescriptors <= open + 4)
            sockets.close()
        }

        private static func wish(_ kind: SocketRequest.Kind) -> HandedSockets.Wish {
            .init(key: 1, request: SocketRequest(kind, to: Endpoint(address: loopback, port: 9)))
        }

        private static var openDescriptors: Int { (0..<4096).count { fcntl(Int32($0), F_GETFD) >= 0 } }
    }

    /// Answers one query at a time: first from 127.0.0.2, then from where it was asked.
    private final class TwoFaced: Sendable {
        let endpoint: Endpoint
        private let isStopped = Responder.Flag()
        private let port: Responder.Number

        var lastPort: UInt16 { port.value }

        init() throws {
            let right = quada_socket(4, 0)
            let wrong = quada_socket(4, 0)
            _ = Responder.bind(right, to: Endpoint(address: .v4(0x7F00_0001), port: 0))
            _ = Responder.bind(wrong, to: Endpoint(address: .v4(0x7F00_0002), port: 0))
            endpoint = Endpoint(address: .v4(0x7F00_0001), port: UInt16(quada_local_port(right)))
            let (isStopped, port) = (isStopped, Responder.Number())
            self.port = port
            let inbox = try #require(DatagramBatch(capacity: 1, octetsEach: 4096))
            nonisolated(unsafe) let batch = inbox
            Thread.detachNewThread {
                while !isStopped.isSet {
                    var ready = pollfd(fd: right, events: Int16(POLLIN), revents: 0)
                    guard poll(&ready, 1, 50) == 1, batch.receive(from: right) == 1 else { continue }
                    batch.withDatagram(0) { octets, sender in
                        let response = FarSide.response(to: octets.withUnsafeBufferPointer { Array($0) })
                        port.value = sender.port
                        var back = Responder.shimEndpoint(sender)
                        _ = quada_send_to(wrong, response, response.count, &back)
                        _ = quada_send_to(right, response, response.count, &back)
                    }
                }
                close(right)
                close(wrong)
            }
        }

        deinit {
            isStopped.set()
        }
    }
#endif
