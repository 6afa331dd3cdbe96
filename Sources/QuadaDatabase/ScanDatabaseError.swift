internal import GRDB

/// Why the database of a scan could not be opened, written or asked.
public enum ScanDatabaseError: Error, Hashable, Sendable {
    /// A file that SQLite can not read as its own.
    case notADatabase
    /// A database that something else made.
    case foreign
    /// One of ours, by another version of its schema.
    case version(found: Int, expected: Int)
    /// The path, or the folder it is in, does not let us.
    case cannotOpen
    case readOnly
    /// No room is left on the disk.
    case full
    /// Another process held it for longer than we wait.
    case busy
    case damaged
    /// SQL that the user gave, in SQLite's words.
    case statement(String)
    /// SQLite's code and words for anything else.
    case system(code: Int32, words: String)

    init(_ error: any Error) {
        if let error = error as? ScanDatabaseError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .system(code: 0, words: "\(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notADatabase
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_FULL: self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CORRUPT: self = .damaged
        default: self = .system(code: error.extendedResultCode.rawValue, words: error.message ?? "no words")
        }
    }
}
