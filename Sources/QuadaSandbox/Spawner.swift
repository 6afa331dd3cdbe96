#if os(Linux)
    internal import CSandbox
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif
#endif

/// How to start a worker.
public struct WorkerBirth: Hashable, Sendable {
    /// The program; nil for this one, executed afresh.
    public var path: String?
    /// The first is the name it goes by. There is no environment.
    public var arguments: [String]
    /// Placed from `WorkerDescriptor.first` on, in this order; at most eight. They stay the caller's.
    public var descriptors: [Int32]
    /// Becomes descriptor 2; nil for /dev/null, as descriptors 0 and 1 are.
    public var standardError: Int32?
    /// Of the measures those that a parent takes are taken here, the others by `SandboxPlan.close`.
    public var measures: Set<Measure>
    /// Of the plan.
    public var user: WorkerUser?

    public init(
        path: String? = nil, arguments: [String], descriptors: [Int32], standardError: Int32? = nil,
        measures: Set<Measure>, user: WorkerUser? = nil
    ) {
        self.path = path
        self.arguments = arguments
        self.descriptors = descriptors
        self.standardError = standardError
        self.measures = measures
        self.user = user
    }
}

/// How a worker ended.
public enum WorkerEnd: Hashable, Sendable {
    case exited(status: Int32)
    case killed(signal: Int32)
}

/// A worker's process. Whoever has it reaps it, once.
public struct WorkerProcess: Hashable, Sendable {
    public let pid: Int32
    /// Readable once the process ended (pidfd_open(2)); `reap` closes it.
    public let descriptor: Int32
}

/// Starts workers.
///
/// A worker dies with the thread that made it (PR_SET_PDEATHSIG(2const)), so the spawner has one of its own: its end is
/// the end of its workers. May be called from any thread; calls wait for each other.
public final class Spawner: Sendable {
    #if os(Linux)
        /// Safe to share: the structure behind it has a lock.
        private nonisolated(unsafe) let spawner: OpaquePointer
    #endif

    /// - Throws: `.noThread`, `.notAvailable`.
    public init() throws(SandboxFault) {
        #if os(Linux)
            guard let made = quada_spawner_make() else { throw .noThread }
            spawner = made
        #else
            throw .notAvailable
        #endif
    }

    #if os(Linux)
        deinit {
            quada_spawner_free(spawner)
        }
    #endif

    /// Returns once the program was executed: what it does is another matter.
    ///
    /// - Throws: `.noProcess`, with the errno of exec or of a step before it.
    public func spawn(_ birth: WorkerBirth) throws(SandboxFault) -> WorkerProcess {
        #if os(Linux)
            var child = quada_child()
            let result = birth.withC { quada_spawner_spawn(spawner, $0, &child) }
            guard result == 0 else { throw .noProcess(errno: -result) }
            return WorkerProcess(pid: child.pid, descriptor: child.pidfd)
        #else
            throw .notAvailable
        #endif
    }
}

#if os(Linux)
    extension WorkerProcess {
        /// Ends it at once. Does nothing where it has ended already.
        public func kill() {
            _ = quada_kill(descriptor)
        }

        /// How it ended, nil while it runs; then it is gone, and the descriptor closed.
        ///
        /// - Parameter waits: Blocks until it ends.
        public func reap(waits: Bool) -> WorkerEnd? {
            var status: Int32 = 0
            var wasKilled: Int32 = 0
            let result = quada_reap(descriptor, waits ? 1 : 0, &status, &wasKilled)
            guard result != 0 else { return nil }
            close(descriptor)
            // Somebody else reaped it: how it ended is lost.
            guard result > 0 else { return .exited(status: -1) }
            return wasKilled == 0 ? .exited(status: status) : .killed(signal: status)
        }
    }

    extension WorkerBirth {
        func withC(_ body: (UnsafePointer<quada_birth>) -> Int32) -> Int32 {
            let words = arguments.map { strdup($0) } + [nil]
            let program = path.flatMap { strdup($0) }
            defer {
                for word in words { free(word) }
                free(program)
            }
            return words.withUnsafeBufferPointer { arguments in
                descriptors.withUnsafeBufferPointer { descriptors in
                    var birth = quada_birth()
                    birth.path = UnsafePointer(program)
                    birth.arguments = arguments.baseAddress
                    birth.descriptors = descriptors.baseAddress
                    birth.descriptor_count = Int32(descriptors.count)
                    birth.standard_error = standardError ?? -1
                    birth.wanted = measures.bits
                    birth.uid = user?.uid ?? 0
                    birth.gid = user?.uid ?? 0
                    return body(&birth)
                }
            }
        }
    }
#endif
