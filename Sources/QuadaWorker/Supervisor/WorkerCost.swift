#if os(Linux)
    public import QuadaSandbox

    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// What a worker takes before it asks its first question, as measured on this machine.
    public struct WorkerCost: Hashable, Sendable {
        /// From the call that makes the process until it says that its doors are closed: the median.
        public let started: Duration
        /// Memory in use by then, in octets, what it shares with the supervisor's own pages included: the greatest.
        public let residentInOctets: Int

        /// Starts some workers, one after the other, and ends them at once.
        ///
        /// - Returns: None where one of them did not get there.
        public init?(of kit: WorkerKit, count: Int = 11) {
            var times: [Duration] = []
            var resident = 0
            for _ in 0..<max(1, count) {
                guard let (time, octets) = Self.one(of: kit) else { return nil }
                times.append(time)
                resident = max(resident, octets)
            }
            started = times.sorted()[times.count / 2]
            residentInOctets = resident
        }

        private static func one(of kit: WorkerKit) -> (Duration, Int)? {
            guard let pair = Channel.pair() else { return nil }
            let channel = Channel(descriptor: pair.supervisor)
            defer { channel.closeDescriptor() }
            let begun = ContinuousClock.now
            guard let lastWord = try? LastWord() else {
                close(pair.worker)
                return nil
            }
            defer { close(lastWord.supervisor) }
            var descriptors = [pair.worker, lastWord.worker]
            if kit.handsSockets, let broker = try? kit.brokerChannel() { descriptors.append(broker) }
            let birth = try? kit.spawn(descriptors: descriptors, ports: [53], limits: .forOneName)
            for descriptor in descriptors { close(descriptor) }
            guard let birth else { return nil }
            channel.send(Frame(.plan, PlanPayload(birth.plan).octets))
            var measured: (Duration, Int)?
            if case .frame(let frame) = channel.receive(within: 10_000), frame.kind == .ready {
                measured = (.now - begun, residentInOctets(of: birth.process.pid))
            }
            birth.process.kill()
            _ = birth.process.reap(waits: true)
            kit.giveBack(birth.plan.user)
            return measured
        }

        /// The second number of /proc/PID/statm is of pages (proc_pid_statm(5)).
        private static func residentInOctets(of pid: Int32) -> Int {
            let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return 0 }
            defer { close(descriptor) }
            var text = [UInt8](repeating: 0, count: 128)
            let count = read(descriptor, &text, text.count)
            guard count > 0 else { return 0 }
            let numbers = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
            guard numbers.count > 1, let pages = Int(numbers[1]) else { return 0 }
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }

#endif
