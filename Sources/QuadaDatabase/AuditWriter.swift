internal import GRDB
internal import QuadaRender
internal import QuadaReport

/// Writes the rows of one name after another, with statements that are prepared once.
///
/// Texts become printable ASCII: SQLite's own end at a NUL where they are bound, and whoever reads the file shows them on
/// a terminal.
struct AuditWriter {
    private let database: Database
    private let scan: Int64
    private let find: Statement
    private let insertName: Statement
    private let updateName: Statement
    private let deletions: [Statement]
    private let insertLink: Statement
    private let insertAnswer: Statement
    private let insertFinding: Statement

    init(_ database: Database, scan: Int64) throws {
        func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
        self.database = database
        self.scan = scan
        find = try statement("SELECT id FROM name WHERE name = ?")
        insertName = try statement(
            "INSERT INTO name (verdict, status, reason, ipv4, ipv6, queries, elapsed_ms, scan, name) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        updateName = try statement(
            "UPDATE name SET verdict = ?, status = ?, reason = ?, ipv4 = ?, ipv6 = ?, queries = ?, elapsed_ms = ?, "
                + "scan = ? WHERE name = ?")
        deletions = try ["link", "answer", "finding"].map { try statement("DELETE FROM \($0) WHERE name = ?") }
        insertLink = try statement(
            "INSERT INTO link (name, position, owner, zone, kind, target) VALUES (?, ?, ?, ?, ?, ?)")
        insertAnswer = try statement(
            "INSERT INTO answer (name, link, position, server, a, aaaa, conforms, software, note) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        insertFinding = try statement(
            "INSERT INTO finding (name, position, code, severity, counts, owner, zone, server, address, transport, "
                + "detail, reproduce) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    }

    /// Puts the rows in the place of those that are there.
    func replace(_ audit: NameAudit, _ numbers: inout KnownNumbers) throws {
        let number = try insertOrUpdate(audit)
        for (index, link) in audit.chain.enumerated() {
            try insertLink.execute(
                arguments: [
                    number, index + 1, link.name.visible, link.zone?.visible, link.link?.rawValue, link.target?.visible,
                ])
            for (position, row) in link.servers.enumerated() {
                try insert(row, at: (number, index + 1, position + 1), of: link.zone, &numbers)
            }
        }
        for (index, finding) in audit.findings.enumerated() { try insert(finding, at: (number, index + 1)) }
    }

    /// - Returns: The number of the name, of which nothing but its own row is left.
    private func insertOrUpdate(_ audit: NameAudit) throws -> Int64 {
        let name = audit.name.visible
        let values: StatementArguments = [
            audit.verdict.rawValue, audit.status.rawValue, audit.reason.visible,
            audit.addresses.ipv4.joined(separator: " ").visible, audit.addresses.ipv6.joined(separator: " ").visible,
            audit.queries, audit.elapsed.value, scan, name,
        ]
        guard let number = try Int64.fetchOne(find, arguments: [name]) else {
            try insertName.execute(arguments: values)
            return database.lastInsertedRowID
        }
        try updateName.execute(arguments: values)
        for deletion in deletions { try deletion.execute(arguments: [number]) }
        return number
    }

    private func insert(
        _ row: ServerRow, at place: (name: Int64, link: Int, position: Int), of zone: String?,
        _ numbers: inout KnownNumbers
    ) throws {
        let server = KnownNumbers.Server(
            name: row.name, address: row.address, owner: ServerOperator.name(of: row.name, in: zone))
        let serverNumber = try number(of: server, &numbers)
        let productNumber = try row.software.map {
            try number(of: KnownNumbers.Product(name: $0.product, version: $0.version), &numbers)
        }
        try insertAnswer.execute(
            arguments: [
                place.name, place.link, place.position, serverNumber, row.a.outcome.rawValue,
                row.aaaa.outcome.rawValue, row.conforms, productNumber, row.note?.visible,
            ])
    }

    private func insert(_ finding: FindingEntry, at place: (name: Int64, position: Int)) throws {
        try insertFinding.execute(
            arguments: [
                place.name, place.position, finding.code.visible, finding.severity.rawValue, finding.isCounted,
                finding.name.visible, finding.zone?.visible, finding.server?.name.visible,
                finding.server?.address.visible, finding.server?.transport.rawValue, finding.detail.visible,
                finding.reproduce?.visible,
            ])
    }

    // MARK: - Rows that names share

    private func number(of server: KnownNumbers.Server, _ numbers: inout KnownNumbers) throws -> Int64 {
        if let number = numbers.servers[server] { return number }
        let number = try number(
            among: "server", ["address", "name", "operator"],
            [server.address.visible, server.name.visible, server.owner.visible])
        numbers.keep(number, of: server)
        return number
    }

    private func number(of product: KnownNumbers.Product, _ numbers: inout KnownNumbers) throws -> Int64 {
        if let number = numbers.products[product] { return number }
        let number = try number(
            among: "software", ["product", "version"], [product.name.visible, product.version?.visible ?? ""])
        numbers.keep(number, of: product)
        return number
    }

    /// The number of the row with these texts, which is made where there is none.
    private func number(among table: String, _ columns: [String], _ texts: [String]) throws -> Int64 {
        let conditions = columns.map { "\($0) = ?" }.joined(separator: " AND ")
        let found = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM \(table) WHERE \(conditions)"),
            arguments: StatementArguments(texts))
        if let found { return found }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        try database.cachedStatement(
            sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))"
        ).execute(arguments: StatementArguments(texts))
        return database.lastInsertedRowID
    }
}
