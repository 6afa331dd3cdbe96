public import QuadaReport

/// The answer to a question for programs: an array of an object a row, with a key a column.
public struct ResultTableJSONRenderer: Sendable {
    public init() {}

    public func render(_ table: ResultTable) -> [UInt8] {
        json(of: table.rows.map { Row(columns: table.columns, cells: $0) }, isPretty: true) + [UInt8(ascii: "\n")]
    }

    private struct Row: Encodable {
        let columns: [String]
        let cells: [ResultTable.Cell]

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }

            init(_ column: String) { stringValue = column }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (column, cell) in zip(columns, cells) {
                switch cell {
                case .none: try container.encodeNil(forKey: Key(column))
                case .integer(let number): try container.encode(number, forKey: Key(column))
                case .number(let number): try container.encode(number, forKey: Key(column))
                case .text(let text): try container.encode(text, forKey: Key(column))
                }
            }
        }
    }
}
