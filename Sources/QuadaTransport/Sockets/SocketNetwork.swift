internal import CSockets
internal import QuadaDNS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What lies between a `SocketTransport`'s machine and the kernel.
///
/// On Linux UDP sockets are not connected, so that a datagram from a wrong address is seen and recorded; ICMP errors
/// come through the error queue (ip(7), IP_RECVERR). Elsewhere, where there is no such queue, a socket of one query is
/// connected: ICMP is seen, strays from other addresses are not; a shared socket sees strays and no ICMP.
///
/// Sockets that a broker hands in are connected, too; what comes to their port from elsewhere comes to a second socket.
struct SocketNetwork {
    struct Datagrams {
        var source: ExchangeMachine.SourceID
        var descriptor: Int32
        var mark: UInt64
        /// Where the socket is connected to, if it is.
        var remote: Endpoint?
        /// The socket for what comes from elsewhere, where both were handed in.
        var strays: Int32?
    }

    struct Stream {
        var attempt: ExchangeMachine.AttemptID
        var mark: UInt64
        var connection: Connection
    }

    /// Datagrams that leave with the next call.
    private struct Outbox {
        let batch: DatagramBatch
        /// What they leave from.
        var source: ExchangeMachine.SourceID?
        var attempts: [ExchangeMachine.AttemptID] = []
    }

    var core: TransportCore
    private let poller: any Poller
    /// None where this process opens its sockets.
    let handed: HandedSockets?
    /// Sockets of this transport at most; what is above waits.
    let descriptorLimit: Int
    var openDescriptors = 0
    /// By the source's place.
    var sockets: [Int32: Datagrams] = [:]
    /// By the attempt's place.
    private var streams: [Int32: Stream] = [:]
    private let inbox: DatagramBatch
    /// Room for actions, used again.
    private var spareActions: [ExchangeMachine.Action] = []
    /// One for each family: a zone's servers have addresses of both, and are asked in turn.
    private var outboxes: [Outbox]

    /// - Throws: `.noPoller` where there is no memory for the datagrams.
    init(
        core: TransportCore, poller: any Poller, descriptorLimit: Int, handed: HandedSockets? = nil
    ) throws(TransportError) {
        guard let inbox = DatagramBatch(capacity: Self.batch, octetsEach: 65_535),
            let outboxOfIPv4 = DatagramBatch(capacity: Self.batch, octetsEach: 1500),
            let outboxOfIPv6 = DatagramBatch(capacity: Self.batch, octetsEach: 1500)
        else { throw .noPoller(ENOMEM) }
        self.core = core
        self.poller = poller
        self.handed = handed
        // Two sockets are handed in for a query over UDP.
        self.descriptorLimit = max(handed == nil ? 1 : 2, descriptorLimit)
        self.inbox = inbox
        outboxes = [Outbox(batch: outboxOfIPv4), Outbox(batch: outboxOfIPv6)]
    }

    private static let batch = 64
    static let streamMark: UInt64 = 1 << 63
    static let strayMark: UInt64 = 1 << 62

    // MARK: - Actions

    /// Carries out what the machine wants; datagrams of one source are collected until `flush`.
    mutating func perform(at now: Int64) {
        while !core.machine.actions.isEmpty {
            var actions: [ExchangeMachine.Action] = []
            swap(&actions, &spareActions)
            swap(&actions, &core.machine.actions)
            if let handed { expectSockets(for: actions, from: handed) }
            for action in actions {
                switch action {
                case .send(let attempt, let source, let destination):
                    guard let octets = core.machine.octets(of: attempt) else { continue }
                    send(octets, for: attempt, from: source, to: destination, at: now)
                case .connect(let attempt, let destination):
                    guard let octets = core.machine.octets(of: attempt) else { continue }
                    connect(attempt, octets, to: destination, at: now)
                case .closeSource(let source): close(source, at: now)
                case .closeConnection(let attempt): close(attempt)
                }
            }
            actions.removeAll(keepingCapacity: true)
            swap(&actions, &spareActions)
        }
        core.settle()
    }

    /// Sends everything that was collected, and what follows from it.
    mutating func flush(at now: Int64) {
        while let index = outboxes.firstIndex(where: { $0.source != nil }) {
            sendOutbox(index, at: now)
            perform(at: now)
        }
    }

    mutating func closeAll() {
        for socket in sockets.values {
            closeDescriptor(socket.descriptor)
            if let strays = socket.strays { closeDescriptor(strays) }
        }
        for stream in streams.values { closeDescriptor(stream.connection.descriptor) }
        sockets = [:]
        streams = [:]
        handed?.close()
    }

    // MARK: - Events

    /// Reads, or goes on with, the socket that a mark belongs to.
    mutating func ready(_ mark: UInt64, at now: Int64) {
        let place = Int32(truncatingIfNeeded: mark)
        if mark & Self.streamMark != 0 {
            guard streams[place]?.mark == mark else { return }
            proceed(place, at: now)
        } else if let socket = sockets[place], socket.mark == mark {
            receive(on: socket, at: now)
        }
    }

