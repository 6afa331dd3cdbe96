extension Schema {
    /// The page about the tables, as it is kept in `reports/database.md`.
    static var page: String {
        var lines = [
            "# The database of a scan", "",
            "One SQLite file, written with `quada scan --database FILE` and asked with `quada query FILE`, or with any "
                + "other program that reads SQLite. `PRAGMA application_id` is \(application) (\"quad\"), "
                + "`PRAGMA user_version` is \(version): quada refuses a file with other numbers. Every text is printable "
                + "ASCII: what a server sent beside it is written out as `\\u{1B}`. A name that is audited again "
                + "replaces all its rows. While a scan writes, a `-wal` and a `-shm` file stand beside it, and it can "
                + "be read all the same.", "",
            "    sqlite3 -readonly scan.db \"SELECT name FROM name WHERE verdict = 'broken' AND ipv6 <> ''\"", "",
        ]
        for table in tables {
            lines += ["## `\(table.name)`", "", table.about, "", "| column | type | |", "|---|---|---|"]
            lines += table.columns.map { "| `\($0.name)` | \($0.type) | \($0.about) |" }
            lines += [""]
            let constraints = table.constraints + (table.isClustered ? ["WITHOUT ROWID"] : [])
            if !constraints.isEmpty { lines += [constraints.joined(separator: ", ") + ".", ""] }
            for index in table.indexes {
                lines += [
                    "Index `\(index.name)` on \(index.columns)" + (index.condition.map { " where \($0)" } ?? "")
                        + ": \(index.about)", "",
                ]
            }
        }
        lines += ["## Questions that are ready", "", "| question | answer |", "|---|---|"]
        lines += ScanQuestion.Word.allCases.map { "| `\($0.usage)` | \($0.about) |" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ScanDatabase {
    /// The tables and the ready questions, as a page of Markdown.
    public static var documentation: String { Schema.page }
}
