#if os(Linux) && QUADA_ATTACKS
    import CAttacks
    import Glibc
    import QuadaSandbox

    /// Reads rows "ATTACK<tab>MEASURE,MEASURE...<tab>ROLE" and writes how each ended.
    final class Driver {
        private let setUserID: String
        private let spawner: Spawner
        private var pool: UIDPool
        private let isRoot = geteuid() == 0
        private var allowedPort: UInt16 = 0
        private var otherPort: UInt16 = 0
        private let path: String
        private let abstract: String
        private let segment: Int32
        private let supervisor: WorkerProcess
        private let listeners: [Int32]

        init(arguments: [String]) throws {
            setUserID = arguments.first ?? ""
            spawner = try Spawner()
            guard let users = UIDPool() else { throw SandboxFault.noUser }
            pool = users
            path = "/tmp/quada-attack-\(getpid()).socket"
            abstract = "quada-attack-\(getpid())"
            segment = quada_make_segment()
            var ports: (UInt16, UInt16) = (0, 0)
            listeners = [
                quada_listen_loopback(1, &ports.0), quada_listen_loopback(0, &ports.0),
                quada_listen_loopback(1, &ports.1), quada_listen_loopback(0, &ports.1),
                quada_listen_unix(path, 0), quada_listen_unix(abstract, 1),
            ]
            (allowedPort, otherPort) = ports
            // Stands for the supervisor, so that nothing happens to this process where an attack succeeds.
            supervisor = try spawner.spawn(
                WorkerBirth(arguments: ["quada-attack", "victim"], descriptors: [], measures: []))
        }

        func run() throws {
            while let row = readLine() {
                let parts = row.split(separator: "\t", omittingEmptySubsequences: false)
                guard parts.count == 3, let role = SandboxRole(rawValue: String(parts[2])) else { continue }
                let measures = Set(parts[1].split(separator: ",").compactMap { Measure(rawValue: String($0)) })
                let line = try attempt(String(parts[0]), measures.closed(isRoot: isRoot), role) + "\n"
                _ = line.withCString { write(1, $0, strlen($0)) }
            }
            supervisor.kill()
            _ = supervisor.reap(waits: true)
            quada_remove_segment(segment)
            unlink(path)
        }

        private func attempt(_ attack: String, _ measures: Set<Measure>, _ role: SandboxRole) throws -> String {
            let user = isRoot && measures.contains(.ownUser) ? try pool.take() : nil
            defer { if let user { pool.giveBack(user) { _ in false } } }
            var scene = Scene(attack: attack, measures: measures, role: role, user: user)
            scene.supervisor = supervisor.pid
            scene.segment = segment
            scene.allowedPort = allowedPort
            scene.otherPort = otherPort
            scene.path = path
            scene.abstract = abstract
            scene.setUserID = setUserID

            var sibling: Worker?
            if attack.contains("sibling") {
                let other = isRoot && measures.contains(.ownUser) ? try pool.take() : nil
                sibling = try Worker(
                    Scene(attack: "sibling", measures: measures, user: other), handed: -1, spawner: spawner)
                _ = sibling?.hear()
                scene.sibling = sibling?.process.pid ?? 0
            }
            defer {
                sibling?.process.kill()
                _ = sibling?.end()
            }
            let handed = handed(to: attack)
            defer { for descriptor in handed { close(descriptor) } }
            let worker = try Worker(scene, handed: handed.first ?? -1, spawner: spawner)
            let first = worker.hear()
            let second = first == "closed" ? worker.hear() : first
            let word = worker.end()
            return second ?? word
        }

        /// What `attack` is about, first what becomes descriptor 5.
        private func handed(to attack: String) -> [Int32] {
            switch attack {
            case "write into a file that was handed in":
                let name = "/tmp/quada-attack-\(getpid()).file"
                let file = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
                unlink(name)
                return [file]
            case "type into the terminal (TIOCSTI)":
                var slave: Int32 = -1
                let master = quada_open_terminal(&slave)
                return [slave, master]
            case "UDP to another port by a socket that was handed in":
                let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
                return [socket]
            case "use a forgotten descriptor":
                // Not close-on-exec, as a library might leave one.
                let forgotten = open("/dev/null", O_RDONLY)
                return [forgotten, dup2(forgotten, 50)]
            default: return []
            }
        }
    }

    /// One attacker's process.
    struct Worker {
        let process: WorkerProcess
        private let channel: LastWord
        private let lastWord: LastWord

        init(_ scene: Scene, handed: Int32, spawner: Spawner) throws {
            channel = try LastWord()
            lastWord = try LastWord()
            process = try spawner.spawn(
                WorkerBirth(
                    arguments: scene.words,
                    descriptors: [channel.worker, lastWord.worker, handed >= 0 ? handed : channel.worker],
                    measures: scene.measures, user: scene.user))
            close(channel.worker)
            close(lastWord.worker)
        }

        /// The next message; nil at the end.
        func hear() -> String? {
            var octets = [UInt8](repeating: 0, count: 256)
            let count = read(channel.supervisor, &octets, octets.count)
            guard count > 0 else { return nil }
            return String(decoding: octets[..<count], as: UTF8.self)
        }

        func end() -> String {
            let end = process.reap(waits: true)
            let word = lastWord.take()
            close(channel.supervisor)
            close(lastWord.supervisor)
            if let word { return "ended for \(word)" }
            switch end {
            case .killed(let signal): return "ended by signal \(signal)"
            case .exited(let status): return "exited \(status)"
            case nil: return "lost"
            }
        }
    }
#endif
