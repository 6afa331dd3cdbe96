import Dispatch
import QuadaDNS
import QuadaRender
import QuadaReport
import QuadaStorage
import QuadaZone
import Synchronization

/// Reads a list of names: one a line; what stands behind `#` is left out, and so is a name that was there before.
struct NameListReader {
    private let source: String
    private let selection: TargetSelection
    private var line = 0
    private var seen: Set<Name> = []

    init(source: String, selection: TargetSelection) {
        self.source = source
        self.selection = selection
    }

    /// - Returns: None for a line without a name to be audited.
    /// - Throws: `InputError` with the line.
    mutating func target(in text: String) throws -> AuditTarget? {
        line += 1
        let content = text.prefix { $0 != "#" }
        let words = content.split(whereSeparator: \.isWhitespace)
        guard let word = words.first else { return nil }
        guard words.count == 1 else { throw InputError("\(source):\(line): more than one name: '\(content)'") }
        let name: Name
        do throws(NameError) {
            name = try Name(userInput: String(word))
        } catch {
            throw InputError("\(source):\(line): '\(word)' is not a name: \(error)")
        }
        guard selection.takes(name), seen.insert(name).inserted else { return nil }
        return AuditTarget(name, location: SourceLocation(file: source, line: line))
    }
}

/// The names on standard input, read as there is room for them, on a thread of their own.
///
/// A line that is no name is told on standard error at once and makes the exit status 2 in the end: what was audited
/// before it is not lost.
final class StandardInputNames: TargetSource {
    private struct State {
        var reader: NameListReader
        var waiting: CheckedContinuation<AuditTarget?, Never>?
        /// Read, and not yet asked for.
        var ready: [AuditTarget] = []
        var isAtEnd = false
        var flaws = 0
        var flaw: String?
    }

    private let state: Mutex<State>
    private let processes: Processes
    /// Counts the names that the reading thread may be ahead.
    private let room = DispatchSemaphore(value: lookahead)
    private static let lookahead = 64
    private static let maximumLineOctets = 4096

    var known: [AuditTarget]? { nil }

    /// What is to be said at the end; none where every line was a name.
    var flaw: String? {
        state.withLock { state in
            state.flaw.map { "\($0)\(state.flaws > 1 ? ", and \(state.flaws - 1) more such lines" : "")" }
        }
    }

    init(_ selection: TargetSelection, _ processes: Processes) {
        self.processes = processes
        state = Mutex(State(reader: NameListReader(source: "standard input", selection: selection)))
        DispatchQueue(label: "standard input").async { [self] in
            do throws(StorageError) {
                try read()
            } catch {
                complain("standard input: \(error.words); what stands behind it is not read")
            }
            end()
        }
    }

    func next() async -> AuditTarget? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result: AuditTarget?? = state.withLock { state in
                    if !state.ready.isEmpty { return .some(state.ready.removeFirst()) }
                    if state.isAtEnd || Task.isCancelled { return .some(nil) }
                    state.waiting = continuation
                    return nil
                }
                if let result {
                    if result != nil { room.signal() }
                    continuation.resume(returning: result)
                }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(returning: nil)
        }
    }

    private func read() throws(StorageError) {
        var lines = try LineReader(
            path: "/dev/stdin", maximumLineOctets: Self.maximumLineOctets, maximumOctets: .max,
            unpacking: processes.unpacking)
        while let line = try lines.next() { read(line) }
        read(lines.remainder)
    }

    private func read(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        switch state.withLock({ state in Result { try state.reader.target(in: text) } }) {
        case .success(let target?):
            room.wait()
            deliver(target)
        case .success(nil): break
        case .failure(let error): complain((error as? InputError)?.reason ?? "\(error)")
        }
    }

    private func end() {
        let waiting = state.withLock { state in
            state.isAtEnd = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }

    private func complain(_ words: String) {
        state.withLock { state in
            state.flaws += 1
            if state.flaw == nil { state.flaw = words }
        }
        StandardError.write("quada: \(words.visible)\n")
    }

    private func deliver(_ target: AuditTarget) {
        let waiting: CheckedContinuation<AuditTarget?, Never>? = state.withLock { state in
            guard let waiting = state.waiting else {
                state.ready.append(target)
                return nil
            }
            state.waiting = nil
            return waiting
        }
        if let waiting {
            room.signal()
            waiting.resume(returning: target)
        }
    }
}