    private mutating func receive(on socket: Datagrams, at now: Int64) {
        let count = inbox.receive(from: socket.descriptor)
        guard count > 0 else {
            let isFromNetwork = readICMP(of: socket, at: now)
            let error = Int32(-count)
            if let remote = socket.remote, !isFromNetwork, error != EAGAIN, error != EWOULDBLOCK, error != EINTR {
                core.machine.rejected(
                    on: socket.source, id: nil, destination: remote, SocketError.whenReceiving(error), at: now)
            }
            return
        }
        takeInbox(count, on: socket, at: now)
    }

    mutating func receiveStrays(on socket: Datagrams, from descriptor: Int32, at now: Int64) {
        takeInbox(max(0, inbox.receive(from: descriptor)), on: socket, at: now)
    }

    private mutating func takeInbox(_ count: Int, on socket: Datagrams, at now: Int64) {
        for index in 0..<count {
            inbox.withDatagram(index) { core.machine.received($0, on: socket.source, from: $1, at: now) }
        }
    }

    /// Takes what the network said of datagrams sent earlier.
    ///
    /// - Returns: Whether there was anything.
    @discardableResult
    private mutating func readICMP(of socket: Datagrams, at now: Int64) -> Bool {
        var icmp = quada_icmp()
        var isAny = false
        while quada_next_icmp(socket.descriptor, &icmp) == 1 {
            isAny = true
            let id = icmp.length >= 2 ? UInt16(icmp.octets.0) << 8 | UInt16(icmp.octets.1) : nil
            let error = Int32(icmp.error)
            core.machine.rejected(
                on: socket.source, id: id, destination: Endpoint(icmp.destination),
                icmp.is_local != 0 ? SocketError.whenSending(error) : SocketError.whenReceiving(error), at: now)
        }
        return isAny
    }

    private mutating func proceed(_ place: Int32, at now: Int64) {
        guard let stream = streams[place], let progress = streams[place]?.connection.proceed() else { return }
        if stream.connection.wantsToWrite, streams[place]?.connection.wantsToWrite == false {
            poller.change(stream.connection.descriptor, mark: stream.mark, writes: false)
        }
        switch progress {
        case .waiting: break
        case .messages(let messages):
            for message in messages {
                core.machine.received(message.span, over: stream.attempt, from: stream.connection.remote, at: now)
            }
        case .ended(let outcome): core.machine.failed(stream.attempt, outcome, at: now)
        }
    }

    // MARK: - UDP

    private mutating func send(
        _ octets: [UInt8], for attempt: ExchangeMachine.AttemptID, from source: ExchangeMachine.SourceID,
        to destination: Endpoint, at now: Int64
    ) {
        guard let socket = sockets[source.index] ?? open(source, for: attempt, to: destination, at: now) else { return }
        let index = destination.address.family == .ipv4 ? 0 : 1
        let outbox = outboxes[index].batch
        if outboxes[index].source != source || outboxes[index].attempts.count == outbox.capacity {
            sendOutbox(index, at: now)
        }
        guard octets.count <= outbox.octetsEach else {
            var remote = quada_endpoint(destination)
            let error =
                socket.strays == nil
                ? -quada_send_to(socket.descriptor, octets, octets.count, &remote)
                : -quada_send(socket.descriptor, octets, octets.count)
            if error != 0 { core.machine.failed(attempt, SocketError.whenSending(error), at: now) }
            return
        }
        outbox.set(outboxes[index].attempts.count, octets, to: destination)
        outboxes[index].source = source
        outboxes[index].attempts.append(attempt)
    }

    private mutating func open(
        _ source: ExchangeMachine.SourceID, for attempt: ExchangeMachine.AttemptID, to destination: Endpoint,
        at now: Int64
    ) -> Datagrams? {
        if let handed { return openHanded(source, from: handed, for: attempt, to: destination, at: now) }
        let family = destination.address.family.number
        guard let descriptor = openDescriptor(family: family, stream: false, for: attempt, at: now) else { return nil }
        let isShared = core.machine.settings.sourcePorts.queriesPerSocket > 1
        if isShared { _ = quada_set_buffers(descriptor, Self.sharedBufferOctets) }
        var remote: Endpoint?
        let hasErrorQueue = quada_report_icmp(descriptor, family) == 0
        var result = quada_bind_random(descriptor, family)
        if result >= 0, !hasErrorQueue, !isShared {
            var peer = quada_endpoint(destination)
            let connected = quada_connect(descriptor, &peer)
            if connected < 0 { result = connected } else { remote = destination }
        }
        let mark = Self.mark(of: source)
        if result >= 0 { result = watch(descriptor, mark: mark, writes: false, port: result) }
        guard result >= 0 else {
            abandon(descriptor, attempt, error: -result, at: now)
            return nil
        }
        core.machine.opened(source, port: UInt16(truncatingIfNeeded: result))
        let socket = Datagrams(source: source, descriptor: descriptor, mark: mark, remote: remote)
        sockets[source.index] = socket
        return socket
    }

