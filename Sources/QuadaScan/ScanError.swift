public import QuadaRun
public import QuadaStorage

/// Why a scan could not begin, or not go on.
public enum ScanError: Error, Hashable, Sendable {
    case storage(path: String, StorageError)
    /// The file is no journal, or one of another version.
    case noJournal(path: String)
    /// The journal is of a scan with other settings.
    case otherSettings(path: String, name: String, was: String, isNow: String)
    /// The journal is of a scan of another input.
    case otherInput(path: String, line: Int)
    /// There is a journal of a scan that was not finished, and nobody said to go on with it.
    case unfinished(path: String)
    case run(RunError)
    /// Results could not be kept (in words).
    case store(String)
}
