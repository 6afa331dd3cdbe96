#if os(Linux)
    public import QuadaDNS
    public import QuadaSandbox
    public import QuadaStorage
    public import QuadaYAML
    internal import Synchronization

    /// A process that reads one stranger's file, seen from the supervisor: begun with the first thing that there is to
    /// read, ended with its owner. What it says is hostile.
    ///
    /// Calls block, and wait for each other. Once it has failed it fails again: what one file did is not done twice.
    public final class Reader: Sendable {
        private struct State {
            var process: AnsweringProcess?
            var fault: WorkerFault?
        }

        private let kit: WorkerKit
        private let capability: SandboxCapability
        private let limits: WorkerLimits
        private let patience: Duration
        private let state = Mutex(State())

        /// - Parameter capability: What of the machine's measures it has; of the level `strict`, for it needs no socket.
        public convenience init(_ kit: WorkerKit, _ capability: SandboxCapability) {
            self.init(kit, capability, limits: .forReading, patience: .seconds(120))
        }

        init(_ kit: WorkerKit, _ capability: SandboxCapability, limits: WorkerLimits, patience: Duration) {
            self.kit = kit
            self.capability = capability
            self.limits = limits
            self.patience = patience
        }

        deinit {
            state.withLock { state in
                _ = state.process?.end()
                state.process = nil
            }
        }

        // MARK: - What it reads

        /// Has libyaml read a text.
        public func tree(of text: String) throws(YAMLTree.Failure) -> YAMLTree {
            let result: Result<YAMLTree, YAMLTree.Failure>
            do throws(WorkerFault) {
                result = try ask(Frame(.readYAML, Array(text.utf8)), .yaml) { (octets) throws(Nonsense) in
                    try YAMLPayload(reading: octets).result
                }
            } catch {
                throw YAMLTree.Failure(line: nil, reason: error.readingWords)
            }
            return try result.get()
        }

        /// Has ldns read texts of RDATA; at most as many at once as a zone file's batch has.
        public func readings(of texts: [WrittenRData]) throws(WrittenRData.Unread) -> [WrittenRData.Reading] {
            do throws(WorkerFault) {
                return try ask(Frame(.readRData, RDataOrder(texts).octets), .rdata) { (octets) throws(Nonsense) in
                    try RDataPayload(reading: octets, of: texts.count).readings
                }
            } catch {
                throw WrittenRData.Unread(error.readingWords)
            }
        }

        /// What zlib or zstd is to unpack; a reader is for one stream.
        public func unpacker(_ compression: Compression) -> any Unpacker {
            ReaderUnpacker(self, compression)
        }

        // MARK: - Question and answer

        /// - Throws: For good.
        func ask<Answer: Sendable>(
            _ order: Frame, _ kind: Frame.Kind, reading: ([UInt8]) throws(Nonsense) -> Answer
        ) throws(WorkerFault) -> Answer {
            let result: Result<Answer, WorkerFault> = state.withLock { state in
                do throws(WorkerFault) {
                    if let fault = state.fault { throw fault }
                    let process: AnsweringProcess
                    if let known = state.process {
                        process = known
                    } else {
                        process = try AnsweringProcess(kit, reading: capability, limits: limits)
                    }
                    state.process = process
                    process.send(order)
                    let frame = try process.receive(within: patience)
                    guard frame.kind == kind else { throw .nonsense(Nonsense("an answer to another order")) }
                    do throws(Nonsense) {
                        return .success(try reading(frame.payload))
                    } catch {
                        throw .nonsense(error)
                    }
                } catch {
                    // A process that closed its end says by its own end what became of it.
                    let ended = state.process?.end()
                    let fault = if case .stopped = error { ended ?? error } else { error }
                    state.process = nil
                    state.fault = fault
                    return .failure(fault)
                }
            }
            return try result.get()
        }
    }

    extension WorkerLimits {
        /// A text takes some seconds at most; a packed stream goes on for as long as there is of it, with a window of up to
        /// 128 MiB.
        static let forReading = WorkerLimits(
            memoryInOctets: 4 << 30, processorSeconds: 30 * 86_400, descriptors: 16, threads: 2)
    }
#endif
