#if os(Linux)
    import Foundation
    import QuadaDNS
    import QuadaEvidence
    import QuadaSandbox
    import QuadaTransport
    import QuadaWalk
    import Testing

    @testable import QuadaWorker

    /// Workers that were taken over: what they say or do costs the one name that they were for.
    @Suite(.serialized) struct TakenOverTests {
        /// A lie of `quada-attack`'s, and what the supervisor makes of it.
        struct Row: Sendable, CustomTestStringConvertible {
            let lie: String
            /// In the reason; none where evidence is believed.
            let reason: String?

            var testDescription: String { lie }
        }

        static let rows: [Row] = [
            Row(lie: "honest", reason: nil),
            Row(
                lie: "oversize", reason: "sent what is not evidence (a frame of 2147483647 octets, more than 33554432)"),
            Row(lie: "unknown-kind", reason: "sent what is not evidence (a frame of kind 200, which there is not)"),
            Row(lie: "order", reason: "sent what is not evidence (an order)"),
            Row(lie: "flood", reason: "sent more frames than a name comes to"),
            Row(lie: "observations", reason: "sent more observations than a name comes to"),
            Row(
                lie: "other-name", reason: "sent what is not evidence (evidence about another name than order 0 is for)"
            ),
            Row(
                lie: "other-order", reason: "sent what is not evidence (evidence for order 7, which was not given)"),
            Row(lie: "escapes", reason: nil),
            Row(lie: "twice", reason: nil),
            Row(lie: "cut", reason: "ended with status 0"),
            Row(lie: "hang", reason: "gave no sign of life for 2 s and was ended"),
            Row(lie: "overdue", reason: "was not through after 3 s and was ended"),
            Row(lie: "trap", reason: "ended by SIG"),
            Row(lie: "segv", reason: "ended by SIGSEGV"),
            Row(lie: "spin", reason: "ended by SIG"),
            // Process 1 of a namespace does not notice SIGABRT, and abort goes on to what it can not survive.
            Row(lie: "memory", reason: "ended by SIG"),
            Row(lie: "leave", reason: "ended with status 3"),
            Row(lie: "call", reason: "ended for the system call socket"),
        ]

        /// The program with the planted code, beside the tests.
        static var attacker: String {
            let program = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?
                .deletingLastPathComponent().appending(path: "quada-attack").path()
            let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appending(path: "quada-attack").path()
            return FileManager.default.fileExists(atPath: beside) ? beside : program ?? beside
        }

        private static func kit() throws -> WorkerKit {
            let path = attacker
            var users = try #require(UIDPool())
            let capability = SandboxCapability.probe(.process, user: try users.take())
            let scene = ["", "", "0", "0", "0", "0", "0", "", "", "", "worker"]
            return try WorkerKit(
                capability, users: try #require(UIDPool()),
                program: WorkerProgram(path: path, arguments: ["quada-attack", "worker"] + [""] + scene))
        }

        private static func workers(
            _ kit: WorkerKit, atOnce: Int = 4, silence: Duration = .seconds(60), patience: Duration = .seconds(60),
            onObserved: (@Sendable (Observation) -> Void)? = nil
        ) -> NameWorkers {
            NameWorkers(
                kit, WorkerConfiguration(walk: WalkConfiguration(roots: [], port: 53, seed: 1)), atOnce: atOnce,
                numbers: RunNumbers(),
                limits: WorkerLimits(memoryInOctets: 1 << 30, processorSeconds: 1, descriptors: 64, threads: 16),
                patience: Worker.Patience(silence: silence, name: patience), onObserved: onObserved,
                onQueries: nil)
        }

        @Test("a worker that lies, crashes or hangs costs its name, and is told as what it did", arguments: rows)
        func lies(row: Row) async throws {
            let kit = try Self.kit()
            let workers = Self.workers(
                kit, silence: row.lie == "hang" ? .seconds(2) : .seconds(60),
                patience: row.lie == "overdue" ? .seconds(3) : .seconds(60))
            let name = try Name(presentation: "\(row.lie).test.")
            let sighting = await workers.evidence(for: name)
            switch (sighting, row.reason) {
            case (.evidence(let evidence), nil): #expect(evidence.name == name)
            case (.lost(let reason), let expected?): #expect(reason.contains(expected), "\(reason)")
            case (.evidence, _): Issue.record("evidence was believed")
            case (.lost(let reason), nil): Issue.record("lost: \(reason)")
            }
            // Beside it an honest one is heard.
            let other = try Name(presentation: "honest.test.")
            #expect(await workers.evidence(for: other).evidence?.name == other)
        }

        @Test("observations without end, where they are wanted, end the worker")
        func witnessed() async throws {
            let workers = Self.workers(try Self.kit(), onObserved: { _ in })
            let sighting = await workers.evidence(for: try Name(presentation: "flood.test."))
            guard case .lost(let reason) = sighting else { return #expect(Bool(false), "evidence") }
            #expect(reason.contains("sent more frames"), "\(reason)")
        }

        @Test("every user that workers had comes back, and no descriptor is left")
        func nothingIsLeft() async throws {
            let kit = try Self.kit()
            let workers = Self.workers(kit, atOnce: 8)
            // What the system's threads open once is open then, and so is what they sleep by.
            try await Self.walk(20, with: workers, of: kit)
            try await Task.sleep(for: .milliseconds(1))
            let before = try Self.descriptors()
            try await Self.walk(200, with: workers, of: kit)
            for _ in 0..<500 where try Self.descriptors() > before { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try Self.descriptors() <= before)
            #expect(kit.usersTaken == 0)
        }

        /// Walks so many names, a fifth of them as they should be, and waits until every process is reaped.
        private static func walk(_ count: Int, with workers: NameWorkers, of kit: WorkerKit) async throws {
            let names = try (0..<count).map { number in
                try Name(presentation: "\(["honest", "leave", "segv", "other-name", "cut"][number % 5]).test.")
            }
            await withTaskGroup(of: Void.self) { group in
                for name in names { group.addTask { _ = await workers.evidence(for: name) } }
            }
            // Whoever was stopped is reaped by a thread that may be at it still.
            for _ in 0..<500 where kit.usersTaken > 0 { try await Task.sleep(for: .milliseconds(10)) }
        }

        private static func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }

        @Test(
            "names that shared a process which was lost are walked again, and only the one that did it has no evidence")
        func shared() async throws {
            let loop = LoopWorker(
                try Self.kit(), WorkerConfiguration(walk: WalkConfiguration(roots: [], port: 53, seed: 1)))
            // Those that say nothing at first are in flight when the process is lost.
            let names = try ["wait-1", "wait-2", "wait-3", "segv"].map { try Name(presentation: "\($0).test.") }
            let sightings = await withTaskGroup(of: (Name, Sighting).self) { group in
                for name in names { group.addTask { (name, await loop.evidence(for: name)) } }
                return await group.reduce(into: [Name: Sighting]()) { $0[$1.0] = $1.1 }
            }
            for name in names {
                let isGuilty = name.description.hasPrefix("segv")
                let evidence = sightings[name]?.evidence
                #expect((evidence == nil) == isGuilty, "\(name): \(String(describing: sightings[name]))")
            }
            let after = try Name(presentation: "honest.test.")
            #expect(await loop.evidence(for: after).evidence?.name == after)
            loop.cancel()
        }
    }
#endif
