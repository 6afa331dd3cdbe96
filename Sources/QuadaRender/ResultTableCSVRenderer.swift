public import QuadaReport

/// The answer to a question for spreadsheets and scripts: a header line, then a line a row; see `CSVLine`.
public struct ResultTableCSVRenderer: Sendable {
    public init() {}

    public func render(_ table: ResultTable) -> [UInt8] {
        ([table.columns] + table.rows.map { $0.map(\.text) }).flatMap(CSVLine.octets)
    }
}
