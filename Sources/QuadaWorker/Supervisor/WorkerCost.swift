#if os(Linux)
    internal import QuadaSandbox

    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// What a worker takes before it asks its first question, as measured on this machine.
    public struct WorkerCost: Hashable, Sendable {
        /// From the call that makes the process until it says that its doors are closed: the median.
        public let started: Duration
        /// Memory in use by then, the greatest.
        public let memory: Memory

        /// In octets.
        public struct Memory: Hashable, Sendable {
            /// The pages of the program included, which all processes of it share.
            public var resident: Int
            /// Without them.
            public var own: Int
        }

        /// Starts some workers, one after the other, and ends them at once.
        ///
        /// - Returns: None where one of them did not get there.
        public init?(of kit: WorkerKit, count: Int = 11) {
            var times: [Duration] = []
            var memory = Memory(resident: 0, own: 0)
            for _ in 0..<max(1, count) {
                guard let (time, used) = Self.one(of: kit) else { return nil }
                times.append(time)
                memory = Memory(resident: max(memory.resident, used.resident), own: max(memory.own, used.own))
            }
            started = times.sorted()[times.count / 2]
            self.memory = memory
        }

        private static func one(of kit: WorkerKit) -> (Duration, Memory)? {
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
            var measured: (Duration, Memory)?
            if case .frame(let frame) = channel.receive(within: 10_000), frame.kind == .ready {
                measured = (.now - begun, memory(of: birth.process.pid))
            }
            birth.process.kill()
            _ = birth.process.reap(waits: true)
            kit.giveBack(birth.plan.user)
            return measured
        }

        /// The second and third number of /proc/PID/statm are of resident pages and of those that stand for files
        /// (proc_pid_statm(5)).
        private static func memory(of pid: Int32) -> Memory {
            let none = Memory(resident: 0, own: 0)
            let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return none }
            defer { close(descriptor) }
            var text = [UInt8](repeating: 0, count: 128)
            let count = read(descriptor, &text, text.count)
            guard count > 0 else { return none }
            let numbers = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
            guard numbers.count > 2, let resident = Int(numbers[1]), let shared = Int(numbers[2]) else { return none }
            let octets = Int(sysconf(Int32(_SC_PAGESIZE)))
            return Memory(resident: resident * octets, own: (resident - shared) * octets)
        }
    }

#endif