    private mutating func sendOutbox(_ index: Int, at now: Int64) {
        guard let source = outboxes[index].source, let socket = sockets[source.index] else { return }
        let batch = outboxes[index].batch
        var attempts: [ExchangeMachine.AttemptID] = []
        swap(&attempts, &outboxes[index].attempts)
        outboxes[index].source = nil
        var first = 0
        var repeats = 0
        while first < attempts.count {
            let sent = batch.send(
                on: socket.descriptor, isHanded: socket.strays != nil, first: first, count: attempts.count - first)
            if sent > 0 {
                first += sent
                repeats = 0
                continue
            }
            let error = Int32(-sent)
            repeats += 1
            if error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS, repeats <= Self.patience {
                // The kernel's own queue is full: every other query would wait for it as well.
                _ = quada_wait_writable(socket.descriptor, 10)
            } else if repeats > Self.repeats {
                core.machine.failed(attempts[first], SocketError.whenSending(error), at: now)
                first += 1
                repeats = 0
            } else {
                // The error may be that of an earlier datagram; asking takes it off the socket.
                readICMP(of: socket, at: now)
            }
        }
        attempts.removeAll(keepingCapacity: true)
        swap(&attempts, &outboxes[index].attempts)
    }

    private mutating func close(_ source: ExchangeMachine.SourceID, at now: Int64) {
        if let index = outboxes.firstIndex(where: { $0.source == source }) { sendOutbox(index, at: now) }
        guard let socket = sockets[source.index], socket.source == source else { return }
        sockets[source.index] = nil
        closeDescriptorOfOurs(socket.descriptor)
        if let strays = socket.strays { closeDescriptorOfOurs(strays) }
    }

    // MARK: - TCP

    private mutating func connect(
        _ attempt: ExchangeMachine.AttemptID, _ octets: [UInt8], to destination: Endpoint, at now: Int64
    ) {
        if let handed {
            connectHanded(attempt, octets, from: handed, to: destination, at: now)
            return
        }
        let family = destination.address.family.number
        guard let descriptor = openDescriptor(family: family, stream: true, for: attempt, at: now) else { return }
        var remote = quada_endpoint(destination)
        let result = quada_connect(descriptor, &remote)
        guard result == 0 || result == -EINPROGRESS else {
            abandon(descriptor, attempt, error: -result, at: now)
            return
        }
        begin(
            attempt, octets, on: descriptor, port: max(0, quada_local_port(descriptor)), to: destination, at: now)
    }

    /// Goes on with a connection that was begun.
    mutating func begin(
        _ attempt: ExchangeMachine.AttemptID, _ octets: [UInt8], on descriptor: Int32, port: Int32,
        to destination: Endpoint, at now: Int64
    ) {
        let mark = attempt.bits | Self.streamMark
        let port = watch(descriptor, mark: mark, writes: true, port: port)
        guard port >= 0 else {
            abandon(descriptor, attempt, error: -port, at: now)
            return
        }
        core.machine.connected(attempt, port: UInt16(truncatingIfNeeded: port))
        streams[attempt.index] = Stream(
            attempt: attempt, mark: mark,
            connection: Connection(descriptor: descriptor, remote: destination, message: octets))
    }

    private mutating func close(_ attempt: ExchangeMachine.AttemptID) {
        guard let stream = streams[attempt.index], stream.attempt == attempt else { return }
        streams[attempt.index] = nil
        closeDescriptorOfOurs(stream.connection.descriptor)
    }

    // MARK: - Descriptors

    private mutating func openDescriptor(
        family: Int32, stream: Bool, for attempt: ExchangeMachine.AttemptID, at now: Int64
    ) -> Int32? {
        guard openDescriptors < descriptorLimit else {
            core.machine.exhausted(attempt, at: now)
            return nil
        }
        let descriptor = quada_socket(family, stream ? 1 : 0)
        guard descriptor >= 0 else {
            fail(attempt, error: -descriptor, at: now)
            return nil
        }
        openDescriptors += 1
        return descriptor
    }

    /// - Returns: The port, or -errno.
    func watch(_ descriptor: Int32, mark: UInt64, writes: Bool, port: Int32) -> Int32 {
        let error = poller.add(descriptor, mark: mark, writes: writes)
        return error == 0 ? port : -error
    }

    mutating func abandon(
        _ descriptor: Int32, _ attempt: ExchangeMachine.AttemptID, error: Int32, at now: Int64
    ) {
        closeDescriptorOfOurs(descriptor)
        fail(attempt, error: error, at: now)
    }

    mutating func fail(_ attempt: ExchangeMachine.AttemptID, error: Int32, at now: Int64) {
        if SocketError.isExhaustion(error) {
            core.machine.exhausted(attempt, at: now)
        } else {
            core.machine.failed(attempt, SocketError.whenSending(error), at: now)
        }
    }

    mutating func closeDescriptorOfOurs(_ descriptor: Int32) {
        poller.remove(descriptor)
        closeDescriptor(descriptor)
        openDescriptors -= 1
    }

    /// As much as Linux gives without privilege; it takes less where its limit is lower.
    private static let sharedBufferOctets: Int32 = 4 << 20
    /// How often an error of sending is taken for that of an earlier datagram.
    private static let repeats = 3
    /// How often a full queue is waited for, 10 ms each.
    private static let patience = 100
}
