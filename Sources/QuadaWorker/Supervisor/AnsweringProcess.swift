#if os(Linux)
    internal import QuadaSandbox

    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// A process behind closed doors that is told one thing and answers it: heard out by whoever asked, on their thread.
    /// What it says is hostile. Its owner ends it, once.
    struct AnsweringProcess: Sendable {
        private let kit: WorkerKit
        private let channel: Channel
        private let lastWord: LastWord
        private let birth: WorkerKit.Birth

        /// - Parameters:
        ///   - reading: What a reader has of the machine's measures; none for a worker, which has sockets.
        ///   - ports: Where a worker may connect to.
        /// - Throws: `.notStarted`.
        init(
            _ kit: WorkerKit, reading: SandboxCapability? = nil, ports: [UInt16] = [], limits: WorkerLimits
        ) throws(WorkerFault) {
            self.kit = kit
            guard let pair = Channel.pair() else { throw .notStarted(.noProcess(errno: errno)) }
            defer { close(pair.worker) }
            let channel = Channel(descriptor: pair.supervisor)
            do throws(SandboxFault) {
                let lastWord = try LastWord()
                defer { close(lastWord.worker) }
                do throws(SandboxFault) {
                    var descriptors = [pair.worker, lastWord.worker]
                    if reading == nil, kit.handsSockets { descriptors.append(try kit.brokerChannel()) }
                    defer { for descriptor in descriptors.dropFirst(2) { close(descriptor) } }
                    birth = try kit.spawn(descriptors: descriptors, ports: ports, limits: limits, reading: reading)
                } catch {
                    close(lastWord.supervisor)
                    throw error
                }
                self.lastWord = lastWord
            } catch {
                channel.closeDescriptor()
                throw .notStarted(error)
            }
            self.channel = channel
            send(Frame(.plan, PlanPayload(birth.plan).octets))
        }

        private static let orderPatience: Int32 = 10_000

        /// Where the other end is closed, that is heard next, perhaps behind a last word.
        func send(_ order: Frame) { channel.send(order, patience: Self.orderPatience) }

        /// The next frame that is neither the word that the doors are closed nor a refusal.
        ///
        /// - Throws: `.stopped` where the other end is closed.
        func receive(within patience: Duration) throws(WorkerFault) -> Frame {
            let deadline = ContinuousClock.now + patience
            while true {
                switch channel.receive(within: Int32(clamping: patience.components.seconds * 1000), by: deadline) {
                case .frame(let frame) where frame.kind == .ready: continue
                case .frame(let frame) where frame.kind == .refusal:
                    guard let refusal = try? RefusalPayload(reading: frame.payload) else {
                        throw .nonsense(Nonsense("no refusal"))
                    }
                    throw WorkerFault(refusal)
                case .frame(let frame): return frame
                case .nothing: throw .silent(patience)
                case .end: throw .stopped
                case .nonsense(let nonsense): throw .nonsense(nonsense)
                }
            }
        }

        /// Ends the process, and says how it ended.
        func end() -> WorkerFault {
            channel.closeDescriptor()
            // One that hung up has ended, or is about to: how is to be known.
            var wait = pollfd(fd: birth.process.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&wait, 1, Self.endPatience)
            birth.process.kill()
            let ended = birth.process.reap(waits: true)
            let fault = WorkerFault(ended, lastWord: lastWord.take())
            close(lastWord.supervisor)
            kit.giveBack(birth.plan.user)
            return fault
        }

        /// For a process whose channel is closed, in milliseconds.
        private static let endPatience: Int32 = 1000
    }
#endif
