#if os(Linux)
    internal import QuadaBroker
    public import QuadaSandbox
    internal import Synchronization

    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// What all workers of a run come from: who starts them, what stands between them and the machine, and as whom they
    /// run.
    public final class WorkerKit: Sendable {
        public let capability: SandboxCapability
        private let spawner: Spawner
        private let users: Mutex<UIDPool>
        private let isRoot = geteuid() == 0
        private let program: WorkerProgram
        /// Who opens the workers' sockets, where they have none of their own; begun with the first worker.
        private let broker: Mutex<Broking?>
        private let ports: [UInt16]

        /// - Parameters:
        ///   - capability: Of the level that workers are to have.
        ///   - users: Taken from where the supervisor is root.
        ///   - ports: Where workers' sockets may be connected to; at most eight.
        /// - Throws: `.noThread`.
        public convenience init(
            _ capability: SandboxCapability, users: UIDPool, ports: [UInt16] = [53]
        ) throws(SandboxFault) {
            try self.init(capability, users: users, ports: ports, program: WorkerProgram())
        }

        /// - Parameter program: Another one than this, for tests.
        package init(
            _ capability: SandboxCapability, users: UIDPool, ports: [UInt16] = [53], program: WorkerProgram
        ) throws(SandboxFault) {
            self.ports = ports
            broker = Mutex(nil)
            self.capability = capability
            self.program = program
            self.users = Mutex(users)
            spawner = try Spawner()
        }

        /// A worker's process, and what it is to close.
        struct Birth {
            let process: WorkerProcess
            let plan: SandboxPlan
        }

        /// - Parameters:
        ///   - descriptors: Those of `WorkerMain.Descriptors`, in that order.
        ///   - reading: What a reader has of the machine's measures; none for a worker that walks.
        func spawn(
            descriptors: [Int32], ports: [UInt16], limits: WorkerLimits, reading: SandboxCapability? = nil
        ) throws(SandboxFault) -> Birth {
            let user = try takeUser()
            let plan = SandboxPlan(
                reading ?? capability, limits: limits, ports: ports, user: user,
                descriptorsKept: Int32(descriptors.count),
                lastWordDescriptor: WorkerMain.Descriptors.lastWord)
            do throws(SandboxFault) {
                let process = try spawner.spawn(
                    WorkerBirth(
                        path: program.path,
                        arguments: reading == nil ? program.arguments : program.readerArguments,
                        descriptors: descriptors,
                        measures: plan.measures, user: user))
                return Birth(process: process, plan: plan)
            } catch {
                giveBack(user)
                throw error
            }
        }

        /// Whether a broker opens the workers' sockets.
        var handsSockets: Bool { capability.inForce.contains(.handedSockets) }

        /// A worker's channel to the broker, the caller's to close.
        func brokerChannel() throws(SandboxFault) -> Int32 {
            let result: Result<Int32, SandboxFault> = broker.withLock { broker in
                // One that has ended is followed by another.
                for _ in 0..<2 {
                    do throws(BrokerFault) {
                        let known: Broking
                        if let broker { known = broker } else { known = try makeBroker() }
                        broker = known
                        return .success(try known.handle.connect())
                    } catch {
                        retire(&broker)
                        if case .noProcess(let fault) = error { return .failure(fault) }
                    }
                }
                return .failure(.noProcess(errno: EPIPE))
            }
            return try result.get()
        }

        /// A broker, and as whom it runs.
        private struct Broking {
            let handle: BrokerHandle
            let user: WorkerUser?
        }

        /// Whether workers that were given a channel to a broker have none any more.
        var hasLostBroker: Bool {
            broker.withLock { $0?.handle.end(waits: false) != nil }
        }

        /// Ends the broker. To be called once no worker is left.
        public func end() {
            broker.withLock { retire(&$0) }
        }

        private func retire(_ broker: inout Broking?) {
            guard let old = broker else { return }
            old.handle.kill()
            _ = old.handle.end(waits: true)
            giveBack(old.user)
            broker = nil
        }

        private func makeBroker() throws(BrokerFault) -> Broking {
            let user: WorkerUser?
            do throws(SandboxFault) {
                user = try takeUser()
            } catch {
                throw .noProcess(error)
            }
            do throws(BrokerFault) {
                let handle = try BrokerHandle(
                    spawner: spawner, capability: capability, user: user, ports: ports, program: program.path)
                return Broking(handle: handle, user: user)
            } catch {
                giveBack(user)
                throw error
            }
        }

        private func takeUser() throws(SandboxFault) -> WorkerUser? {
            guard isRoot, capability.inForce.contains(.ownUser) else { return nil }
            let result: Result<WorkerUser, SandboxFault> = users.withLock { users in
                do throws(SandboxFault) {
                    return .success(try users.take())
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }

        /// Once the worker was reaped.
        func giveBack(_ user: WorkerUser?) {
            guard let user else { return }
            // The kernel ends whatever is in a process namespace with its first process.
            let isSwept = capability.inForce.contains(.processNamespace)
            users.withLock { users in
                _ = users.giveBack(user) { isSwept ? false : UserProcesses.exist(of: $0) }
            }
        }

        /// Users that workers have, or may have still.
        public var usersTaken: Int { users.withLock { $0.takenCount } }
    }

    /// What a worker's process executes.
    package struct WorkerProgram: Hashable, Sendable {
        /// None for the one that runs.
        package var path: String?
        package var arguments: [String]
        package var readerArguments: [String]

        package init(
            path: String? = nil, arguments: [String] = [WorkerMain.name],
            readerArguments: [String] = [ReaderMain.name]
        ) {
            self.path = path
            self.arguments = arguments
            self.readerArguments = readerArguments
        }
    }

    /// What /proc tells of a user.
    enum UserProcesses {
        /// Whether the user has a process; yes where that can not be told.
        static func exist(of user: WorkerUser) -> Bool {
            guard let folder = opendir("/proc") else { return true }
            defer { closedir(folder) }
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard name.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { continue }
                var facts = stat()
                if stat("/proc/\(name)", &facts) == 0, facts.st_uid == user.uid { return true }
            }
            return false
        }
    }
#endif
