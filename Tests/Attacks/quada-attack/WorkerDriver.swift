#if os(Linux) && QUADA_ATTACKS
    import CAttacks
    import Glibc
    import QuadaDNS
    import QuadaSandbox
    import QuadaTransport
    import QuadaWalk
    import QuadaWorker

    /// Every attack, each from inside of a worker of the product's own making; this process is its supervisor. Writes a
    /// line for each: the attack, a tab, and how it ended.
    struct WorkerDriver {
        private let workers: NameWorkers
        private let victim: WorkerProcess
        private let spawner: Spawner
        private let segment: Int32
        private let path: String
        private let listeners: [Int32]

        init(level: IsolationLevel, setUserID: String) throws {
            guard var users = UIDPool() else { throw SandboxFault.noUser }
            let trial = try users.take()
            let capability = SandboxCapability.probe(level, user: trial)
            spawner = try Spawner()
            victim = try spawner.spawn(
                WorkerBirth(arguments: ["quada-attack", "victim"], descriptors: [], measures: []))
            path = "/tmp/quada-workers-\(getpid()).socket"
            segment = quada_make_segment()
            var ports: (UInt16, UInt16) = (0, 0)
            listeners = [
                quada_listen_loopback(1, &ports.0), quada_listen_loopback(0, &ports.0),
                quada_listen_loopback(1, &ports.1), quada_listen_loopback(0, &ports.1),
                quada_listen_unix(path, 0), quada_listen_unix("quada-workers-\(getpid())", 1),
            ]
            var scene = Scene(attack: "", measures: [], user: nil)
            scene.supervisor = victim.pid
            scene.sibling = victim.pid
            scene.segment = segment
            (scene.allowedPort, scene.otherPort) = ports
            scene.path = path
            scene.abstract = "quada-workers-\(getpid())"
            scene.setUserID = setUserID
            let program = WorkerProgram(arguments: ["quada-attack", "worker"] + scene.words.dropFirst(2))
            workers = NameWorkers(
                try WorkerKit(capability, users: users, ports: [ports.0], program: program),
                WorkerConfiguration(walk: WalkConfiguration(roots: [], port: ports.0, seed: 1)), atOnce: 1,
                limits: WorkerLimits(memoryInOctets: 2 << 30, processorSeconds: 1, descriptors: 64, threads: 16))
        }

        func run() async {
            for number in 0..<quada_attack_count() {
                guard let attack = quada_attack_name(number),
                    let name = try? Name(presentation: "attack-\(number).test.")
                else { continue }
                let ending: String
                switch await workers.evidence(for: name) {
                case .evidence: ending = "evidence"
                case .lost(let reason): ending = reason
                }
                print("\(String(cString: attack))\t\(ending)")
            }
            victim.kill()
            _ = victim.reap(waits: true)
            quada_remove_segment(segment)
            unlink(path)
        }
    }
#endif
