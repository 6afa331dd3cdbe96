#if os(Linux) && QUADA_ATTACKS
    import Glibc
    import QuadaDNS
    import QuadaSandbox
    import QuadaTransport
    import Synchronization

    /// A worker without sockets of its own that asks all the same: over UDP, over TCP and at a port that is not allowed.
    ///
    /// Descriptor 3 is where it tells how it went, 4 the last word's, 5 the broker's channel.
    enum Asker {
        static func run(port: UInt16, measures: Set<Measure>, user: WorkerUser?) {
            let plan = SandboxPlan(
                withOnly: measures, limits: WorkerLimits(), ports: [port], user: user, descriptorsKept: 3,
                lastWordDescriptor: 4)
            do {
                _ = try plan.close()
                let transport = try SocketTransport(sockets: .handed(over: 5))
                let requests = try requests(port: port)
                let done = Atomic(false)
                Task(executorPreference: transport.executor) {
                    let exchanges = await transport.exchange(requests)
                    tell(exchanges.map { word($0.attempts.last?.outcome) }.joined(separator: " "))
                    done.store(true, ordering: .releasing)
                }
                while !done.load(ordering: .acquiring) { usleep(1000) }
            } catch {
                tell("fault \(error)")
            }
        }

        private static func requests(port: UInt16) throws -> [Request] {
            let query = Query(Question(name: try Name(presentation: "www.test."), type: .aaaa), edns: nil)
            let server = Endpoint(address: .v4(0x7F00_0001), port: port)
            let policy = RetryPolicy(start: .udpOnly, udpTimeouts: [.seconds(5)], tcpTimeout: .zero, tcpAttempts: 0)
            let tcp = RetryPolicy(start: .tcp, udpTimeouts: [], tcpTimeout: .seconds(5), tcpAttempts: 1)
            return [
                Request(server: server, query: query, policy: policy),
                Request(server: server, query: query, policy: tcp),
                Request(server: Endpoint(address: server.address, port: port ^ 1), query: query, policy: policy),
            ]
        }

        private static func word(_ outcome: Attempt.Outcome?) -> String {
            switch outcome {
            case .response: "response"
            case .localError(let error): "error-\(error)"
            default: "other"
            }
        }

        private static func tell(_ text: String) {
            _ = text.withCString { write(WorkerDescriptor.first, $0, strlen($0)) }
        }
    }
#endif
