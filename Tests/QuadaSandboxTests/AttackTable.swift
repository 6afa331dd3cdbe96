import QuadaSandbox

/// An attack, and each measure that stops it while no other stands in its way.
struct AttackRow: Sendable {
    let name: String
    /// Nil where the attack comes to nothing anyway: an ordinary user may not even try, or root has no use for it.
    let root: Set<Measure>?
    let user: Set<Measure>?
    /// What the machine must have for the attack to succeed at all, where not every machine has it.
    var condition: String?

    init(_ name: String, _ measures: Set<Measure>) {
        self.init(name, root: measures, user: measures)
    }

    init(_ name: String, root: Set<Measure>?, user: Set<Measure>?, condition: String? = nil) {
        self.name = name
        self.root = root
        self.user = user
        self.condition = condition
    }

    /// Found by trying every attack against every measure alone. A measure that can not be had without another, which
    /// stops the attack already, is left out.
    static let all: [AttackRow] =
        files + processes + programs + memory + doors + sockets + [
            // What a worker is for: no attack, and open at `process`.
            AttackRow("TCP to the allowed port", [.networkNamespace, .handedSockets]),
            AttackRow("UDP to the allowed port", [.networkNamespace, .handedSockets]),
            // Nor this: a worker may, only a broker may not.
            AttackRow("start a thread", []),
        ]

    private static let files: [AttackRow] = [
        AttackRow("read /etc/passwd", [.emptyRoot, .landlockFiles, .systemCalls]),
        AttackRow(
            "open /proc/SUPERVISOR/mem",
            root: [
                .userNamespace, .emptyRoot, .ownUser, .capabilities, .landlockFiles, .landlockTCP, .landlockScopes,
                .systemCalls,
            ],
            user: [.userNamespace, .landlockFiles, .landlockTCP, .landlockScopes, .systemCalls]),
        AttackRow("write a file", [.emptyRoot, .landlockFiles, .systemCalls]),
        AttackRow("make a folder in the root", [.emptyRoot, .landlockFiles, .systemCalls]),
        AttackRow("escape the root", [.emptyRoot, .landlockFiles, .systemCalls]),
        AttackRow("write into a file that was handed in", [.limitFileSize]),
        AttackRow("use a forgotten descriptor", [.descriptors]),
        AttackRow(
            "mount over a folder of the machine",
            root: [.userNamespace, .mountNamespace, .ownUser, .capabilities, .landlockFiles, .systemCalls], user: nil),
        AttackRow("memfd_create", [.systemCalls]),
        AttackRow("watch files", [.systemCalls]),
        AttackRow(
            "learn the control group", root: [.cgroupNamespace, .emptyRoot, .landlockFiles, .systemCalls],
            user: [.cgroupNamespace, .emptyRoot, .landlockFiles, .systemCalls],
            condition: "the tests run in a control group that is not the root"),
        AttackRow("learn the machine's name", [.hostNamespace, .systemCalls]),
    ]

    /// Each against the supervisor and against a sibling.
    private static let processes: [AttackRow] =
        ["process_vm_readv", "ptrace"].flatMap { attack in
            [
                AttackRow(
                    "\(attack) the supervisor",
                    root: [.userNamespace, .processNamespace, .ownUser, .capabilities, .landlockFiles, .systemCalls],
                    user: [.userNamespace, .landlockFiles, .systemCalls]),
                AttackRow(
                    "\(attack) a sibling",
                    root: [.userNamespace, .processNamespace, .ownUser, .landlockFiles, .systemCalls],
                    user: [.userNamespace, .notDumpable, .landlockFiles, .systemCalls]),
            ]
        }
        + ["kill", "tgkill"].flatMap { attack in
            ["the supervisor", "a sibling"].map {
                AttackRow(
                    "\(attack) \($0)", root: [.processNamespace, .ownUser, .landlockScopes, .systemCalls],
                    user: [.processNamespace, .landlockScopes, .systemCalls])
            }
        }
        + ["the supervisor", "a sibling"].map { AttackRow("pidfd_open \($0)", [.processNamespace, .systemCalls]) }
        + ["setpriority", "sched_setaffinity"].flatMap { attack in
            [
                AttackRow(
                    "\(attack) of the supervisor", root: [.processNamespace, .ownUser, .capabilities, .systemCalls],
                    user: [.processNamespace, .systemCalls]),
                AttackRow(
                    "\(attack) of a sibling", root: [.processNamespace, .ownUser, .systemCalls],
                    user: [.processNamespace, .systemCalls]),
            ]
        }

