internal import QuadaReport
internal import QuadaStorage

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// How far a scan got: one small file, replaced whole at every checkpoint, after the results that it counts are on the
/// disk.
struct Journal: Hashable, Sendable, Codable {
    static let schema = "quada.journal/1"

    var schema = Self.schema
    var tool: Tool
    /// What the results depend on: another run's journal is told by it.
    var settings: [String: String]
    var done = DoneEntries()
    /// The piece of output that was begun last, from 0.
    var part = 0
    /// Of that part, on the disk.
    var octets = 0
    var results = 0
    /// What the results come to; none where nobody adds them up.
    var summary: ScanSummary?
    var isFinished = false

    init(settings: [String: String]) {
        tool = .quada
        self.settings = settings
    }

    /// - Returns: None where there is no such file.
    static func read(_ path: String) throws(ScanError) -> Journal? {
        let octets: [UInt8]?
        do throws(StorageError) {
            octets = try ReplacedContent.read(path, maximumOctets: maximumOctets)
        } catch {
            throw .storage(path: path, error)
        }
        guard let octets else { return nil }
        guard let journal = try? JSONDecoder().decode(Journal.self, from: Data(octets)), journal.schema == schema else {
            throw .noJournal(path: path)
        }
        return journal
    }

    func write(to path: String) throws(ScanError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { throw .noJournal(path: path) }
        do throws(StorageError) {
            try ReplacedContent.write(Array(data) + [UInt8(ascii: "\n")], to: path)
        } catch {
            throw .storage(path: path, error)
        }
    }

    /// A tally of as many operators as are told apart.
    private static let maximumOctets = 64 << 20
}
