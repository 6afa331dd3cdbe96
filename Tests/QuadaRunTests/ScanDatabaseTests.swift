import Foundation
import GRDB
import QuadaRender
import QuadaReport
import Subprocess
import Testing

@testable import QuadaDatabase

/// The database that a scan writes, read back by a program that is not ours.
@Suite struct ScanDatabaseTests {
    static let started = Timestamp(millisecondsSince1970: 1_400_000_000_000)
    static let hostile = "z.x\u{1B}[2J\u{0}\u{202E}'); DROP TABLE name;--\",=cmd\n\u{1F4A9}"

    static func open(_ path: String) throws -> ScanDatabase {
        try ScanDatabase(path: path, tool: Tool(version: "0.0.0"), started: started)
    }

    static func server(_ name: String, _ address: String, conforms: Bool?, product: String? = nil) -> ServerRow {
        ServerRow(
            name: name, address: address, source: .both, a: TypeOutcome(.addresses), aaaa: TypeOutcome(.noData),
            conforms: conforms,
            software: product.map { Software(product: $0, version: "9.18.1", confidence: .high, traits: []) })
    }

    static func audit(_ name: String, _ verdict: Verdict = .ready, _ servers: [ServerRow] = []) -> NameAudit {
        let accused = servers.filter { $0.conforms == false }
        return NameAudit(
            name: name, verdict: verdict, reason: "shown as \(verdict.rawValue)",
            chain: [
                ChainLink(name: name, zone: "test.", link: .cname, target: "end.test.", servers: servers),
                ChainLink(name: "end.test.", zone: "test."),
            ],
            addresses: Addresses(ipv4: ["192.0.2.1", "192.0.2.2"], ipv6: ["2001:db8::1"]),
            findings: accused.map { row in
                FindingEntry(
                    code: "aaaa-nxdomain", severity: .error, name: name, zone: "test.",
                    server: ServerReference(name: row.name, address: row.address), title: "", detail: "seen",
                    effect: "",
                    rfc: [], reproduce: "dig", remedy: "")
            }, queries: 22, elapsed: Milliseconds(1.5))
    }

    static let sample = [
        audit("a.test.", .broken, [server("ns1.dns-7.example.", "192.0.2.53", conforms: false, product: "BIND")]),
        audit("b.test.", .ready, [server("ns2.dns-8.example.", "2001:db8::53", conforms: true)]),
        audit(
            "c.test.", .broken,
            [
                server("ns1.dns-7.example.", "192.0.2.53", conforms: false),
                server("ns1.own.test.", "192.0.2.54", conforms: nil),
            ]),
        audit(hostile, .indeterminate, [server(hostile, hostile, conforms: false, product: hostile)]),
    ]

    /// What Python's sqlite3 reads.
    private func rows(_ sql: String, in path: String) async throws -> [[String]] {
        let program = """
            import json, sqlite3, sys
            rows = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute(sys.argv[2]).fetchall()
            json.dump([[str(cell) for cell in row] for row in rows], sys.stdout)
            """
        let result = try await Subprocess.run(
            .name("python3"), arguments: ["-c", program, path, sql], output: .string(limit: 1 << 24),
            error: .string(limit: 65536))
        #expect(result.standardError == "")
        return try JSONDecoder().decode([[String]].self, from: Data(result.standardOutput.utf8))
    }

    // MARK: - Writing

