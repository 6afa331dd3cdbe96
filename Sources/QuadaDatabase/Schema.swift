/// The tables of a scan's database, as values: SQLite is given them, and `reports/database.md` tells them to people.
///
/// Everything a name has stands beside each other, by its number, so that it is replaced at little cost.
enum Schema {
    /// The number in the file's header; it changes when a query of old would mislead.
    static let version = 1

    /// "quad": what tells the file from other databases (`PRAGMA application_id`).
    static let application = 0x7175_6164

    struct Column: Sendable {
        let name: String
        /// The type and its constraints.
        let type: String
        let about: String

        init(_ name: String, _ type: String, _ about: String) {
            self.name = name
            self.type = type
            self.about = about
        }
    }

    struct Index: Sendable {
        let name: String
        let columns: String
        let condition: String?
        let about: String

        init(_ name: String, _ columns: String, where condition: String? = nil, _ about: String) {
            self.name = name
            self.columns = columns
            self.condition = condition
            self.about = about
        }
    }

    struct Table: Sendable {
        let name: String
        let about: String
        let columns: [Column]
        /// What holds of several columns.
        let constraints: [String]
        /// Kept in the order of its primary key, without a number of its own for each row.
        let isClustered: Bool
        let indexes: [Index]
    }

    /// What makes the tables of an empty database.
    static var statements: [String] {
        tables.flatMap { table in
            let lines = table.columns.map { "\($0.name) \($0.type)" } + table.constraints
            let create =
                "CREATE TABLE \(table.name) (\n  \(lines.joined(separator: ",\n  "))\n)"
                + (table.isClustered ? " WITHOUT ROWID" : "")
            let indexes = table.indexes.map { index in
                "CREATE INDEX \(index.name) ON \(table.name) (\(index.columns))"
                    + (index.condition.map { " WHERE \($0)" } ?? "")
            }
            return [create] + indexes
        }
    }
}
