import QuadaEvidence
import QuadaReport
import QuadaRun
import QuadaStorage
import Synchronization

/// The file of `--record`: opened before the work begins, written as the work goes on.
struct RecordFile: EvidenceSink {
    private let path: String
    private let file: GrowingFile

    /// - Throws: `InputError` where it can not be written.
    init(path: String) throws {
        self.path = path
        do throws(StorageError) {
            file = try GrowingFile(path: path)
        } catch {
            throw InputError("\(path): \(error.words)")
        }
    }

    func write(_ octets: [UInt8]) { file.write(octets) }

    func flush() { file.flush() }

    /// - Throws: `InputError` where not everything could be written.
    func close() throws {
        do throws(StorageError) {
            try file.close()
        } catch {
            throw InputError("\(path): the evidence is not complete: \(error.words)")
        }
    }
}

/// The file of `--pcap`.
final class CaptureFile: Sendable {
    private struct State {
        var capture: PacketCapture
        var failure: Int32?
    }

    private let path: String
    private let file: ReplacedFile
    private let state: Mutex<State>

    /// - Throws: `InputError` where it can not be written.
    init(path: String, started: Timestamp) throws {
        self.path = path
        file = try ReplacedFile(path: path)
        state = Mutex(State(capture: PacketCapture(startedMilliseconds: started.millisecondsSince1970)))
        state.withLock { $0.failure = writeAll(PacketCapture.fileHeader, to: file.descriptor) }
    }

    /// Takes each observation of a run.
    var witness: @Sendable (Observation) -> Void { { self.add($0) } }

    func add(_ observation: Observation) {
        state.withLock { state in
            guard state.failure == nil else { return }
            let octets = state.capture.add(observation)
            if !octets.isEmpty { state.failure = writeAll(octets, to: file.descriptor) }
        }
    }

    /// Writes the rest and puts the file in its place.
    ///
    /// - Throws: `InputError` where not everything could be written.
    func finish() throws {
        let failure = state.withLock { state in
            state.failure ?? writeAll(state.capture.finish(), to: file.descriptor)
        }
        if let failure { throw InputError("\(path): could not write the capture: \(reason(failure))") }
        try file.commit()
    }
}

extension StorageError {
    /// What is wrong, for a person.
    var words: String {
        switch self {
        case .system(let number): reason(number)
        case .library(let text), .notUnpacked(let text): text
        case .damaged(let compression, let octets):
            "damaged as \(compression) behind \(octets) octets of text; copy it again, or record anew"
        case .lineTooLong(let maximum): "longer than \(maximum) octets, which quada does not write"
        case .inUse: "another process is writing it"
        case .tooLarge(let maximum): "more than \(maximum) octets of text; record fewer names in one file"
        }
    }
}
