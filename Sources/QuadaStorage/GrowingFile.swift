internal import Synchronization

/// A file that is written as it grows, packed as its name asks: what a crash leaves can be read up to the last flush.
///
/// At most one chunk and the compressing library's buffers are held. A file that is there is emptied when it is opened.
public final class GrowingFile: Sendable {
    fileprivate struct State: ~Copyable {
        let file: SystemFile
        let packer: any Packer
        var pending: [UInt8] = []
        var failure: StorageError?
        var isClosed = false
    }

    private let state: Mutex<State>

    public init(path: String) throws(StorageError) {
        let file = try SystemFile(path: path, .writing)
        let packer = try Compression(path: path).packer()
        state = Mutex(State(file: file, packer: packer))
    }

    /// The first error met; nothing is written after it.
    public var failure: StorageError? { state.withLock { $0.failure } }

    /// Adds octets, sooner or later; nothing once the file was closed.
    public func write(_ octets: [UInt8]) {
        state.withLock { $0.write(octets, .more) }
    }

    /// Brings everything added so far to the file.
    public func flush() {
        state.withLock { $0.write([], .flush) }
    }

    /// Brings everything to the file and ends it.
    ///
    /// - Throws: The first error met since it was opened.
    public func close() throws(StorageError) {
        let failure = state.withLock { state in
            state.write([], .finish)
            state.isClosed = true
            return state.failure
        }
        if let failure { throw failure }
    }
}

extension GrowingFile.State {
    fileprivate mutating func write(_ octets: [UInt8], _ step: PackingStep) {
        guard failure == nil, !isClosed else { return }
        do throws(StorageError) {
            try packer.pack(octets, step, into: &pending)
            guard step != .more || pending.count >= packedChunkOctets else { return }
            try file.write(pending)
            pending.removeAll(keepingCapacity: true)
        } catch {
            failure = error
        }
    }
}
