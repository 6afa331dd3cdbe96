internal import CSockets
public import QuadaDNS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One TCP connection on which one query brings many responses, as a zone transfer does.
///
/// It blocks its thread, each time no longer than its patience: a transfer is done once, before anything is audited.
public struct MessageStream: ~Copyable {
    public enum Failure: Error, Hashable, Sendable {
        /// What the network, the server or this machine said.
        case ended(Attempt.Outcome)
        /// The server closed the connection.
        case closed
        case silence
        /// The process that had the connection is no more, in words of this program.
        case lost(String)
    }

    private let descriptor: Int32
    private var connection: Connection
    private var waiting: [[UInt8]] = []
    private let patience: Duration

    /// Begins a connection and sends the query on it.
    ///
    /// - Parameters:
    ///   - query: At most 65,535 octets.
    ///   - patience: How long nothing may happen.
    ///   - sockets: A broker's channel is this stream's from now on.
    public init(
        to server: Endpoint, sending query: [UInt8], patience: Duration = .seconds(10), sockets: SocketOrigin = .own
    ) throws(Failure) {
        let descriptor: Int32
        if let handed = HandedSockets(sockets) {
            defer { handed.close() }
            do throws(HandedSockets.Refusal) {
                descriptor = try handed.take(.init(key: 0, request: SocketRequest(.stream, to: server))).connected
            } catch {
                throw .ended(SocketError.whenSending(error.errno))
            }
        } else {
            descriptor = try Self.connection(to: server)
        }
        self.descriptor = descriptor
        self.patience = patience
        connection = Connection(descriptor: descriptor, remote: server, message: query)
    }

    /// A socket whose connection has begun.
    private static func connection(to server: Endpoint) throws(Failure) -> Int32 {
        let descriptor = quada_socket(server.address.family.number, 1)
        guard descriptor >= 0 else { throw .ended(SocketError.whenSending(-descriptor)) }
        var remote = quada_endpoint(server)
        let error = -quada_connect(descriptor, &remote)
        guard error == 0 || error == EINPROGRESS else {
            close(descriptor)
            throw .ended(SocketError.whenSending(error))
        }
        return descriptor
    }

    deinit { close(descriptor) }

    /// Waits for the next whole message, and gives it without its length.
    public mutating func next() throws(Failure) -> [UInt8] {
        let deadline = ContinuousClock.now + patience
        while waiting.isEmpty {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { throw .silence }
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            var event = pollfd(
                fd: descriptor, events: Int16(connection.wantsToWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
            guard poll(&event, 1, Int32(clamping: milliseconds + 1)) > 0 else { continue }
            switch connection.proceed() {
            case .waiting: break
            case .messages(let messages): waiting = messages
            case .ended(.closed): throw .closed
            case .ended(let outcome): throw .ended(outcome)
            }
        }
        return waiting.removeFirst()
    }
}
