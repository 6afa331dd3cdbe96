#if os(Linux)
    import CSockets
    import Foundation
    import QuadaDNS
    import QuadaTransport
    import Testing

    @testable import QuadaBroker

    /// A broker in this process, and a peer that keeps to the rules or does not.
    @Suite struct BrokerTests {
        /// A peer's end of a channel.
        struct Peer {
            let channel: Int32

            func send(_ octets: [UInt8], descriptors: [Int32] = []) {
                _ = quada_send_descriptors(channel, octets, Int32(octets.count), descriptors, Int32(descriptors.count))
            }

            /// What was answered; nil at the end of the channel.
            func hear() -> (error: Int32, descriptors: [Int32])? {
                var readable = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
                guard poll(&readable, 1, 10_000) == 1 else { return (ETIMEDOUT, []) }
                var bits: UInt32 = 0
                var descriptors: [Int32] = [-1, -1]
                var count: Int32 = 0
                let size = quada_receive_descriptors(channel, &bits, 4, &descriptors, 2, &count)
                guard size > 0 else { return nil }
                return (Int32(SocketReply(bits: bits).error), Array(descriptors[..<Int(count)]))
            }

            func ask(_ kind: SocketRequest.Kind, port: UInt16) -> (error: Int32, descriptors: [Int32])? {
                send(SocketRequest(kind, to: Endpoint(address: .v4(0x7F00_0001), port: port)).octets)
                return hear()
            }
        }

        private func serve(_ count: Int, ports: Set<UInt16>, bounds: Broker.Bounds = .init()) -> [Peer] {
            let pairs = (0..<count).map { _ in
                var pair: [Int32] = [-1, -1]
                socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair)
                return pair
            }
            Thread.detachNewThread {
                Broker.serve(channels: pairs.map { $0[1] }, allowedPorts: ports, bounds: bounds)
            }
            return pairs.map { Peer(channel: $0[0]) }
        }

        static let garbage: [[UInt8]] = [
            [0], [1, 4, 0, 9], SocketRequest(.stream, to: Endpoint(address: .v4(1), port: 9)).octets + [0],
            [9] + SocketRequest(.stream, to: Endpoint(address: .v4(1), port: 9)).octets.dropFirst(),
            [1, 5] + SocketRequest(.stream, to: Endpoint(address: .v4(1), port: 9)).octets.dropFirst(2),
            // IPv4 with more than 32 bits.
            [1, 4, 0, 9] + [UInt8](repeating: 1, count: 16), [UInt8](repeating: 0, count: 60_000),
        ]

        @Test("a peer that sends nonsense is dropped, and no other is", arguments: garbage)
        func nonsense(octets: [UInt8]) throws {
            let peers = serve(2, ports: [9])
            peers[0].send(octets)
            #expect(peers[0].hear() == nil)
            let answer = try #require(peers[1].ask(.datagrams, port: 9))
            #expect(answer.error == 0 && answer.descriptors.count == 2)
            for descriptor in answer.descriptors + peers.map(\.channel) { close(descriptor) }
        }

        @Test("a request with a descriptor is nonsense, and the descriptor is closed")
        func foreignDescriptor() {
            let peers = serve(1, ports: [9])
            var pair: [Int32] = [-1, -1]
            socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair)
            let request = SocketRequest(.stream, to: Endpoint(address: .v4(0x7F00_0001), port: 9))
            peers[0].send(request.octets, descriptors: [pair[1]])
            close(pair[1])
            #expect(peers[0].hear() == nil)
            var octet: UInt8 = 0
            #expect(recv(pair[0], &octet, 1, Int32(MSG_DONTWAIT)) == 0)
            for descriptor in [pair[0], peers[0].channel] { close(descriptor) }
        }

        @Test("every other port is refused", arguments: [SocketRequest.Kind.datagrams, .manyDatagrams, .stream])
        func ports(kind: SocketRequest.Kind) {
            let peers = serve(1, ports: [9, 10])
            for port in [0, 1, 8, 11, 53, 0x0900, .max] as [UInt16] {
                let answer = peers[0].ask(kind, port: port)
                #expect(answer?.error == EACCES && answer?.descriptors == [])
            }
            for port in [9, 10] as [UInt16] where kind != .stream {
                let answer = peers[0].ask(kind, port: port)
                #expect(answer?.error == 0 && answer?.descriptors.count == 2)
                for descriptor in answer?.descriptors ?? [] { close(descriptor) }
            }
            close(peers[0].channel)
        }

        @Test("a flood waits, whoever floods, and holds up nobody else")
        func flood() {
            let peers = serve(2, ports: [9], bounds: .init(requestsPerSecond: 1, burst: 20))
            var errors: [Int32] = []
            for _ in 0..<40 {
                let answer = peers[0].ask(.datagrams, port: 9)
                errors.append(answer?.error ?? -1)
                for descriptor in answer?.descriptors ?? [] { close(descriptor) }
            }
            #expect(errors.prefix(20).allSatisfy { $0 == 0 })
            #expect(errors.count { $0 == ENOBUFS } >= 15)
            let other = peers[1].ask(.datagrams, port: 9)
            #expect(other?.error == 0)
            for descriptor in (other?.descriptors ?? []) + peers.map(\.channel) { close(descriptor) }
        }

        @Test("a peer that takes no answers is dropped, and its sockets with it")
        func deafPeer() {
            let peers = serve(2, ports: [9], bounds: .init(burst: 1 << 20))
            let request = SocketRequest(.datagrams, to: Endpoint(address: .v4(0x7F00_0001), port: 9)).octets
            var sent = 0
            // The channel of a peer that was dropped takes nothing more.
            while sent < 100_000 {
                var writable = pollfd(fd: peers[0].channel, events: Int16(POLLOUT), revents: 0)
                poll(&writable, 1, 1000)
                if quada_send_descriptors(peers[0].channel, request, Int32(request.count), nil, 0) == -EPIPE { break }
                sent += 1
            }
            #expect(sent < 100_000)
            let other = peers[1].ask(.datagrams, port: 9)
            #expect(other?.error == 0)
            for descriptor in (other?.descriptors ?? []) + peers.map(\.channel) { close(descriptor) }
        }

        @Test("no more peers than the bound")
        func peerBound() {
            let peers = serve(3, ports: [9], bounds: .init(peers: 2))
            #expect(peers[2].hear() == nil)
            #expect(peers[0].ask(.stream, port: 1)?.error == EACCES)
            for peer in peers { close(peer.channel) }
        }

        @Test("a handed socket can send to its server alone, and its twin to nobody")
        func direction() throws {
            let peers = serve(1, ports: [9])
            let answer = try #require(peers[0].ask(.datagrams, port: 9))
            try #require(answer.descriptors.count == 2)
            var octet: UInt8 = 0
            #expect(send(answer.descriptors[1], &octet, 1, 0) == -1)
            #expect(errno == EDESTADDRREQ)
            #expect(quada_local_port(answer.descriptors[0]) == quada_local_port(answer.descriptors[1]))
            for descriptor in answer.descriptors + [peers[0].channel] { close(descriptor) }
        }

        @Test("an allowance is earned with time, and never more than a burst")
        func allowance() {
            var allowance = Allowance(perSecond: 10, burst: 3, at: 0)
            func taken(of count: Int, at now: Int64) -> Int { (0..<count).count { _ in allowance.take(at: now) } }
            #expect(taken(of: 5, at: 0) == 3)
            #expect(taken(of: 3, at: 250_000_000) == 2)
            #expect(taken(of: 3, at: 300_000_000) == 1, "the half that was left over counts")
            #expect(taken(of: 5, at: 1 << 60) == 3)
            #expect(taken(of: 1, at: 0) == 0, "a clock that is set back earns nothing")
        }
    }
#endif
