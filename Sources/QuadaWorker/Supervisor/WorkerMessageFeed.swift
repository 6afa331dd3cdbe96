#if os(Linux)
    public import QuadaDNS
    internal import QuadaSandbox
    public import QuadaTransport

    /// A transfer's messages from a process that has the connection, and nothing else.
    public final class WorkerMessageFeed: MessageFeed {
        private let process: AnsweringProcess
        private let patience: Duration
        private var failure: MessageStream.Failure?

        /// Starts the process, which makes the connection and sends the query.
        ///
        /// - Parameters:
        ///   - kit: Its ports hold the server's.
        ///   - patience: How long the server may say nothing.
        public init(
            _ kit: WorkerKit, to server: Endpoint, sending query: [UInt8], patience: Duration
        ) throws(MessageStream.Failure) {
            // The server's silence is the worker's to tell.
            self.patience = patience + .seconds(10)
            do throws(WorkerFault) {
                process = try AnsweringProcess(kit, ports: [server.port], limits: .forTransfer)
            } catch {
                throw .lost(error.transferWords)
            }
            let order = TransferOrder(
                server: server, query: query, patience: patience, hasHandedSockets: kit.handsSockets)
            process.send(Frame(.transfer, order.octets))
        }

        deinit { if failure == nil { _ = process.end() } }

        public func next() throws(MessageStream.Failure) -> [UInt8] {
            if let failure { throw failure }
            do throws(MessageStream.Failure) {
                return try receive()
            } catch {
                failure = error
                throw error
            }
        }

        /// The next message; where there is none the process is ended.
        private func receive() throws(MessageStream.Failure) -> [UInt8] {
            let end: MessageStream.Failure
            do throws(WorkerFault) {
                let frame = try process.receive(within: patience)
                switch frame.kind {
                case .message where frame.payload.count <= Int(UInt16.max): return frame.payload
                case .transferEnd: end = try Self.end(frame.payload)
                default: throw .nonsense(Nonsense("what is no message"))
                }
            } catch {
                let ended = process.end()
                throw .lost((error == .stopped ? ended : error).transferWords)
            }
            _ = process.end()
            throw end
        }

        private static func end(_ payload: [UInt8]) throws(WorkerFault) -> MessageStream.Failure {
            do throws(Nonsense) {
                return try TransferEndPayload(reading: payload).failure
            } catch {
                throw .nonsense(error)
            }
        }
    }

    extension WorkerLimits {
        /// As long as the greatest zone takes.
        fileprivate static let forTransfer = WorkerLimits(
            memoryInOctets: 2 << 30, processorSeconds: 86_400, descriptors: 16, threads: 2)
    }
#endif
