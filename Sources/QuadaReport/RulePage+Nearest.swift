extension RulePage {
    /// The codes that somebody who wrote `code` may have meant, the likeliest first; none where nothing is near.
    ///
    /// - Parameters:
    ///   - code: As written by a user; what is longer than any code is not compared.
    ///   - limit: How many at most.
    public static func codes(near code: String, among pages: [RulePage] = catalogue, limit: Int = 3) -> [String] {
        let written = Array(code.lowercased().utf8)
        guard !written.isEmpty, written.count <= 64 else { return [] }
        let ranked = pages.compactMap { page -> (code: String, distance: Int)? in
            // A part of a code, as `cname-missing`, is nearer than any slip of the finger.
            let distance =
                page.code.contains(code.lowercased()) ? 0 : editDistance(from: written, to: Array(page.code.utf8))
            return distance <= max(2, written.count / 3) ? (page.code, distance) : nil
        }
        return ranked.sorted { ($0.distance, $0.code) < ($1.distance, $1.code) }.prefix(limit).map(\.code)
    }

    /// How many octets must be put in, taken out or changed (Levenshtein).
    private static func editDistance(from left: [UInt8], to right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, octet) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (octet == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
