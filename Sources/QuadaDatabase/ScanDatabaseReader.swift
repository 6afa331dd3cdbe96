internal import GRDB
public import QuadaReport

/// The database of a scan, opened to be asked and never to be changed.
public final class ScanDatabaseReader: Sendable {
    private let queue: DatabaseQueue

    /// - Throws: `ScanDatabaseError` where there is no such file, or one that no scan of this version wrote.
    public init(path: String) throws(ScanDatabaseError) {
        do {
            try Identity.refuseFolder(path)
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            // A file from elsewhere may have views and triggers that call functions with effects.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try Identity($0).check() }
        } catch {
            throw ScanDatabaseError(error)
        }
    }

    /// The answer to a ready question, or to the SQL of the user.
    ///
    /// - Parameter limit: Of rows; more are left out, and the table says so.
    public func answer(_ question: ScanQuestion, limit: Int) throws(ScanDatabaseError) -> ResultTable {
        do {
            return try queue.read { database in
                let statement = try database.makeStatement(sql: question.sql)
                let arguments = StatementArguments(question.arguments)
                var rows: [[ResultTable.Cell]] = []
                let cursor = try Row.fetchCursor(statement, arguments: arguments)
                while let row = try cursor.next() {
                    guard rows.count < limit else {
                        return ResultTable(columns: statement.columnNames, rows: rows, isCutOff: true)
                    }
                    rows.append(row.databaseValues.map(ResultTable.Cell.init))
                }
                return ResultTable(columns: statement.columnNames, rows: rows)
            }
        } catch let error as DatabaseError where question.isOfUser && Self.isOfStatement(error) {
            throw .statement(error.message ?? "no words")
        } catch {
            throw ScanDatabaseError(error)
        }
    }

    /// Whether it is the text that is wrong, or more than reading that it asks for.
    private static func isOfStatement(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_READONLY, .SQLITE_RANGE, .SQLITE_MISMATCH, .SQLITE_AUTH,
            .SQLITE_TOOBIG, .SQLITE_CONSTRAINT:
            true
        default: false
        }
    }
}

extension ResultTable.Cell {
    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .none
            case .int64(let number): .integer(number)
            case .double(let number): .number(number)
            case .string(let text): .text(text)
            case .blob(let data): .text(data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
            }
    }
}
