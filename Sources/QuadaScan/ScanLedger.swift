internal import QuadaReport
internal import QuadaStorage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What is written of a scan, and what the journal says of it: used by one thread.
struct ScanLedger {
    private var journal: Journal
    private let journalPath: String?
    private var file: ResultFile?
    /// Not in the store yet.
    private var unkept: [NameAudit] = []
    private let keepsAudits: Bool

    var done: DoneEntries { journal.done }

    /// What the results come to, with those of the scan that it goes on with.
    var summary: ScanSummary? { journal.summary }

    /// - Parameter file: None for standard output.
    init(_ journal: Journal, at path: String?, file: ResultFile?, keepsAudits: Bool) {
        self.journal = journal
        journalPath = path
        self.file = file
        self.keepsAudits = keepsAudits
    }

    mutating func add(_ results: [ScanResult]) throws(ScanError) {
        guard !results.isEmpty else { return }
        if file != nil {
            for result in results { try file?.write(result.octets) }
        } else {
            try Self.print(results.flatMap(\.octets))
        }
        for result in results {
            journal.done.insert(result.entry)
            journal.results += result.audits.count
            if journal.summary != nil { for audit in result.audits { journal.summary?.add(audit) } }
            if keepsAudits { unkept += result.audits }
        }
    }

    /// Whether the results should be made safe before more come.
    var isFull: Bool { file?.isFull == true || unkept.count >= Self.maximumUnkept }

    /// Makes everything safe that was added.
    mutating func checkpoint(_ store: (any ResultStore)?) throws(ScanError) {
        try file?.endPiece()
        if let store, !unkept.isEmpty {
            try store.keep(unkept)
            unkept.removeAll(keepingCapacity: true)
        }
        if let file {
            journal.part = file.part
            journal.octets = file.octets
        }
        if let journalPath { try journal.write(to: journalPath) }
        if file?.isFull == true { try file?.beginPart() }
    }

    /// Says that nothing is left to be done.
    mutating func finish() throws(ScanError) {
        journal.isFinished = true
        if let journalPath { try journal.write(to: journalPath) }
    }

    /// Takes back what is not safe.
    func abandon() { file?.discardPiece() }

    private static let maximumUnkept = 1024

    private static func print(_ octets: [UInt8]) throws(ScanError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw .storage(path: "standard output", .system(errno))
            }
        }
    }
}
