// quada-attack drive PORT SET-USER-ID-PROGRAM < ROWS: tries attacks in workers whose doors are closed as each row says.
// quada-attack workers LEVEL PROGRAM: tries them all in workers as audits have them. quada-attack attack, worker ...: such
// a worker. quada-attack orphan MEASURES: what becomes of it without its supervisor. quada-attack ask ...: a worker at work.
// quada-attack reader LIE: a reader that answers so. quada-attack spawns COUNT: what workers cost. quada-attack measures LEVEL: what this machine has.
#if os(Linux) && QUADA_ATTACKS
    import CAttacks
    import Glibc
    import QuadaBroker
    import QuadaSandbox

    @main
    enum Main {
        static func main() async throws {
            // As quada's own main does.
            if CommandLine.arguments.first == BrokerMain.name { BrokerMain.run() }
            let words = CommandLine.arguments.dropFirst()
            switch words.first {
            case "drive": try Driver(arguments: Array(words.dropFirst())).run()
            case "attack": Attacker(arguments: Array(words.dropFirst())).run()
            case "worker": Turncoat(scene: Scene(Array(words.dropFirst()))).run()
            case "reader": FalseReader(rawValue: words.last ?? "")?.run()
            case "workers":
                let words = Array(words.dropFirst())
                try await WorkerDriver(
                    level: IsolationLevel(rawValue: words.first ?? "") ?? .process, setUserID: words.last ?? ""
                ).run()
            case "orphan": try Orphan.judge(measures: words.last ?? "")
            case "supervisor": try Orphan.run(measures: words.last ?? "")
            case "measures": measures(at: IsolationLevel(rawValue: words.last ?? "") ?? .none)
            case "victim": while pause() != 0 {}
            case "ask": ask(Array(words.dropFirst()))
            case "spawns": try Spawns.run(count: Int(words.last ?? "") ?? 100)
            default: break
            }
        }

        /// - Parameter words: The port, the measures, the user's number or nothing.
        private static func ask(_ words: [String]) {
            guard words.count == 3, let port = UInt16(words[0]) else { return }
            Asker.run(
                port: port, measures: Set(words[1].split(separator: ",").compactMap { Measure(rawValue: String($0)) }),
                user: UInt32(words[2]).map(WorkerUser.init))
        }

        /// Those that this machine has, one a line.
        private static func measures(at level: IsolationLevel) {
            let user = WorkerUser(uid: UIDPool.defaultRange.upperBound)
            for measure in SandboxCapability.probe(level, user: user).inForce { print(measure.rawValue) }
        }
    }

    /// What an attacker is told, as words of a command line.
    struct Scene {
        var attack: String
        var measures: Set<Measure>
        var role: SandboxRole
        var user: WorkerUser?
        var supervisor: Int32 = 0
        var sibling: Int32 = 0
        var segment: Int32 = 0
        var allowedPort: UInt16 = 0
        var otherPort: UInt16 = 0
        var path = ""
        var abstract = ""
        var setUserID = ""

        var words: [String] {
            [
                "quada-attack", "attack", attack, measures.map(\.rawValue).joined(separator: ","),
                user.map { String($0.uid) } ?? "", String(supervisor), String(sibling), String(segment),
                String(allowedPort), String(otherPort), path, abstract, setUserID, role.rawValue,
            ]
        }

        init(attack: String, measures: Set<Measure>, role: SandboxRole = .worker, user: WorkerUser?) {
            self.attack = attack
            self.measures = measures
            self.role = role
            self.user = user
        }

        init(_ words: [String]) {
            attack = words[0]
            measures = Set(words[1].split(separator: ",").compactMap { Measure(rawValue: String($0)) })
            user = UInt32(words[2]).map(WorkerUser.init)
            supervisor = Int32(words[3]) ?? 0
            sibling = Int32(words[4]) ?? 0
            segment = Int32(words[5]) ?? 0
            allowedPort = UInt16(words[6]) ?? 0
            otherPort = UInt16(words[7]) ?? 0
            path = words[8]
            abstract = words[9]
            setUserID = words[10]
            role = SandboxRole(rawValue: words[11]) ?? .worker
        }

        /// Channel, last word, and whatever is handed in.
        var plan: SandboxPlan {
            SandboxPlan(
                withOnly: measures,
                limits: WorkerLimits(memoryInOctets: 2 << 30, processorSeconds: 1, descriptors: 64, threads: 8),
                ports: [allowedPort], user: user, descriptorsKept: 3, lastWordDescriptor: 4, role: role)
        }
    }

    struct Attacker {
        let scene: Scene

        init(arguments: [String]) {
            scene = Scene(arguments)
        }

        func run() {
            // What a careless supervisor leaves a worker that does not get a session of its own.
            if !scene.measures.contains(.session), scene.attack.contains("TIOCSTI") { quada_take_terminal(5) }
            do throws(SandboxFault) {
                _ = try scene.plan.close()
            } catch {
                tell("fault \(error)")
                return
            }
            tell("closed")
            if scene.attack == "orphan" { while true { sleep(1000) } }
            if scene.attack == "sibling" {
                var octet: UInt8 = 0
                _ = read(WorkerDescriptor.first, &octet, 1)
                return
            }
            let error = scene.path.withCString { path in
                scene.abstract.withCString { abstract in
                    scene.setUserID.withCString { program in
                        var circumstances = quada_scene(
                            supervisor: scene.supervisor, sibling: scene.sibling, segment: scene.segment, handed: 5,
                            allowed_port: scene.allowedPort, other_port: scene.otherPort, path: path,
                            abstract: abstract, set_uid: program)
                        return quada_attack(scene.attack, &circumstances)
                    }
                }
            }
            tell(error == 0 ? "succeeded" : "stopped \(String(cString: strerror(error)))")
        }

        private func tell(_ text: String) {
            _ = text.withCString { write(WorkerDescriptor.first, $0, strlen($0)) }
        }
    }

    /// What becomes of a worker whose supervisor is killed.
    enum Orphan {
        static func judge(measures: String) throws {
            let spawner = try Spawner()
            let channel = try LastWord()
            let supervisor = try spawner.spawn(
                WorkerBirth(
                    arguments: ["quada-attack", "supervisor", measures], descriptors: [channel.worker], measures: []))
            var pid: Int32 = 0
            guard read(channel.supervisor, &pid, 4) == 4 else { return print("no worker") }
            // Held before the supervisor goes, so that the number is nobody else's.
            let worker = quada_hold(pid)
            supervisor.kill()
            _ = supervisor.reap(waits: true)
            var ended = pollfd(fd: worker, events: Int16(POLLIN), revents: 0)
            // A worker that lives on is waited for in vain, for as long as one that dies could need.
            print(poll(&ended, 1, 1000) == 1 ? "died" : "survived")
            kill(pid, SIGKILL)
        }

        /// The supervisor: its worker does nothing but live. Sends its process ID.
        static func run(measures: String) throws {
            let words = Set(measures.split(separator: ",").compactMap { Measure(rawValue: String($0)) })
            let spawner = try Spawner()
            let channel = try LastWord()
            let user = words.contains(.ownUser) ? WorkerUser(uid: UIDPool.defaultRange.lowerBound) : nil
            let scene = Scene(attack: "orphan", measures: words, user: user)
            let worker = try spawner.spawn(
                WorkerBirth(
                    arguments: scene.words, descriptors: [channel.worker, channel.worker, channel.worker],
                    measures: words, user: user))
            var buffer = [UInt8](repeating: 0, count: 64)
            _ = read(channel.supervisor, &buffer, buffer.count)
            var pid = worker.pid
            _ = write(WorkerDescriptor.first, &pid, 4)
            withExtendedLifetime(spawner) { while pause() != 0 {} }
        }
    }
#else
    @main
    enum Main {
        static func main() {
            print("quada-attack is for tests on Linux, in a debug build")
        }
    }
#endif
