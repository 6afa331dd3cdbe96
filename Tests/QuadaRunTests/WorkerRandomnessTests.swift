#if os(Linux)
    import QuadaDNS
    import QuadaEvidence
    import QuadaLab
    import QuadaLoopback
    import QuadaSandbox
    import QuadaTransport
    import QuadaWalk
    import QuadaWorker
    import Testing

    /// What is drawn in one worker says nothing of what is drawn in another.
    @Suite(.serialized) struct WorkerRandomnessTests {
        @Test("no two workers share a stream of random numbers, whatever they were told")
        func streams() async throws {
            let scenario = try Fixture(path: "\(Fixtures.root)/gtm-2014.yaml").scenario()
            let network = try await LoopbackNetwork(scenario, seed: 1, at: .loopback(port: nil))
            var users = try #require(UIDPool())
            let kit = try WorkerKit(
                SandboxCapability.probe(.process, user: try users.take()), users: users,
                program: WorkerProgram(path: Command.path))
            let roots = scenario.roots.flatMap { root in
                root.addresses.map { ServerAddress(name: root.name, address: $0, source: .both) }
            }
            // The same seed for all: it draws the order of servers, and must draw nothing that a forger would like to know.
            let workers = NameWorkers(
                kit,
                WorkerConfiguration(
                    walk: WalkConfiguration(roots: roots, seed: 1), pacing: .unpaced(maximumInFlight: 256),
                    mixesCase: true, addressMap: network.addressMap),
                atOnce: 4)
            let name = try #require(scenario.expectations.first?.name)
            var streams: [[Attempt]] = []
            for _ in 0..<12 {
                let evidence = try #require(await workers.evidence(for: name).evidence)
                streams.append(evidence.attempts)
            }
            await network.stop()
            try #require(streams.allSatisfy { $0.count > 50 })
            for draw in [Self.identifiers, Self.ports, Self.masks] {
                let drawn = streams.map(draw)
                #expect(Set(drawn).count == drawn.count)
                // Two of 65,536 numbers stand at one place by chance once in 1,000 times; streams that are shared, always.
                for (index, first) in drawn.enumerated() {
                    for second in drawn[(index + 1)...] {
                        let same = zip(first, second).count { $0 == $1 }
                        #expect(same < 8, "\(same) of \(first.count)")
                    }
                }
            }
        }

        private static func identifiers(_ attempts: [Attempt]) -> [UInt64] { attempts.map { UInt64($0.id) } }
        private static func ports(_ attempts: [Attempt]) -> [UInt64] { attempts.map { UInt64($0.sourcePort) } }
        private static func masks(_ attempts: [Attempt]) -> [UInt64] {
            attempts.map { $0.caseMask }
        }
    }

    extension NameEvidence {
        /// Of the surveys, in the order in which they left.
        fileprivate var attempts: [Attempt] {
            links.flatMap(\.surveys).flatMap(\.probes).flatMap(\.exchange.attempts).sorted { $0.sentAt < $1.sentAt }
        }
    }
#endif
