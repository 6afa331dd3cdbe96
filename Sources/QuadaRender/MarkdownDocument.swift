/// A document of pieces that stand or are left out whole, the least important first, so that it keeps to a length.
struct MarkdownDocument {
    /// What is kept for longest comes first.
    enum Importance: Int, CaseIterable {
        case head, failedName, error, warning, inconclusiveName, furtherName, notice, setAside, note, cleanName
        case evidence
    }

    struct Piece {
        let importance: Importance
        let lines: [String]
        /// Makes no sense without the piece before it in its section that is not such a one.
        var isAppendix = false
    }

    /// Pieces between lines of their own, which are there where any of the pieces is.
    struct Section {
        var opening: [String] = []
        var pieces: [Piece] = []
        var closing: [String] = []
    }

    var sections: [Section] = []

    /// For the words about what was left out: eleven counts of at most 50 octets, and a sentence around them.
    private static let reserve = 800

    /// - Returns: The whole document, not longer than asked as long as its head fits.
    func octets(atMost limit: Int) -> [UInt8] {
        let budget = limit - Self.reserve
        var kept = sections.map { $0.pieces.map { _ in false } }
        var used = 0
        var isFull = false
        for importance in Importance.allCases where !isFull {
            for (row, section) in sections.enumerated() {
                for (column, piece) in section.pieces.enumerated() where piece.importance == importance {
                    if isFull || isOrphan(column, in: section, kept: kept[row]) { continue }
                    let frame = kept[row].contains(true) ? 0 : size(section.opening) + size(section.closing)
                    let cost = size(piece.lines) + frame
                    if importance == .head || used + cost <= budget {
                        kept[row][column] = true
                        used += cost
                    } else if cost <= budget / 4 {
                        // What alone would fill the page is passed over; for the rest there is no more room.
                        isFull = true
                    }
                }
            }
        }
        return (lines(of: kept) + omissions(of: kept)).flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }

    private func isOrphan(_ column: Int, in section: Section, kept: [Bool]) -> Bool {
        guard section.pieces[column].isAppendix else { return false }
        let owner = section.pieces[..<column].lastIndex { !$0.isAppendix }
        return owner.map { !kept[$0] } ?? false
    }

    private func lines(of kept: [[Bool]]) -> [String] {
        zip(sections, kept).flatMap { section, kept in
            let pieces = zip(section.pieces, kept).filter(\.1).flatMap(\.0.lines)
            return kept.contains(true) ? section.opening + pieces + section.closing : []
        }
    }

    /// Says what is missing and how much of it.
    private func omissions(of kept: [[Bool]]) -> [String] {
        let missing = zip(sections, kept).flatMap { section, kept in
            zip(section.pieces, kept).filter { !$0.1 }.map(\.0.importance)
        }
        let counts = Importance.allCases.compactMap { importance -> String? in
            let count = missing.count { $0 == importance }
            return count == 0 ? nil : importance.counted(count)
        }
        return counts.isEmpty
            ? [] : ["", "**Left out to keep this short:** \(counts.joined(separator: ", ")). The JSON report has all."]
    }

    private func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }
}

extension MarkdownDocument.Importance {
    fileprivate func counted(_ count: Int) -> String {
        switch self {
        case .head: QuadaRender.counted(count, "line of the head", "lines of the head")
        case .failedName: QuadaRender.counted(count, "failed name")
        case .error: QuadaRender.counted(count, "block of errors", "blocks of errors")
        case .warning: QuadaRender.counted(count, "block of warnings", "blocks of warnings")
        case .inconclusiveName: QuadaRender.counted(count, "inconclusive name")
        case .furtherName: QuadaRender.counted(count, "further row of the table", "further rows of the table")
        case .notice: QuadaRender.counted(count, "block of notices", "blocks of notices")
        case .setAside:
            QuadaRender.counted(count, "block of what is waived or known", "blocks of what is waived or known")
        case .note: QuadaRender.counted(count, "note")
        case .cleanName: QuadaRender.counted(count, "name that passed", "names that passed")
        case .evidence: "the evidence of \(QuadaRender.counted(count, "block"))"
        }
    }
}
