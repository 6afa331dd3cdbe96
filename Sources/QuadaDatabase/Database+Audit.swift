internal import GRDB
internal import QuadaRender
internal import QuadaReport

/// Numbers of rows that many names share, so that each is looked up once; bounded, and empty again where it is full.
struct KnownNumbers: Sendable {
    struct Server: Hashable {
        var name: String
        var address: String
        var owner: String
    }

    struct Product: Hashable {
        var name: String
        var version: String
    }

    private(set) var servers: [Server: Int64] = [:]
    private(set) var products: [Product: Int64] = [:]

    /// About 8 MB of servers.
    private static let limit = 32_768

    mutating func keep(_ number: Int64, of server: Server) {
        if servers.count >= Self.limit { servers.removeAll(keepingCapacity: true) }
        servers[server] = number
    }

    mutating func keep(_ number: Int64, of product: Product) {
        if products.count >= Self.limit { products.removeAll(keepingCapacity: true) }
        products[product] = number
    }
}

/// The rows of one name.
extension Database {
    /// Puts them in the place of those that are there. Texts become printable ASCII: SQLite's own end at a NUL, and
    /// whoever reads the file shows them on a terminal.
    func replace(_ audit: NameAudit, scan: Int64, _ numbers: inout KnownNumbers) throws {
        let number = try upsert(audit, scan: scan)
        for table in ["link", "answer", "finding"] {
            try cachedStatement(sql: "DELETE FROM \(table) WHERE name = ?").execute(arguments: [number])
        }
        for (index, link) in audit.chain.enumerated() {
            try cachedStatement(
                sql: "INSERT INTO link (name, position, owner, zone, kind, target) VALUES (?, ?, ?, ?, ?, ?)"
            ).execute(
                arguments: [
                    number, index + 1, link.name.visible, link.zone?.visible, link.link?.rawValue, link.target?.visible,
                ])
            for (position, row) in link.servers.enumerated() {
                try insert(row, at: (number, index + 1, position + 1), of: link.zone, &numbers)
            }
        }
        for (index, finding) in audit.findings.enumerated() { try insert(finding, at: (number, index + 1)) }
    }

    private func upsert(_ audit: NameAudit, scan: Int64) throws -> Int64 {
        let statement = try cachedStatement(
            sql: """
                INSERT INTO name (name, verdict, status, reason, ipv4, ipv6, queries, elapsed_ms, scan)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET verdict = excluded.verdict, status = excluded.status,
                  reason = excluded.reason, ipv4 = excluded.ipv4, ipv6 = excluded.ipv6, queries = excluded.queries,
                  elapsed_ms = excluded.elapsed_ms, scan = excluded.scan
                RETURNING id
                """)
        let number = try Int64.fetchOne(
            statement,
            arguments: [
                audit.name.visible, audit.verdict.rawValue, audit.status.rawValue, audit.reason.visible,
                audit.addresses.ipv4.joined(separator: " ").visible,
                audit.addresses.ipv6.joined(separator: " ").visible, audit.queries, audit.elapsed.value, scan,
            ])
        guard let number else { throw ScanDatabaseError.system(code: 0, words: "no number for a name") }
        return number
    }

    private func insert(
        _ row: ServerRow, at place: (name: Int64, link: Int, position: Int), of zone: String?,
        _ numbers: inout KnownNumbers
    ) throws {
        let server = KnownNumbers.Server(
            name: row.name.visible, address: row.address.visible,
            owner: ServerOperator.name(of: row.name, in: zone).visible)
        let product = row.software.map {
            KnownNumbers.Product(name: $0.product.visible, version: $0.version?.visible ?? "")
        }
        let serverNumber = try number(of: server, &numbers)
        let productNumber = try product.map { try number(of: $0, &numbers) }
        try cachedStatement(
            sql: """
                INSERT INTO answer (name, link, position, server, a, aaaa, conforms, software, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                place.name, place.link, place.position, serverNumber, row.a.outcome.rawValue,
                row.aaaa.outcome.rawValue, row.conforms, productNumber, row.note?.visible,
            ])
    }

    private func number(of server: KnownNumbers.Server, _ numbers: inout KnownNumbers) throws -> Int64 {
        if let number = numbers.servers[server] { return number }
        let number = try number(
            among: "server", ["address", "name", "operator"], [server.address, server.name, server.owner])
        numbers.keep(number, of: server)
        return number
    }

    private func number(of product: KnownNumbers.Product, _ numbers: inout KnownNumbers) throws -> Int64 {
        if let number = numbers.products[product] { return number }
        let number = try number(among: "software", ["product", "version"], [product.name, product.version])
        numbers.keep(number, of: product)
        return number
    }

    /// The number of the row with these texts, which is made where there is none.
    private func number(among table: String, _ columns: [String], _ texts: [String]) throws -> Int64 {
        let conditions = columns.map { "\($0) = ?" }.joined(separator: " AND ")
        let found = try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM \(table) WHERE \(conditions)"), arguments: StatementArguments(texts))
        if let found { return found }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        try cachedStatement(sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))")
            .execute(arguments: StatementArguments(texts))
        return lastInsertedRowID
    }

    private func insert(_ finding: FindingEntry, at place: (name: Int64, position: Int)) throws {
        try cachedStatement(
            sql: """
                INSERT INTO finding (name, position, code, severity, counts, owner, zone, server, address, transport,
                  detail, reproduce) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                place.name, place.position, finding.code.visible, finding.severity.rawValue, finding.isCounted,
                finding.name.visible, finding.zone?.visible, finding.server?.name.visible,
                finding.server?.address.visible, finding.server?.transport.rawValue, finding.detail.visible,
                finding.reproduce?.visible,
            ])
    }
}
