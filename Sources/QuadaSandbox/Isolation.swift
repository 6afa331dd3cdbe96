/// How much stands between a worker and the machine.
public enum IsolationLevel: String, CaseIterable, Codable, Hashable, Sendable {
    /// Everything, and no socket of its own: a broker hands connected ones in.
    case strict
    /// Everything but that: a worker may send UDP to any port.
    case process
    /// Nothing.
    case none

    /// The measures of this level where the machine has them all.
    public var measures: Set<Measure> {
        switch self {
        case .strict: Set(Measure.allCases)
        case .process: Set(Measure.allCases).subtracting([.networkNamespace, .handedSockets])
        case .none: []
        }
    }
}

/// How much a worker may use. Each is a hard limit of the kernel; none can be raised again.
public struct WorkerLimits: Codable, Hashable, Sendable {
    /// Address space, in octets: libraries, stacks and reservations count, not only what is used.
    public var memoryInOctets: UInt64
    /// Processor time of all threads, in seconds.
    public var processorSeconds: UInt32
    public var descriptors: UInt32
    public var threads: UInt32

    public init(
        memoryInOctets: UInt64 = 2 << 30, processorSeconds: UInt32 = 600, descriptors: UInt32 = 256,
        threads: UInt32 = 16
    ) {
        self.memoryInOctets = memoryInOctets
        self.processorSeconds = processorSeconds
        self.descriptors = descriptors
        self.threads = threads
    }
}

/// A user and the group of the same number, that nobody else on the machine is.
public struct WorkerUser: Codable, Hashable, Sendable {
    public let uid: UInt32

    public init(uid: UInt32) {
        self.uid = uid
    }
}

/// Which descriptors a worker finds.
public enum WorkerDescriptor {
    /// The first that the spawner was given; the others follow.
    public static let first: Int32 = 3
}

/// What a process behind closed doors is for.
public enum SandboxRole: String, Codable, Hashable, Sendable {
    /// It asks servers and reads what they send.
    case worker
    /// It opens sockets for workers, and reads nothing but their requests for them.
    case broker

    /// What of a level's measures a process of this role takes.
    func measures(of capability: SandboxCapability) -> Set<Measure> {
        switch self {
        case .worker: capability.inForce
        // Its sockets are of the machine's network.
        case .broker: capability.inForce.subtracting([.networkNamespace, .handedSockets])
        }
    }
}

/// What a worker closes behind itself, as its supervisor decided: a value that is sent to it.
///
/// There is no way to leave a single measure out: `measures` is what the machine has of a level, as
/// `SandboxCapability.probe` found it.
public struct SandboxPlan: Codable, Hashable, Sendable {
    public let measures: Set<Measure>
    public let limits: WorkerLimits
    /// Where it may connect to with TCP; at most eight. A broker connects no socket to any other, UDP or TCP.
    public let ports: [UInt16]
    /// Nil unless the supervisor is root.
    public let user: WorkerUser?
    /// How many descriptors from `WorkerDescriptor.first` on stay open.
    public let descriptorsKept: Int32
    /// Where a refused system call is told; nil for nowhere.
    public let lastWordDescriptor: Int32?
    public let role: SandboxRole

    public init(
        _ capability: SandboxCapability, limits: WorkerLimits = WorkerLimits(), ports: [UInt16] = [53],
        user: WorkerUser? = nil, descriptorsKept: Int32, lastWordDescriptor: Int32?, role: SandboxRole = .worker
    ) {
        let measures = role.measures(of: capability)
        self.init(
            measures: user == nil ? measures.subtracting([.ownUser]) : measures, limits: limits,
            ports: ports, user: user, descriptorsKept: descriptorsKept, lastWordDescriptor: lastWordDescriptor,
            role: role)
    }

    /// The same plan on the worker's side, as it was sent.
    package init(
        measures: Set<Measure>, limits: WorkerLimits, ports: [UInt16], user: WorkerUser?, descriptorsKept: Int32,
        lastWordDescriptor: Int32?, role: SandboxRole = .worker
    ) {
        self.role = role
        self.measures = measures
        self.limits = limits
        self.ports = Array(ports.prefix(8))
        self.user = user
        self.descriptorsKept = descriptorsKept
        self.lastWordDescriptor = lastWordDescriptor
    }

    #if QUADA_ATTACKS
        /// A plan with holes, to show what each measure is good for. Not in a release.
        public init(
            withOnly measures: Set<Measure>, limits: WorkerLimits, ports: [UInt16], user: WorkerUser?,
            descriptorsKept: Int32, lastWordDescriptor: Int32?, role: SandboxRole = .worker
        ) {
            self.init(
                measures: measures, limits: limits, ports: ports, user: user, descriptorsKept: descriptorsKept,
                lastWordDescriptor: lastWordDescriptor, role: role)
        }
    #endif
}

/// Why a worker does not run behind closed doors; none runs then.
public enum SandboxFault: Error, Hashable, Sendable {
    /// The process has this many threads; a thread that is there already could keep what is given up.
    case notAlone(threads: Int32)
    /// The machine had the measure when it was asked, and refuses it now.
    case refused(Measure, errno: Int32)
    /// No process could be made; the step that failed is not known, its errno is.
    case noProcess(errno: Int32)
    case noThread
    /// The system has nothing of this kind.
    case notAvailable
    /// Every user of the range has a process still.
    case noUser
}
