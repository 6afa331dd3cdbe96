import Testing

@testable import QuadaSandbox

#if os(Linux)
    import CSandbox
#endif

@Suite struct SandboxTests {
    @Test("a user is one worker's at a time, and comes back once nothing of it is left")
    func pool() throws {
        var pool = try #require(UIDPool(range: 5...6))
        let first = try pool.take()
        let second = try pool.take()
        #expect(first != second)
        #expect(throws: SandboxFault.noUser) { try pool.take() }
        #expect(!pool.giveBack(first) { _ in true })
        #expect(throws: SandboxFault.noUser) { try pool.take() }
        #expect(pool.giveBack(first) { _ in false })
        #expect(!pool.giveBack(first) { _ in false }, "given back twice")
        #expect(try pool.take() == first)
        #expect(pool.takenCount == 2)
    }

    @Test("10,000 takings from a small range give no user to two workers")
    func poolTurns() throws {
        var pool = try #require(UIDPool(range: 100...109))
        var held: [WorkerUser] = []
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            if held.count == 10 || (!held.isEmpty && Bool.random(using: &generator)) {
                let user = held.remove(at: Int.random(in: held.indices, using: &generator))
                #expect(pool.giveBack(user) { _ in false })
            } else {
                let user = try pool.take()
                try #require(!held.contains(user))
                held.append(user)
            }
            try #require(pool.takenCount == held.count)
        }
    }

    @Test(
        "numbers that mean something else are in no range",
        arguments: [0...5, 65_000...66_000, 4_294_967_000...UInt32.max])
    func ranges(_ range: ClosedRange<UInt32>) {
        #expect(UIDPool(range: range) == nil)
    }

    @Test("every measure has a title of its own")
    func titles() {
        #expect(Set(Measure.allCases.map(\.title)).count == Measure.allCases.count)
    }

    @Test("a probe tells of every measure, and 'none' wants none", arguments: IsolationLevel.allCases)
    func probe(level: IsolationLevel) {
        let capability = SandboxCapability.probe(level, user: WorkerUser(uid: UIDPool.defaultRange.lowerBound))
        #expect(Set(capability.standings.keys) == Set(Measure.allCases))
        #expect(capability.inForce.isSubset(of: level.measures))
        if level == .none { #expect(capability.inForce.isEmpty && capability.missing.isEmpty) }
    }

    #if os(Linux)
        @Test("measures have the numbers that C gives them")
        func numbers() {
            #expect(Measure.allCases.count == Int(QUADA_MEASURES.rawValue))
            let pairs: [(Measure, quada_measure)] = [
                (.descriptors, QUADA_DESCRIPTORS), (.session, QUADA_SESSION), (.parentDeath, QUADA_PARENT_DEATH),
                (.limitProcesses, QUADA_LIMIT_PROCESSES), (.limitDescriptors, QUADA_LIMIT_DESCRIPTORS),
                (.limitFileSize, QUADA_LIMIT_FILE_SIZE), (.limitCore, QUADA_LIMIT_CORE),
                (.limitMemory, QUADA_LIMIT_MEMORY), (.limitCPU, QUADA_LIMIT_CPU),
                (.limitLockedMemory, QUADA_LIMIT_LOCKED_MEMORY), (.limitQueues, QUADA_LIMIT_QUEUES),
                (.userNamespace, QUADA_USER_NAMESPACE), (.mountNamespace, QUADA_MOUNT_NAMESPACE),
                (.processNamespace, QUADA_PROCESS_NAMESPACE), (.ipcNamespace, QUADA_IPC_NAMESPACE),
                (.hostNamespace, QUADA_HOST_NAMESPACE), (.cgroupNamespace, QUADA_CGROUP_NAMESPACE),
                (.networkNamespace, QUADA_NETWORK_NAMESPACE), (.emptyRoot, QUADA_EMPTY_ROOT),
                (.ownUser, QUADA_OWN_USER), (.capabilities, QUADA_CAPABILITIES), (.notDumpable, QUADA_NOT_DUMPABLE),
                (.noNewPrivileges, QUADA_NO_NEW_PRIVILEGES), (.noExecutableMemory, QUADA_NO_EXECUTABLE_MEMORY),
                (.landlockFiles, QUADA_LANDLOCK_FILES), (.landlockTCP, QUADA_LANDLOCK_TCP),
                (.landlockScopes, QUADA_LANDLOCK_SCOPES), (.systemCalls, QUADA_SYSTEM_CALLS),
                (.handedSockets, QUADA_HANDED_SOCKETS),
            ]
            #expect(pairs.count == Measure.allCases.count)
            for (measure, number) in pairs { #expect(Set([measure]).bits == 1 << UInt64(number.rawValue)) }
        }

        @Test("a program that is not there is told as such, and no process is left")
        func noProgram() throws {
            let spawner = try Spawner()
            #expect(throws: SandboxFault.noProcess(errno: 2)) {
                _ = try spawner.spawn(
                    WorkerBirth(path: "/nonexistent", arguments: ["x"], descriptors: [], measures: []))
            }
        }

        @Test("how a worker ended is told")
        func ends() throws {
            let spawner = try Spawner()
            func start(_ path: String, _ words: [String]) throws -> WorkerProcess {
                try spawner.spawn(WorkerBirth(path: path, arguments: words, descriptors: [], measures: [.parentDeath]))
            }
            #expect(try start("/bin/sh", ["sh", "-c", "exit 7"]).reap(waits: true) == .exited(status: 7))
            #expect(try start("/bin/sh", ["sh", "-c", "kill -9 $$"]).reap(waits: true) == .killed(signal: 9))
            // No environment, and nothing on its three descriptors: cat ends at once.
            #expect(try start("/bin/cat", ["cat"]).reap(waits: true) == .exited(status: 0))
        }
    #endif
}
