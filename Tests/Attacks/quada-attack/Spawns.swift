#if os(Linux) && QUADA_ATTACKS
    import Glibc
    import QuadaSandbox

    /// Many workers, one after the other: how long each takes to close its doors, and what is left of them.
    enum Spawns {
        static func run(count: Int) throws {
            guard var pool = UIDPool() else { return }
            let user = geteuid() == 0 ? try pool.take() : nil
            let capability = SandboxCapability.probe(.process, user: user)
            if let user { pool.giveBack(user) { _ in false } }
            let spawner = try Spawner()
            var times: [Double] = []
            let descriptors = open()
            for _ in 0..<count {
                let user = geteuid() == 0 ? try pool.take() : nil
                let start = now()
                let measures = user == nil ? capability.inForce.subtracting([.ownUser]) : capability.inForce
                let worker = try Worker(
                    Scene(attack: "sibling", measures: measures, user: user), handed: -1, spawner: spawner)
                guard worker.hear() == "closed" else {
                    print("a worker did not start: \(worker.end())")
                    return
                }
                times.append(now() - start)
                worker.process.kill()
                _ = worker.end()
                if let user { pool.giveBack(user) { _ in false } }
            }
            times.sort()
            var status: Int32 = 0
            let child = waitpid(-1, &status, WNOHANG)
            print(
                "median_ms=\(times[count / 2] * 1000) p90_ms=\(times[count * 9 / 10] * 1000)",
                "descriptors=\(open() - descriptors) children=\(child == -1 ? 0 : 1) users=\(pool.takenCount)")
        }

        private static func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }

        private static func open() -> Int {
            (0..<1024).count { fcntl(Int32($0), F_GETFD) >= 0 }
        }
    }
#endif
