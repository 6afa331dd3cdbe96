public import QuadaReport

/// The answer to a question for a person at a terminal: columns under their heads, numbers at the right.
///
/// A row is one line, as wide as it has to be: what does not fit in a column's usual width moves the rest of its row.
public struct ResultTableTextRenderer: Sendable {
    public var usesColour: Bool

    public init(usesColour: Bool = false) {
        self.usesColour = usesColour
    }

    /// In characters, of all columns but the last.
    private static let usualWidth = 40

    public func render(_ table: ResultTable) -> [UInt8] {
        var page = TextPage(width: .max, usesColour: usesColour)
        guard !table.rows.isEmpty else {
            page.line(("none", .dim))
            return page.octets
        }
        let texts = table.rows.map { $0.map { $0.text.visible } }
        let areNumbers = table.columns.indices.map { column in
            table.rows.allSatisfy { $0[column].isNumberOrNone } && table.rows.contains { $0[column] != .none }
        }
        let widths = table.columns.indices.map { column in
            let longest = texts.map { $0[column].count }.max() ?? 0
            return max(table.columns[column].visible.count, min(longest, Self.usualWidth))
        }
        func line(_ cells: [String]) -> String {
            cells.indices.map { column in
                areNumbers[column]
                    ? cells[column].paddedLeft(to: widths[column]) : cells[column].padded(to: widths[column])
            }.joined(separator: "  ")
        }
        page.line((line(table.columns.map(\.visible)), .bold))
        for row in texts { page.line((line(row), .plain)) }
        return page.octets
    }
}

extension ResultTable.Cell {
    /// Without quotes; nothing where there is nothing.
    var text: String {
        switch self {
        case .none: ""
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .text(let text): text
        }
    }

    fileprivate var isNumberOrNone: Bool {
        switch self {
        case .none, .integer, .number: true
        case .text: false
        }
    }
}
