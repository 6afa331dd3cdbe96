internal import GRDB
public import QuadaReport
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The database of a scan, written as the scan goes on: one SQLite file, by the schema of `reports/database.md`.
///
/// What `write` returned from is on the disk, through a crash of the machine too. A name that is written again replaces
/// what was there, so a scan that is resumed doubles nothing. Others may read meanwhile. Every call blocks its thread
/// until SQLite is done; calls from several threads wait for each other.
public final class ScanDatabase: Sendable {
    let queue: DatabaseQueue
    private let scan: Int64
    /// Numbers of servers and software that stand in the file.
    private let numbers = Mutex(KnownNumbers())

    /// Opens the file, or makes it where there is none or an empty one, and writes that a run began.
    ///
    /// - Parameters:
    ///   - tool: The program that scans.
    ///   - started: When the scan began.
    /// - Throws: Whatever would stop the first `write`, so that it is known before the work begins.
    public init(path: String, tool: Tool, started: Timestamp) throws(ScanDatabaseError) {
        do {
            try Identity.refuseFolder(path)
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            scan = try queue.writeWithoutTransaction { database in
                try Self.prepare(database)
                // Readers are not kept out while a batch is written, nor the other way round.
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(
                    sql: "INSERT INTO scan (tool, started) VALUES (?, ?)",
                    arguments: ["\(tool.name) \(tool.version)", started.description])
                return database.lastInsertedRowID
            }
        } catch {
            throw ScanDatabaseError(error)
        }
    }

    /// Writes the audits, all of them or none.
    public func write(_ audits: [NameAudit]) throws(ScanDatabaseError) {
        do {
            try numbers.withLock { numbers in
                do {
                    try queue.write { database in
                        let writer = try AuditWriter(database, scan: scan)
                        for audit in audits { try writer.replace(audit, &numbers) }
                    }
                } catch {
                    // Some of them may be of rows that were rolled back.
                    numbers = KnownNumbers()
                    throw error
                }
            }
        } catch {
            throw ScanDatabaseError(error)
        }
    }

    /// Makes one plain file of it, without the others beside it, where nobody reads it just now.
    public func close() throws(ScanDatabaseError) {
        do {
            try queue.writeWithoutTransaction { database in
                // Statistics of a part of the rows, for whoever asks questions later.
                try database.execute(sql: "PRAGMA analysis_limit = 1000")
                try database.execute(sql: "PRAGMA optimize")
                do {
                    try database.execute(sql: "PRAGMA journal_mode = DELETE")
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                    // A reader holds it; the file is complete all the same.
                }
            }
            try queue.close()
        } catch {
            throw ScanDatabaseError(error)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "scan"
        // In seconds: a reader holds a writer up only where it takes its time over the end of a scan.
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// Makes the tables of an empty file, and refuses one that is not ours.
    private static func prepare(_ database: Database) throws {
        let identity = try Identity(database)
        if identity.isEmpty {
            try database.inTransaction(.immediate) {
                for statement in Schema.statements { try database.execute(sql: statement) }
                try database.execute(sql: "PRAGMA application_id = \(Schema.application)")
                try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
                return .commit
            }
        } else {
            try identity.check()
        }
    }
}

/// What a file says that it is.
struct Identity {
    let application: Int
    let version: Int
    /// Nothing was ever written there.
    let isEmpty: Bool

    init(_ database: Database) throws {
        application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let objects = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
        isEmpty = application == 0 && version == 0 && objects == 0
    }

    /// SQLite opens a folder and fails in reading it, in words that help nobody.
    static func refuseFolder(_ path: String) throws(ScanDatabaseError) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.type] as? FileAttributeType == .typeDirectory { throw .cannotOpen }
    }

    /// - Throws: `ScanDatabaseError` where it is not ours, or of another version.
    func check() throws(ScanDatabaseError) {
        guard application == Schema.application else { throw .foreign }
        guard version == Schema.version else { throw .version(found: version, expected: Schema.version) }
    }
}
