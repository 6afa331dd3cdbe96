internal import QuadaReport

/// A server's row as it was written in JSON: a pattern for those that say the same.
final class WrittenRow {
    private let row: ServerRow
    let octets: [UInt8]
    /// What is before, between and behind the times, the address and the name.
    let parts: [Range<Int>]

    /// The times of A and AAAA, the address and the name.
    static let varyingCount = 4

    /// - Parameters:
    ///   - octets: Nothing was escaped in them.
    ///   - varying: Where the times of A and AAAA, the address and the name are, in this order.
    /// - Returns: None where the row has more than nearly all rows have.
    init?(_ row: ServerRow, _ octets: ArraySlice<UInt8>, _ varying: [Range<Int>]) {
        guard row.other.isEmpty, row.software == nil, varying.count == Self.varyingCount else { return nil }
        self.row = row
        self.octets = Array(octets)
        var parts: [Range<Int>] = []
        parts.reserveCapacity(varying.count + 1)
        var start = 0
        for hole in varying {
            parts.append(start..<hole.lowerBound - octets.startIndex)
            start = hole.upperBound - octets.startIndex
        }
        parts.append(start..<octets.count)
        self.parts = parts
    }

    /// Whether a row has everything but times, address and name in common with this one.
    func isPattern(for other: borrowing ServerRow) -> Bool {
        row.a.isWritten(like: other.a) && row.aaaa.isWritten(like: other.aaaa)
            && row.addressSource == other.addressSource && row.source == other.source
            && row.conforms == other.conforms && row.note.isWritten(like: other.note) && other.other.isEmpty
            && other.software == nil
    }
}

extension TypeOutcome {
    /// Whether all but the time is the same.
    fileprivate func isWritten(like other: TypeOutcome) -> Bool {
        guard outcome == other.outcome, attempts == other.attempts, aa == other.aa, tc == other.tc, ttl == other.ttl,
            rcode.isWritten(like: other.rcode), records.count == other.records.count
        else { return false }
        return records.indices.allSatisfy { records[$0].isWritten(like: other.records[$0]) }
    }
}

extension String {
    /// Whether both have the same octets, this one being ASCII: what equals ASCII in other characters is longer.
    fileprivate func isWritten(like other: String) -> Bool { utf8.count == other.utf8.count && self == other }
}

extension String? {
    fileprivate func isWritten(like other: String?) -> Bool {
        guard let self, let other else { return self == nil && other == nil }
        return self.isWritten(like: other)
    }
}
