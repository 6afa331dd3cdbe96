#if os(Linux)
    import Foundation
    import QuadaSandbox
    import Subprocess
    import Testing

    #if canImport(Glibc)
        import Glibc
    #endif

    /// As whom the supervisor runs.
    enum Identity: String, Sendable, CaseIterable {
        case root, user

        /// An ordinary user runs the tests as such; root as both.
        static var possible: [Identity] { geteuid() == 0 ? allCases : [.user] }

        func measures(of row: AttackRow) -> Set<Measure>? {
            switch self {
            case .root: row.root
            case .user: row.user
            }
        }

        /// What this machine has for such a supervisor.
        func measures(at level: IsolationLevel) async throws -> Set<Measure> {
            let lines = try await AttackProgram.run(["measures", level.rawValue], as: self)
            return Set(lines.split(separator: "\n").compactMap { Measure(rawValue: String($0)) })
        }
    }

    /// The built attacker, beside the test bundle.
    enum AttackProgram {
        static var path: String {
            URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quada-attack").path()
        }

        static func run(_ arguments: [String], input: String = "", as identity: Identity) async throws -> String {
            var words = [path] + arguments
            if identity == .user, geteuid() == 0 {
                words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] + words
            }
            let ended = try await Subprocess.run(
                .name("env"), arguments: Arguments(words), input: .string(input), output: .string(limit: 1 << 20),
                error: .string(limit: 1 << 16))
            try #require(ended.terminationStatus.isSuccess, "\(ended.standardError)")
            return ended.standardOutput
        }

        /// How each attack ended, in order.
        static func outcomes(
            of tries: [(attack: String, measures: Set<Measure>)], in role: SandboxRole = .worker,
            as identity: Identity
        ) async throws -> [String] {
            let program = try SetUserIDProgram()
            defer { program.remove() }
            let rows = tries.map {
                "\($0.attack)\t\($0.measures.map(\.rawValue).joined(separator: ","))\t\(role.rawValue)\n"
            }
            let lines = try await run(["drive", program.path], input: rows.joined(), as: identity)
                .split(separator: "\n").map(String.init)
            try #require(lines.count == tries.count, "\(lines.count) of \(tries.count)")
            return lines
        }
    }

    /// A program of root's that runs as root whoever starts it; only root can make it.
    struct SetUserIDProgram {
        let path = "/tmp/quada-set-user-id-\(UInt32.random(in: 0 ... .max))"

        init() throws {
            guard geteuid() == 0 else { return }
            try FileManager.default.copyItem(atPath: "/usr/bin/id", toPath: path)
            try #require(chmod(path, 0o4755) == 0)
        }

        func remove() {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    @Suite(.serialized) struct AttackTests {
        @Test(
            "each attack succeeds in the open, and every measure against it stops it alone",
            arguments: Identity.possible)
        func matrix(identity: Identity) async throws {
            let had = try await identity.measures(at: .strict)
            var tries: [(attack: String, measures: Set<Measure>)] = []
            for row in AttackRow.all {
                guard let measures = identity.measures(of: row) else { continue }
                // The set-user-ID program is root's to make.
                if geteuid() != 0, row.name.contains("set-user-ID") { continue }
                tries.append((row.name, []))
                for measure in measures.intersection(had).sorted(by: { $0.rawValue < $1.rawValue }) {
                    tries.append((row.name, [measure]))
                }
            }
            let outcomes = try await AttackProgram.outcomes(of: tries, as: identity)
            let conditional = Set(AttackRow.all.filter { $0.condition != nil }.map(\.name))
            for (attempt, outcome) in zip(tries, outcomes) {
                #expect(!outcome.hasPrefix("fault"), "\(attempt): \(outcome)")
                if attempt.measures.isEmpty {
                    #expect(
                        outcome == "succeeded" || conditional.contains(attempt.attack), "\(attempt.attack): \(outcome)")
                } else {
                    #expect(outcome != "succeeded", "\(attempt)")
                }
            }
        }

        static let open: [IsolationLevel: Set<String>] = [
            // Landlock has no rule for UDP: this is what `strict` is for.
            .process: [
                "UDP to another port", "UDP to another port by a socket that was handed in",
                "UDP to another port by a socket that is connected", "many datagrams with addresses",
                "TCP to the allowed port", "UDP to the allowed port",
            ],
            .strict: [],
        ]

        @Test(
            "no attack succeeds in a broker, but that it may connect sockets",
            arguments: Identity.possible)
        func broker(identity: Identity) async throws {
            // What `BrokerHandle` takes of `strict`.
            let measures = try await identity.measures(at: .strict).subtracting([.networkNamespace, .handedSockets])
            // A broker never sends: an address given to sendto is refused to it, a connected socket is its trade.
            let open: Set = ["UDP to another port by a socket that is connected", "TCP to the allowed port"]
            let refused: Set = [
                "UDP to another port", "UDP to another port by a socket that was handed in",
                "many datagrams with addresses", "UDP to the allowed port",
            ]
            let tries = AttackRow.all.map { (attack: $0.name, measures: measures) }
            let outcomes = try await AttackProgram.outcomes(of: tries, in: .broker, as: identity)
            for (row, outcome) in zip(AttackRow.all, outcomes) {
                #expect(!outcome.hasPrefix("fault"), "\(row.name): \(outcome)")
                let stoppers = identity.measures(of: row) ?? measures
                let isOpen = open.contains(row.name)
                guard isOpen || refused.contains(row.name) || !measures.isDisjoint(with: stoppers) else { continue }
                #expect((outcome == "succeeded") == isOpen, "\(row.name): \(outcome)")
            }
        }

        @Test("a broker has neither a thread nor an address to send to", arguments: Identity.possible)
        func brokerFilter(identity: Identity) async throws {
            let rows = [
                ("fork", "ended for clone"),
                // The C library makes threads with every signal blocked: there is no last word then.
                ("start a thread", "ended by signal \(SIGSYS)"),
                ("listen", "ended for listen"), ("ptrace the supervisor", "ended for ptrace"),
                ("UDP to another port", "ended for sendto"), ("UDP to the allowed port", "ended for sendto"),
                ("many datagrams with addresses", "ended for sendmmsg"), ("a raw socket", "ended for socket"),
                ("a socket filter of its own", "ended for setsockopt"),
            ]
            let outcomes = try await AttackProgram.outcomes(
                of: rows.map { (attack: $0.0, measures: [.systemCalls]) }, in: .broker, as: identity)
            for (row, outcome) in zip(rows, outcomes) { #expect(outcome == row.1, "\(row.0)") }
        }

        @Test(
            "no attack succeeds in a worker of a level, but for those that the level leaves open",
            arguments: Identity.possible, [IsolationLevel.process, .strict])
        func levels(identity: Identity, level: IsolationLevel) async throws {
            let measures = try await identity.measures(at: level)
            let tries = AttackRow.all.map { (attack: $0.name, measures: measures) }
            let outcomes = try await AttackProgram.outcomes(of: tries, as: identity)
            for (row, outcome) in zip(AttackRow.all, outcomes) {
                #expect(!outcome.hasPrefix("fault"), "\(row.name): \(outcome)")
                let stoppers = identity.measures(of: row) ?? measures
                guard !measures.isDisjoint(with: stoppers) || Self.open[level]?.contains(row.name) == true else {
                    // The machine has nothing against it, which the report says of every run.
                    continue
                }
                let isOpen = Self.open[level]?.contains(row.name) == true
                #expect((outcome == "succeeded") == isOpen, "\(row.name): \(outcome)")
            }
        }

        @Test("a worker that is ended for a system call says which", arguments: Identity.possible)
        func names(identity: Identity) async throws {
            let measures = try await identity.measures(at: .process)
            try #require(measures.contains(.systemCalls))
            let rows = [
                ("fork", "clone"), ("io_uring", "io_uring_setup"), ("listen", "listen"), ("ptrace a sibling", "ptrace"),
                ("handle SIGSYS and go on", "getppid"), ("a netlink socket", "socket"),
                ("memfd_create", "memfd_create"),
            ]
            let outcomes = try await AttackProgram.outcomes(
                of: rows.map { (attack: $0.0, measures: measures) }, as: identity)
            for (row, outcome) in zip(rows, outcomes) { #expect(outcome == "ended for \(row.1)", "\(row.0)") }
        }

        @Test("every measure stops something")
        func everyMeasureMatters() {
            let shown = AttackRow.all.reduce(into: Set<Measure>()) {
                $0.formUnion($1.root ?? [])
                $0.formUnion($1.user ?? [])
            }
            // The supervisor's death has a test of its own.
            #expect(Set(Measure.allCases).subtracting(shown) == [.parentDeath])
        }

        @Test("a worker dies with its supervisor, and with nothing but that measure", arguments: Identity.possible)
        func parentDeath(identity: Identity) async throws {
            let measures = try await identity.measures(at: .process)
            for (held, survives) in [(measures, false), ([Measure.parentDeath], false), ([], true)] {
                let words = held.map(\.rawValue).joined(separator: ",")
                let outcome = try await AttackProgram.run(["orphan", words], as: identity)
                #expect(outcome == (survives ? "survived\n" : "died\n"), "\(held)")
            }
        }

        @Test("many workers leave no descriptor, no zombie and no user behind", arguments: Identity.possible)
        func nothingIsLeft(identity: Identity) async throws {
            let line = try await AttackProgram.run(["spawns", "300"], as: identity)
            #expect(line.hasSuffix("descriptors=0 children=0 users=0\n"), "\(line)")
        }
    }
#endif