    private static let programs: [AttackRow] = [
        AttackRow("stay in the supervisor's session", [.session, .systemCalls]),
        AttackRow("type into the terminal (TIOCSTI)", root: [.systemCalls], user: [.session, .systemCalls]),
        AttackRow("fork", [.systemCalls]),
        AttackRow("fork many times", [.limitProcesses, .systemCalls]),
        AttackRow("execute /bin/true", [.emptyRoot, .landlockFiles, .systemCalls]),
        AttackRow("execute a set-user-ID program", root: nil, user: [.userNamespace, .noNewPrivileges]),
        AttackRow("setuid(0)", root: [.ownUser, .systemCalls], user: nil),
        AttackRow("unshare a user namespace", [.systemCalls]),
    ]

    private static let memory: [AttackRow] = [
        AttackRow("map memory to write and execute", [.noExecutableMemory, .systemCalls]),
        AttackRow("mprotect written memory executable", [.noExecutableMemory, .systemCalls]),
        AttackRow("take 4 GiB of memory", [.limitMemory]),
        AttackRow("lock memory", root: [.systemCalls], user: [.limitLockedMemory, .systemCalls]),
        AttackRow("take 3 s of the processor", [.limitCPU]),
        AttackRow("take 300 descriptors", [.limitDescriptors]),
        AttackRow(
            "raise a limit", root: [.userNamespace, .ownUser, .capabilities, .systemCalls], user: nil,
            condition: "root has CAP_SYS_RESOURCE"),
        AttackRow("core dumps back on", [.limitCore, .systemCalls]),
        AttackRow("dumpable again", [.systemCalls]),
    ]

    private static let doors: [AttackRow] = [
        AttackRow("io_uring", [.systemCalls]),
        AttackRow("bpf", root: [.userNamespace, .ownUser, .capabilities, .systemCalls], user: nil),
        AttackRow("userfaultfd", [.systemCalls]),
        AttackRow("perf_event_open", [.systemCalls]),
        AttackRow("add_key", [.systemCalls]),
        AttackRow("attach the supervisor's shared memory", [.ipcNamespace, .systemCalls]),
        AttackRow("make shared memory", [.systemCalls]),
        AttackRow("make a message queue", [.limitQueues, .systemCalls]),
        AttackRow("handle SIGSYS and go on", [.systemCalls]),
        AttackRow("block SIGSYS and go on", [.systemCalls]),
        AttackRow("system calls by x32 numbers", [.systemCalls]),
    ]

    private static let sockets: [AttackRow] = [
        AttackRow("listen", [.systemCalls]),
        AttackRow("connect to a Unix socket by path", [.emptyRoot, .systemCalls]),
        AttackRow("connect to an abstract Unix socket", [.networkNamespace, .landlockScopes, .systemCalls]),
        AttackRow("a raw socket", root: [.userNamespace, .ownUser, .capabilities, .systemCalls], user: nil),
        AttackRow("a netlink socket", [.systemCalls]),
        AttackRow("a packet socket", root: [.userNamespace, .ownUser, .capabilities, .systemCalls], user: nil),
        AttackRow("a socket filter of its own", [.systemCalls]),
        AttackRow("TCP to another port", [.networkNamespace, .landlockTCP, .handedSockets]),
        AttackRow("UDP to another port", [.networkNamespace, .handedSockets]),
        AttackRow("UDP to another port by a socket that was handed in", [.handedSockets]),
        AttackRow("UDP to another port by a socket that is connected", [.networkNamespace, .handedSockets]),
        AttackRow("many datagrams with addresses", [.networkNamespace, .handedSockets]),
    ]
}
