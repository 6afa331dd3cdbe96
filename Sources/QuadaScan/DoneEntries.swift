/// Which lines of the input are through: all up to a mark, and some behind it.
///
/// What stands behind the mark is as many lines as can be under way at a time, so that a journal stays small however
/// long the input is.
struct DoneEntries: Hashable, Sendable, Codable {
    /// Every position below it is through.
    private(set) var mark = 0
    /// Of the input up to the mark.
    private(set) var digest: UInt64 = 0
    /// Positions from the mark on that are through, each with the digest up to it.
    private var beyond: [Int: UInt64] = [:]

    var count: Int { mark + beyond.count }

    func contains(_ position: Int) -> Bool { position < mark || beyond[position] != nil }

    mutating func insert(_ entry: ScanEntry) {
        guard entry.position >= mark else { return }
        beyond[entry.position] = entry.digest
        while let next = beyond.removeValue(forKey: mark) {
            digest = next
            mark += 1
        }
    }

    /// Whether a line that was through before is the same line of the same input.
    ///
    /// The digest is that of all lines before as well, so that only the line at the mark need be compared.
    func isSame(_ entry: ScanEntry) -> Bool {
        if entry.position == mark - 1 { return entry.digest == digest }
        return beyond[entry.position].map { $0 == entry.digest } ?? true
    }
}
