/// One thing that a worker gives up before its first packet.
///
/// In the order of `enum quada_measure`. The raw value is the key in JSON.
public enum Measure: String, CaseIterable, Codable, Hashable, Sendable {
    case descriptors
    case session
    case parentDeath = "parent-death"
    case limitProcesses = "limit-processes"
    case limitDescriptors = "limit-descriptors"
    case limitFileSize = "limit-file-size"
    case limitCore = "limit-core"
    case limitMemory = "limit-memory"
    case limitCPU = "limit-cpu"
    case limitLockedMemory = "limit-locked-memory"
    case limitQueues = "limit-queues"
    case userNamespace = "user-namespace"
    case mountNamespace = "mount-namespace"
    case processNamespace = "process-namespace"
    case ipcNamespace = "ipc-namespace"
    case hostNamespace = "host-namespace"
    case cgroupNamespace = "cgroup-namespace"
    case networkNamespace = "network-namespace"
    case emptyRoot = "empty-root"
    case ownUser = "own-user"
    case capabilities
    case notDumpable = "not-dumpable"
    case noNewPrivileges = "no-new-privileges"
    case noExecutableMemory = "no-executable-memory"
    case landlockFiles = "landlock-files"
    case landlockTCP = "landlock-tcp"
    case landlockScopes = "landlock-scopes"
    case systemCalls = "system-calls"
    case handedSockets = "handed-sockets"

    /// What it is, in words for a table.
    public var title: String {
        switch self {
        case .descriptors: "Nothing is open but what a worker was given"
        case .session: "A session of its own, without a terminal"
        case .parentDeath: "Dies with the supervisor"
        case .limitProcesses: "Few threads"
        case .limitDescriptors: "Few descriptors"
        case .limitFileSize: "No octet into a file"
        case .limitCore: "No core dump"
        case .limitMemory: "Bounded memory"
        case .limitCPU: "Bounded processor time"
        case .limitLockedMemory: "No locked memory"
        case .limitQueues: "No message queue"
        case .userNamespace: "User namespace: nobody outside to become"
        case .mountNamespace: "Mount namespace: no file system of the machine"
        case .processNamespace: "Process namespace: sees no other process"
        case .ipcNamespace: "IPC namespace: shares no memory"
        case .hostNamespace: "Host name namespace: does not know the machine"
        case .cgroupNamespace: "Control group namespace: does not know its place"
        case .networkNamespace: "Network namespace: no network of its own"
        case .emptyRoot: "An empty folder as root"
        case .ownUser: "A user and group of its own"
        case .capabilities: "No capability, and none to get"
        case .notDumpable: "Not to be traced or dumped"
        case .noNewPrivileges: "No privilege by executing"
        case .noExecutableMemory: "No new code in memory"
        case .landlockFiles: "Landlock: no file"
        case .landlockTCP: "Landlock: TCP to the ports asked for alone"
        case .landlockScopes: "Landlock: no signal and no abstract socket out"
        case .systemCalls: "Only the system calls that it needs"
        case .handedSockets: "Sockets handed in, none of its own"
        }
    }

    /// The measures that only a parent can take, when it makes the process.
    static let ofParent: Set<Measure> = namespaces.union([.descriptors, .session, .parentDeath])

    static let namespaces: Set<Measure> = [
        .userNamespace, .mountNamespace, .processNamespace, .ipcNamespace, .hostNamespace, .cgroupNamespace,
        .networkNamespace,
    ]

    /// What means nothing, or can not be had, without another.
    ///
    /// - Parameter isRoot: Whether the supervisor is root outside every namespace.
    func needs(isRoot: Bool) -> Set<Measure> {
        switch self {
        case .mountNamespace, .processNamespace, .ipcNamespace, .hostNamespace, .cgroupNamespace, .networkNamespace:
            isRoot ? [] : [.userNamespace]
        case .emptyRoot: isRoot ? [] : [.userNamespace, .mountNamespace]
        // The user's other processes would count as well.
        case .limitProcesses: isRoot ? [.ownUser] : [.userNamespace]
        case .handedSockets: [.systemCalls, .noNewPrivileges]
        case .systemCalls, .landlockFiles, .landlockTCP, .landlockScopes: [.noNewPrivileges]
        default: []
        }
    }
}

extension Set<Measure> {
    /// By the bits of `enum quada_measure`.
    var bits: UInt64 {
        Measure.allCases.enumerated().reduce(0) { contains($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
    }

    #if QUADA_ATTACKS
        /// With what these need; for plans with holes.
        public func closed(isRoot: Bool) -> Set<Measure> {
            let whole = reduce(self) { $0.union($1.needs(isRoot: isRoot)) }
            return whole == self ? self : whole.closed(isRoot: isRoot)
        }
    #endif
}
