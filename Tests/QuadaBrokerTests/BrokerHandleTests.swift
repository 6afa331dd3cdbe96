#if os(Linux)
    import Foundation
    import QuadaBroker
    import QuadaDNS
    import QuadaSandbox
    import QuadaTransport
    import Testing

    /// A broker in a process of its own, behind closed doors.
    @Suite(.serialized) struct BrokerHandleTests {
        /// A program whose `main` knows the broker's name, beside the test bundle.
        static var program: String {
            URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quada-attack").path()
        }

        private func start(
            ports: [UInt16], limits: WorkerLimits = BrokerHandle.limits
        ) throws -> (handle: BrokerHandle, plan: Set<Measure>) {
            let user = geteuid() == 0 ? WorkerUser(uid: UIDPool.defaultRange.lowerBound + 7) : nil
            let capability = SandboxCapability.probe(.strict, user: user)
            let handle = try BrokerHandle(
                spawner: try Spawner(), capability: capability, user: user, ports: ports, limits: limits,
                program: Self.program)
            return (handle, capability.inForce)
        }

        private func status(_ pid: Int32, _ key: String) throws -> [String] {
            let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(key):") })
            return line.split(separator: "\t").dropFirst().map(String.init)
        }

        @Test("it serves several workers, behind closed doors, until it is hung up on")
        func serves() async throws {
            let server = try EchoServer()
            let (handle, measures) = try start(ports: [server.endpoint.port])
            for _ in 0..<2 {
                let transport = try SocketTransport(sockets: .handed(over: try handle.connect()))
                let query = Query(Question(name: try Name(presentation: "www.test."), type: .aaaa), edns: nil)
                let policies = [
                    RetryPolicy(start: .udpOnly, udpTimeouts: [.seconds(5)], tcpTimeout: .zero, tcpAttempts: 0),
                    RetryPolicy(start: .tcp, udpTimeouts: [], tcpTimeout: .seconds(5), tcpAttempts: 1),
                ]
                let requests = policies.map { Request(server: server.endpoint, query: query, policy: $0) }
                let exchanges = await transport.run { await transport.exchange(requests) }
                #expect(exchanges.allSatisfy { $0.response != nil }, "\(exchanges)")
                let other = Endpoint(address: server.endpoint.address, port: server.endpoint.port ^ 1)
                let refused = await transport.run {
                    await transport.exchange([Request(server: other, query: query, policy: policies[0])])
                }
                #expect(refused.first?.attempts.map(\.outcome) == [.localError(EACCES)])
            }
            if measures.contains(.systemCalls) { #expect(try status(handle.pid, "Seccomp") == ["2"]) }
            if measures.contains(.noNewPrivileges) { #expect(try status(handle.pid, "NoNewPrivs") == ["1"]) }
            if measures.contains(.capabilities) {
                for key in ["CapEff", "CapPrm", "CapInh", "CapBnd"] where geteuid() == 0 || key != "CapBnd" {
                    #expect(try status(handle.pid, key) == ["0000000000000000"])
                }
            }
            if measures.contains(.ownUser) {
                let uid = String(UIDPool.defaultRange.lowerBound + 7)
                #expect(try status(handle.pid, "Uid") == [uid, uid, uid, uid])
            }
            #expect(handle.end(waits: false) == nil)
            let end = handle.end(waits: true)
            #expect(end?.end == .exited(status: 0) && end?.refusedCall == nil, "\(String(describing: end))")
            #expect(throws: BrokerFault.noChannel(errno: EPIPE)) { try handle.connect() }
        }

        @Test("a worker without sockets of its own, behind closed doors, asks by it")
        func worker() throws {
            let server = try EchoServer()
            let port = server.endpoint.port
            let (handle, measures) = try start(ports: [port])
            let user = measures.contains(.ownUser) ? WorkerUser(uid: UIDPool.defaultRange.lowerBound + 8) : nil
            let spawner = try Spawner()
            let (channel, lastWord, sockets) = (try LastWord(), try LastWord(), try handle.connect())
            let process = try spawner.spawn(
                WorkerBirth(
                    path: Self.program,
                    arguments: [
                        "quada-attack", "ask", String(port), measures.map(\.rawValue).joined(separator: ","),
                        user.map { String($0.uid) } ?? "",
                    ], descriptors: [channel.worker, lastWord.worker, sockets], measures: measures, user: user))
            for descriptor in [channel.worker, lastWord.worker, sockets] { close(descriptor) }
            var octets = [UInt8](repeating: 0, count: 256)
            let count = read(channel.supervisor, &octets, octets.count)
            let told = String(decoding: octets[..<max(0, count)], as: UTF8.self)
            process.kill()
            _ = process.reap(waits: true)
            #expect(told == "response response error-\(EACCES)", "\(lastWord.take() ?? "")")
            for descriptor in [channel.supervisor, lastWord.supervisor] { close(descriptor) }
        }

        @Test("its end is an error of this machine for every worker, and not a wait")
        func death() async throws {
            let server = try EchoServer()
            let (handle, _) = try start(ports: [server.endpoint.port])
            let transport = try SocketTransport(sockets: .handed(over: try handle.connect()))
            let query = Query(Question(name: try Name(presentation: "www.test."), type: .aaaa), edns: nil)
            let request = Request(server: server.endpoint, query: query, policy: .patient)
            #expect(await transport.run { await transport.exchange([request]) }.first?.response != nil)
            handle.kill()
            #expect(handle.end(waits: true)?.end == .killed(signal: SIGKILL))
            let exchange = await transport.run { await transport.exchange([request]) }.first
            #expect(exchange?.attempts.map(\.outcome) == [.localError(EPIPE), .localError(EPIPE)])
        }

        @Test("peers that take no answers cost the others a wait, and not their sockets")
        func deafPeers() throws {
            var limits = BrokerHandle.limits
            limits.descriptors = 64
            let (handle, measures) = try start(ports: [9], limits: limits)
            guard measures.isSuperset(of: [.limitDescriptors, .capabilities]) else { return }
            let peers = try (0..<4).map { _ in BrokerTests.Peer(channel: try handle.connect()) }
            let request = SocketRequest(.datagrams, to: Endpoint(address: .v4(0x7F00_0001), port: 9)).octets
            for peer in peers { for _ in 0..<32 { peer.send(request) } }
            var errors: [Int32] = []
            for peer in peers {
                for _ in 0..<32 {
                    let answer = try #require(peer.hear())
                    errors.append(answer.error)
                    for descriptor in answer.descriptors { close(descriptor) }
                }
            }
            // A broker may have as many descriptors on their way as it may have open (unix(7)).
            #expect(errors.contains(0) && Set(errors).isSubset(of: [0, ENOBUFS]), "\(Set(errors))")
            for peer in peers {
                let answer = peer.ask(.datagrams, port: 9)
                #expect(answer?.error == 0)
                for descriptor in (answer?.descriptors ?? []) + [peer.channel] { close(descriptor) }
            }
        }

        @Test("a program that is no broker is told as such")
        func noBroker() throws {
            let capability = SandboxCapability.probe(.none, user: nil)
            #expect(throws: BrokerFault.self) {
                try BrokerHandle(
                    spawner: try Spawner(), capability: capability, user: nil, program: "/bin/true")
            }
            #expect(throws: BrokerFault.noProcess(.noProcess(errno: ENOENT))) {
                try BrokerHandle(
                    spawner: try Spawner(), capability: capability, user: nil, program: "/nonexistent")
            }
        }

        @Test("nothing is left of many brokers")
        func nothingIsLeft() throws {
            let capability = SandboxCapability.probe(.none, user: nil)
            let spawner = try Spawner()
            func openDescriptors() -> Int { (0..<4096).count { fcntl(Int32($0), F_GETFD) >= 0 } }
            let before = openDescriptors()
            for _ in 0..<30 {
                let handle = try BrokerHandle(
                    spawner: spawner, capability: capability, user: nil, program: Self.program)
                close(try handle.connect())
            }
            // What other tests close meanwhile does not matter.
            #expect(openDescriptors() <= before)
        }
    }
#endif
