/// The answer to a question: columns, and rows in their order.
public struct ResultTable: Hashable, Sendable {
    public enum Cell: Hashable, Sendable {
        case none
        case integer(Int64)
        case number(Double)
        case text(String)
    }

    /// Each differs from the others.
    public let columns: [String]
    /// As many cells in each as there are columns.
    public let rows: [[Cell]]
    /// Whether there are more rows than were wanted.
    public let isCutOff: Bool

    /// - Parameter columns: One that is there twice gets a number behind its name.
    public init(columns: [String], rows: [[Cell]], isCutOff: Bool = false) {
        var seen: Set<String> = []
        self.columns = columns.map { column in
            var name = column
            var number = 2
            while !seen.insert(name).inserted {
                name = "\(column)_\(number)"
                number += 1
            }
            return name
        }
        self.rows = rows
        self.isCutOff = isCutOff
    }
}
