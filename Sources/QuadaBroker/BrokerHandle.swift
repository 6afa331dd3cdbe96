#if os(Linux)
    internal import CSandbox
    internal import CSockets
    public import QuadaSandbox
    internal import Synchronization

    #if canImport(FoundationEssentials)
        internal import FoundationEssentials
    #else
        internal import Foundation
    #endif
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// Why there is no broker, or no channel to it.
    public enum BrokerFault: Error, Hashable, Sendable {
        case noProcess(SandboxFault)
        /// It did not close its doors: what it said, printable ASCII, or how it ended.
        case notReady(String)
        /// No channel could be made or given to it (errno); EPIPE where it has ended.
        case noChannel(errno: Int32)
    }

    /// How a broker ended.
    public struct BrokerEnd: Hashable, Sendable {
        public let end: WorkerEnd
        /// The system call for which it was ended.
        public let refusedCall: String?
    }

    /// A broker's process, as its supervisor holds it. It ends with this value, or with the supervisor.
    public final class BrokerHandle: Sendable {
        /// With it the process would end.
        private let spawner: Spawner
        private let process: WorkerProcess
        private let lastWord: LastWord
        private let control: Int32
        /// How it ended, once it was reaped.
        private let state = Mutex<BrokerEnd?>(nil)

        /// Becomes readable when the broker has ended (pidfd_open(2)); not once `end` was told.
        public var processDescriptor: Int32 { process.descriptor }
        public var pid: Int32 { process.pid }

        /// Starts a broker, and returns once its doors are closed.
        ///
        /// - Parameters:
        ///   - capability: What the machine has; the broker takes all of it but what would take the network away.
        ///   - user: Nobody else's, where the supervisor is root.
        ///   - ports: Where sockets may be connected to; at most eight.
        ///   - limits: Its processor time is the whole run's.
        ///   - program: Another than the running one; its `main` calls `BrokerMain.run`.
        public init(
            spawner: Spawner, capability: SandboxCapability, user: WorkerUser?, ports: [UInt16] = [53],
            bounds: Broker.Bounds = Broker.Bounds(), limits: WorkerLimits = BrokerHandle.limits, program: String? = nil
        ) throws(BrokerFault) {
            let plan = SandboxPlan(
                capability, limits: limits, ports: ports, user: user, descriptorsKept: 2,
                lastWordDescriptor: BrokerMain.lastWord, role: .broker)
            var pair: [Int32] = [-1, -1]
            let made = quada_message_pair(&pair)
            guard made == 0 else { throw .noChannel(errno: -made) }
            let lastWord: LastWord
            do throws(SandboxFault) {
                lastWord = try LastWord()
            } catch {
                for descriptor in pair { close(descriptor) }
                throw .noProcess(error)
            }
            do throws(SandboxFault) {
                process = try spawner.spawn(
                    WorkerBirth(
                        path: program, arguments: [BrokerMain.name], descriptors: [pair[1], lastWord.worker],
                        measures: plan.measures, user: user))
            } catch {
                for descriptor in pair + [lastWord.worker, lastWord.supervisor] { close(descriptor) }
                throw .noProcess(error)
            }
            close(pair[1])
            close(lastWord.worker)
            self.spawner = spawner
            self.lastWord = lastWord
            control = pair[0]
            try begin(BrokerOrders(plan: plan, bounds: bounds))
        }

        deinit {
            kill()
            _ = end(waits: true)
        }

        private func begin(_ orders: BrokerOrders) throws(BrokerFault) {
            guard let octets = try? [UInt8](JSONEncoder().encode(orders)), octets.count <= BrokerOrders.mostOctets
            else {
                throw .notReady("the orders are too long")
            }
            let sent = quada_send_message(control, octets, Int32(octets.count), -1)
            guard sent >= 0 else { throw .noChannel(errno: -sent) }
            var word = [UInt8](repeating: 0, count: 256)
            var readable = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
            var count = -1
            if poll(&readable, 1, Self.patienceMilliseconds) == 1 { count = recv(control, &word, word.count, 0) }
            if count == 1, word[0] == BrokerMain.ready { return }
            kill()
            let ended = end(waits: true)
            guard count > 0 else { throw .notReady(ended.map { "\($0)" } ?? "it did not answer") }
            let printable = word[..<count].map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
            throw .notReady(String(decoding: printable, as: UTF8.self))
        }

        /// A channel to the broker for one worker (`SocketOrigin.handed`): the worker's end, close-on-exec, the caller's.
        ///
        /// - Throws: `.noChannel`.
        public func connect() throws(BrokerFault) -> Int32 {
            var pair: [Int32] = [-1, -1]
            let made = quada_message_pair(&pair)
            guard made == 0 else { throw .noChannel(errno: -made) }
            var octet: UInt8 = 1
            let sent = state.withLock { ended in
                ended == nil ? quada_send_descriptors(control, &octet, 1, &pair[1], 1) : -EPIPE
            }
            close(pair[1])
            guard sent == 0 else {
                close(pair[0])
                throw .noChannel(errno: -sent)
            }
            return pair[0]
        }

        /// Ends it at once; its peers see the end of their channels. Does nothing where it has ended already.
        public func kill() {
            state.withLock { ended in
                if ended == nil { process.kill() }
            }
        }

        /// How it ended; nil while it runs.
        ///
        /// - Parameter waits: Hangs up and blocks until it has ended.
        public func end(waits: Bool) -> BrokerEnd? {
            state.withLock { known in
                if let known { return known }
                if waits { shutdown(control, Int32(SHUT_RDWR)) }
                guard let end = process.reap(waits: waits) else { return nil }
                let ended = BrokerEnd(end: end, refusedCall: lastWord.take())
                close(control)
                close(lastWord.supervisor)
                known = ended
                return ended
            }
        }

        /// No thread but one, and as long as a run may take.
        public static let limits = WorkerLimits(
            memoryInOctets: 2 << 30, processorSeconds: 30 * 86_400, descriptors: 4096, threads: 2)

        /// A broker starts in some milliseconds; a machine may be busy.
        private static let patienceMilliseconds: Int32 = 20_000
    }
#endif