    @Test("every name is there once with what was found, however often it is written")
    func replaces() async throws {
        let folder = try TestFolder()
        let path = folder.file("scan.db")
        let first = try Self.open(path)
        try first.write(Self.sample)
        var changed = Self.sample[0]
        changed.verdict = .ready
        changed.chain[0].servers[0].conforms = true
        changed.findings = []
        try first.write([changed, Self.sample[1], changed])
        try first.close()
        let once = try await rows("SELECT name, verdict, queries, ipv4 FROM name ORDER BY id", in: path)
        #expect(once.count == 4)
        #expect(once.first == ["a.test.", "ready", "22", "192.0.2.1 192.0.2.2"])
        // A scan that was resumed.
        let second = try Self.open(path)
        try second.write(Self.sample)
        try second.close()
        let expected = ["name": 4, "link": 8, "answer": 5, "finding": 3, "server": 4, "software": 2, "scan": 2]
        for (table, count) in expected {
            #expect(try await rows("SELECT COUNT(*) FROM \(table)", in: path) == [["\(count)"]], "\(table)")
        }
        #expect(try await rows("PRAGMA integrity_check", in: path) == [["ok"]])
        #expect(try await rows("PRAGMA foreign_key_check", in: path) == [])
        #expect(
            try await rows("SELECT DISTINCT operator FROM server ORDER BY 1", in: path).contains(["dns-*.example."]))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == ["scan.db"], "one plain file in the end")
    }

    @Test("it can be read while it is written, and a batch is there whole or not at all")
    func readers() async throws {
        let folder = try TestFolder()
        let database = try Self.open(folder.file("scan.db"))
        try database.write(Array(Self.sample[..<2]))
        #expect(try await rows("SELECT COUNT(*) FROM name", in: folder.file("scan.db")) == [["2"]])
        let reader = try ScanDatabaseReader(path: folder.file("scan.db"))
        let question = try #require(ScanQuestion(.broken))
        #expect(try reader.answer(question, limit: 10).rows.count == 1)
        try database.write(Array(Self.sample[2...]))
        #expect(try reader.answer(question, limit: 10).rows.count == 2)
    }

    @Test("a full disk is told as such, and what was written before is kept")
    func full() throws {
        let folder = try TestFolder()
        let database = try Self.open(folder.file("scan.db"))
        try database.write(Self.sample)
        try database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        let many = (0..<3000).map { Self.audit("n\($0).test.", .broken, Self.sample[0].chain[0].servers) }
        #expect(throws: ScanDatabaseError.full) { try database.write(many) }
        try database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try database.write(many)
        try database.close()
        let reader = try ScanDatabaseReader(path: folder.file("scan.db"))
        let count = try #require(ScanQuestion(.sql, "SELECT COUNT(*) FROM name"))
        #expect(try reader.answer(count, limit: 1).rows == [[.integer(3004)]])
    }

    static let refused: [(String, ScanDatabaseError, @Sendable (String) throws -> Void)] = [
        (
            "text", .notADatabase,
            { try "This is no database, of course.\n".write(toFile: $0, atomically: true, encoding: .utf8) }
        ),
        (
            "other", .foreign,
            { path in
                try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE name (id)") }
            }
        ),
        (
            "empty of another", .foreign,
            { path in
                try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 1") }
            }
        ),
        (
            "newer", .version(found: 2, expected: 1),
            { path in
                try ScanDatabaseTests.open(path).close()
                try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 2") }
            }
        ),
        (
            "folder", .cannotOpen,
            { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: true) }
        ),
    ]

    @Test("a file that is not ours is refused before the work begins, and left alone", arguments: refused.indices)
    func refuses(index: Int) throws {
        let (name, error, make) = Self.refused[index]
        let folder = try TestFolder()
        let path = folder.file("file")
        try make(path)
        let before = try? Data(contentsOf: URL(filePath: path))
        #expect(throws: error, "\(name)") { try Self.open(path) }
        #expect(throws: error, "\(name)") { try ScanDatabaseReader(path: path) }
        #expect((try? Data(contentsOf: URL(filePath: path))) == before)
    }

    @Test("a place that can not be written is told, an empty file is taken")
    func places() throws {
        #expect(throws: ScanDatabaseError.cannotOpen) { try Self.open("/nonexistent/scan.db") }
        #expect(throws: ScanDatabaseError.cannotOpen) { try ScanDatabaseReader(path: "/nonexistent/scan.db") }
        let folder = try TestFolder()
        try folder.write("", to: "empty.db")
        #expect(throws: ScanDatabaseError.foreign) { try ScanDatabaseReader(path: folder.file("empty.db")) }
        try Self.open(folder.file("empty.db")).close()
        _ = try ScanDatabaseReader(path: folder.file("empty.db"))
    }

    // MARK: - The schema

    @Test("the page about the tables is the one that is kept")
    func page() throws {
        let path = Command.root.appending(path: "reports/database.md").path()
        if ProcessInfo.processInfo.environment["QUADA_RECORD"] == "1" {
            try ScanDatabase.documentation.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("recorded \(path) anew; look at it, and run again without QUADA_RECORD")
        }
        #expect(
            try String(contentsOfFile: path, encoding: .utf8) == ScanDatabase.documentation,
            "QUADA_RECORD=1 writes it anew")
    }

    @Test("the page tells every table, column and index that SQLite has, in their order")
    func schema() async throws {
        let folder = try TestFolder()
        let path = folder.file("scan.db")
        try Self.open(path).close()
        var lines: [String] = []
        for table in try await rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", in: path)
        {
            lines.append("## `\(table[0])`")
            lines += try await rows("SELECT name FROM pragma_table_info('\(table[0])')", in: path).map {
                "| `\($0[0])`"
            }
            lines += try await rows(
                "SELECT name FROM pragma_index_list('\(table[0])') WHERE origin = 'c' ORDER BY seq DESC", in: path
            ).map { "Index `\($0[0])`" }
        }
        let told = ScanDatabase.documentation.prefix(while: { _ in true }).components(separatedBy: "## Questions")[0]
            .split(separator: "\n").compactMap { line -> String? in
                let parts = line.split(separator: "`", omittingEmptySubsequences: false)
                return ["## ", "| ", "Index "].contains(String(parts[0])) && parts.count > 1
                    ? "\(parts[0])`\(parts[1])`" : nil
            }
        #expect(told == lines)
        let header = try await rows(
            "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version", in: path)
        #expect(header == [["\(0x7175_6164)", "1"]])
    }

    // MARK: - Hostile octets

    @Test("whatever a name holds is a text in the file, and printable")
    func hostile() async throws {
        let folder = try TestFolder()
        let path = folder.file("scan.db")
        let database = try Self.open(path)
        try database.write(Self.sample)
        try database.close()
        for (table, column) in [
            ("name", "name"), ("link", "owner"), ("server", "name"), ("server", "operator"), ("server", "address"),
            ("software", "product"), ("finding", "owner"), ("finding", "address"),
        ] {
            let texts = try await rows("SELECT \(column) FROM \(table)", in: path).map { $0[0] }
            #expect(texts.contains { $0.lowercased().contains("drop table") }, "\(table).\(column)")
            #expect(texts.allSatisfy { $0.utf8.allSatisfy { 0x20...0x7E ~= $0 } })
        }
        #expect(
            try await rows("SELECT name FROM name WHERE verdict = 'indeterminate'", in: path) == [
                [Self.hostile.visible]
            ])
    }

    // MARK: - Questions

    /// What each ready question gives for the sample, as CSV.
    static let answers: [(word: String, argument: String?, lines: [String])] = [
        ("broken", nil, ["name,reason", "a.test.,shown as broken", "c.test.,shown as broken"]),
        ("worst-operators", nil, ["operator,at_fault,broken,degraded", "dns-*.example.,2,2,0", "*"]),
        ("findings", nil, ["code,severity,names,findings", "aaaa-nxdomain,error,3,3"]),
        (
            "code", "aaaa-nxdomain",
            [
                "name,severity,owner,server,address,detail", "a.test.,error,a.test.,ns1.dns-7.example.,192.0.2.53,seen",
                "c.test.,error,c.test.,ns1.dns-7.example.,192.0.2.53,seen", "*",
            ]
        ),
        ("code", "'; DROP TABLE name;--", ["name,severity,owner,server,address,detail"]),
        (
            "operator", "dns-7.example",
            [
                "name,verdict,operator,answers,at_fault", "a.test.,broken,dns-*.example.,1,1",
                "c.test.,broken,dns-*.example.,1,1", "b.test.,ready,dns-*.example.,1,0",
            ]
        ),
        (
            "operator", "DNS-*.example.",
            [
                "name,verdict,operator,answers,at_fault", "a.test.,broken,dns-*.example.,1,1",
                "c.test.,broken,dns-*.example.,1,1", "b.test.,ready,dns-*.example.,1,0",
            ]
        ),
        ("operator", "test", ["name,verdict,operator,answers,at_fault", "c.test.,broken,test.,1,"]),
        (
            "server", "2001:DB8:0::53",
            [
                "name,verdict,owner,zone,server,a,aaaa,conforms",
                "b.test.,ready,b.test.,test.,ns2.dns-8.example.,addresses,nodata,1",
            ]
        ),
        ("software", nil, ["product,version,names,servers,at_fault", "BIND,9.18.1,1,1,1", "*"]),
        (
            "name", "A.Test",
            [
                "what,about,detail", "name,a.test.,broken: shown as broken", "ipv4,a.test.,192.0.2.1 192.0.2.2",
                "ipv6,a.test.,2001:db8::1", "link,a.test.,\"zone test., CNAME to end.test.\"",
                "server,ns1.dns-7.example. 192.0.2.53,\"A addresses, AAAA nodata, at fault\"",
                "link,end.test.,zone test.", "error,aaaa-nxdomain 192.0.2.53,seen",
            ]
        ),
        (
            "sql", "SELECT verdict, COUNT(*) AS n FROM name GROUP BY 1 ORDER BY 1",
            ["verdict,n", "broken,2", "indeterminate,1", "ready,1"]
        ),
        ("sql", "SELECT 1 AS x, '=1+1' AS x, NULL, 2.5, x'00ff'", ["x,x_2,NULL,2.5,x'00ff'", "1,'=1+1,,2.5,00ff"]),
    ]

    private func database(in folder: TestFolder) throws -> String {
        let path = folder.file("scan.db")
        let database = try Self.open(path)
        try database.write(Self.sample)
        try database.close()
        return path
    }

    @Test("a ready question has its answer in every format", arguments: answers.indices)
    func answer(index: Int) async throws {
        let folder = try TestFolder()
        let path = try database(in: folder)
        let (word, argument, lines) = Self.answers[index]
        let arguments = ["query", path, word] + (argument.map { [$0] } ?? [])
        let csv = try await Command.run(arguments + ["--format", "csv"])
        #expect(csv.status == 0, "\(csv.stderr)")
        let got = csv.stdout.components(separatedBy: "\r\n").dropLast()
        // "*" is the row of the hostile name, which another test looks at.
        let isOpen = lines.last == "*"
        #expect(Array(got.prefix(lines.count - (isOpen ? 1 : 0))) == (isOpen ? Array(lines.dropLast()) : lines))
        #expect(isOpen ? got.count == lines.count : true)
        let json = try await Command.run(arguments + ["--format", "json"])
        let objects = try #require(JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [[String: Any]])
        #expect(objects.count == got.count - 1)
        let text = try await Command.run(arguments)
        #expect(text.stdout.split(separator: "\n").count == max(1, got.count - 1 + (got.count > 1 ? 1 : 0)))
        for output in [csv, json, text] {
            #expect(output.stdout.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A || $0 == 0x0D })
        }
    }

    @Test("without a question all are listed")
    func questions() async throws {
        let folder = try TestFolder()
        let result = try await Command.run(["query", try database(in: folder)])
        #expect(result.status == 0)
        for word in ScanQuestion.Word.allCases { #expect(result.stdout.contains("\n\(word.usage) ")) }
    }

    static let bad: [(arguments: [String], stderr: String)] = [
        (["nonsense"], "'nonsense' is no question; there are broken, "), (["code"], "code wants CODE behind it"),
        (["broken", "x"], "nothing stands behind broken"), (["name", "a..b"], "'a..b' is not a name"),
        (["sql", "DELETE FROM name"], "scan.db: attempt to write a readonly database"),
        (["sql", "SELECT 1; DROP TABLE name"], "scan.db: "), (["sql", "SELEC"], "scan.db: near \"SELEC\""),
        (["sql", "SELECT load_extension('x')"], "scan.db: "), (["sql", ""], "scan.db: "),
        (["--limit", "0", "broken"], "--limit takes"),
    ]

    @Test("a question that can not be used ends with 2, and nothing is changed", arguments: bad)
    func refusesQuestion(arguments: [String], stderr: String) async throws {
        let folder = try TestFolder()
        let path = try database(in: folder)
        let before = try Data(contentsOf: URL(filePath: path))
        let result = try await Command.run(["query", path] + arguments)
        #expect(result.status == 2)
        #expect(result.stderr.contains(stderr), "\(result.stderr)")
        #expect(result.stdout.isEmpty)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a file that is no scan's is told in words, and so are rows left out")
    func wordsOfFiles() async throws {
        let folder = try TestFolder()
        try folder.write("This is no database, of course.\n", to: "text")
        let text = try await Command.run(["query", folder.file("text")])
        #expect(text.status == 2 && text.stderr.contains("text: not a database"))
        let path = try database(in: folder)
        let cut = try await Command.run(["query", "--limit", "1", path, "broken"])
        #expect(cut.status == 0 && cut.stdout.split(separator: "\n").count == 2)
        #expect(cut.stderr == "quada: more than 1 rows; --limit asks for more, sql for others\n")
    }
}
