#if os(Linux)
    import QuadaSandbox
    import Testing

    /// The attacks from inside of workers as audits have them: the same program flow, with an entry for foreign code.
    extension AttackTests {
        @Test(
            "no attack succeeds in a worker that was taken over, but for those that the level leaves open",
            arguments: Identity.possible, [IsolationLevel.process, .strict])
        func takenOver(identity: Identity, level: IsolationLevel) async throws {
            let program = try SetUserIDProgram()
            defer { program.remove() }
            let measures = try await identity.measures(at: level)
            let lines = try await AttackProgram.run(["workers", level.rawValue, program.path], as: identity)
                .split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1).map(String.init) }
            try #require(lines.count == AttackRow.all.count, "\(lines)")
            var stopped = 0
            for line in lines {
                let (attack, ending) = (line[0], line[1])
                let row = try #require(AttackRow.all.first { $0.name == attack })
                // What is handed in, and terminals, are not there for a worker.
                if Self.needsSomethingHandedIn.contains(attack) { continue }
                let stoppers = identity.measures(of: row) ?? measures
                guard !measures.isDisjoint(with: stoppers) else { continue }
                let hasSucceeded = ending.hasSuffix("ended with status 101")
                let isOpen = Self.open[level]?.contains(attack) == true
                #expect(hasSucceeded == isOpen, "\(attack): \(ending)")
                if !hasSucceeded {
                    #expect(ending.hasPrefix("the process that walked this name "), "\(attack): \(ending)")
                    stopped += 1
                }
            }
            #expect(stopped > 45)
        }

        private static let needsSomethingHandedIn: Set<String> = [
            "write into a file that was handed in", "type into the terminal (TIOCSTI)",
            "UDP to another port by a socket that was handed in", "use a forgotten descriptor",
        ]
    }
#endif
