import QuadaDNS
import QuadaSandbox
import QuadaStorage
import QuadaTransport
import QuadaWorker
import QuadaYAML
import QuadaZone
import Synchronization

/// The processes of one command: what the machine has is found once and said once, and users are given out by one hand.
final class Processes: Sendable {
    private struct State {
        var ground: IsolationGround?
        var hasWarned = false
        #if os(Linux)
            var kit: WorkerKit?
        #endif
    }

    private let options: IsolationOptions
    private let ports: [UInt16]
    private let isInBulk: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - ports: Of the servers that are asked; at most eight.
    ///   - isInBulk: Whether a broker's part of every query counts.
    /// - Throws: `End` with exit status 3 where `strict` is wanted and anything of it is missing.
    init(_ options: IsolationOptions, ports: [UInt16] = [], inBulk isInBulk: Bool = false) throws {
        self.options = options
        self.isInBulk = isInBulk
        self.ports = Array(Set(ports)).sorted()
        // Otherwise the machine is looked at where a process is needed.
        if options.isolation == .strict { _ = try ground() }
    }

    func ground() throws -> IsolationGround {
        try state.withLock { state in
            if let ground = state.ground { return ground }
            let ground = try options.ground(inBulk: isInBulk)
            state.ground = ground
            return ground
        }
    }

    /// Says once what could not be had.
    func warn() throws {
        let ground = try ground()
        let isFirst = state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
        if isFirst { ground.warn() }
    }

    #if os(Linux)
        /// - Returns: None where nothing is isolated.
        /// - Throws: `InputError` where the system has no thread left to start processes from.
        func kit() throws -> WorkerKit? {
            let ground = try ground()
            guard let capability = ground.capability, let users = ground.users else { return nil }
            return try state.withLock { state in
                if let kit = state.kit { return kit }
                do throws(SandboxFault) {
                    let kit = try WorkerKit(capability, users: users, ports: ports)
                    state.kit = kit
                    return kit
                } catch {
                    throw InputError("no process can be started: \(error.words)")
                }
            }
        }

        /// A process for one file; none where nothing is isolated.
        private func reader() throws -> Reader? {
            guard options.isolation != IsolationLevel.none else { return nil }
            try warn()
            guard let kit = try kit(), let capability = try ground().reading else { return nil }
            return Reader(kit, capability)
        }
    #endif

    /// How one file of text is read: in a process of its own, so that what one file does there is done to no other.
    func textReading() throws -> TextReading {
        #if os(Linux)
            if let reader = try reader() {
                return TextReading(
                    compose: { (text) throws(YAMLTree.Failure) in try reader.tree(of: text) },
                    rdata: { (texts) throws(WrittenRData.Unread) in try reader.readings(of: texts) })
            }
        #endif
        return .inThisProcess
    }

    /// Where the connection of a zone's transfer is: in a process of its own.
    func connector() throws -> ZoneTransferRun.Connector {
        #if os(Linux)
            if options.isolation != IsolationLevel.none {
                try warn()
                if let kit = try kit() {
                    return { (server, query, patience) throws(MessageStream.Failure) in
                        try WorkerMessageFeed(kit, to: server, sending: query, patience: patience)
                    }
                }
            }
        #endif
        return ZoneTransferRun.ownConnection
    }

    /// How a file is unpacked: in a process of its own, which is begun where the file is packed.
    var unpacking: UnpackerMaker {
        { [self] (compression) throws(StorageError) in
            #if os(Linux)
                do {
                    if let reader = try reader() { return reader.unpacker(compression) }
                } catch {
                    throw .notUnpacked((error as? InputError)?.reason ?? (error as? End)?.message ?? "\(error)")
                }
            #endif
            return try compression.unpacker()
        }
    }
}

/// Who gives a file's text to libraries in C.
struct TextReading {
    let compose: YAMLTree.Composer
    let rdata: WrittenRData.Reader

    static var inThisProcess: TextReading {
        TextReading(compose: YAMLTree.compose, rdata: { $0.map(\.reading) })
    }
}
