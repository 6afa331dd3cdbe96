import Foundation
import Testing

/// `quada summary` as its users meet it.
@Suite struct SummaryCommandTests {
    /// Lines as a scan writes them: one name that is broken, one that is well.
    private func lines() async throws -> String {
        let one = try await Command.run(
            ["audit", "--no-config", "--lab", "fixtures/gtm-2014.yaml", "--format", "ndjson", "www.shop.test"])
        let other = try await Command.run(
            ["audit", "--no-config", "--lab", "fixtures/honest-aliases.yaml", "--format", "ndjson"])
        #expect(one.status == 1 && other.status == 0)
        return one.stdout + other.stdout
    }

    @Test("lines, packed lines, summaries and reports all add up to the same")
    func sources() async throws {
        let folder = try TestFolder()
        let lines = try await lines()
        try folder.write(lines, to: "scan.ndjson")
        let packed = try await Command.shell(
            "gzip -k \"$0\" && zstd -q \"$0\"", [folder.file("scan.ndjson")])
        #expect(packed.status == 0, "\(packed.stderr)")
        let plain = try await Command.run(["summary", "--format", "json", folder.file("scan.ndjson")])
        #expect(plain.status == 0, "\(plain.stderr)")
        #expect(try await Schema.complaints(about: plain.stdout, schema: "quada.summary.schema.json") == "")
        try folder.write(plain.stdout, to: "scan.json")
        for arguments in [["scan.ndjson.gz"], ["scan.ndjson.zst"], ["scan.json"]] {
            let result = try await Command.run(["summary", "--format", "json"] + arguments.map(folder.file))
            #expect(result.stdout == plain.stdout)
        }
        for arguments in [[], ["-"]] {
            let result = try await Command.run(["summary", "--format", "json"] + arguments, input: lines)
            #expect(result.stdout == plain.stdout)
        }
        // Line by line, in another order, and a line without a line feed.
        let parts = lines.split(separator: "\n").reversed().map(String.init)
        for (index, part) in parts.enumerated() { try folder.write(part, to: "\(index).ndjson") }
        let sum = try await Command.run(
            ["summary", "--format", "json"] + parts.indices.map { folder.file("\($0).ndjson") })
        #expect(sum.stdout == plain.stdout && sum.status == 0, "\(sum.stderr)")
    }

    @Test("a report is added as its audits are")
    func report() async throws {
        let result = try await Command.run(["summary", "reports/gtm-2014.json"])
        #expect(result.status == 0)
        #expect(result.stdout.hasPrefix("1 name, "))
        #expect(result.stdout.contains("error aaaa-cname-missing"))
    }

    @Test("each format goes to its file, and an old file stays where nothing can be read")
    func formats() async throws {
        let folder = try TestFolder()
        let arguments = ["--format", "text", "--format", "html=\(folder.file("a.html"))"]
        let result = try await Command.run(["summary"] + arguments + ["reports/gtm-2014.json"])
        #expect(result.status == 0 && result.stdout.contains("gtm.test."))
        #expect(try folder.read("a.html").hasPrefix("<!DOCTYPE html>"))
        try folder.write("old", to: "a.html")
        let bad = try await Command.run(["summary"] + arguments, input: "no JSON\n")
        #expect(bad.status == 2 && bad.stdout.isEmpty)
        #expect(try folder.read("a.html") == "old")
    }

    static let bad: [(input: String, stderr: String)] = [
        ("{}\n", "standard input:1: 'name' is missing"), ("\n{\"name\": 1}\n", "standard input:2: at .name"),
        ("[]\n", "standard input:1: "), ("no JSON\n", "standard input:1: "), ("\u{1B}[31m\n", "standard input:1: "),
        ("{\"schema\": \"quada.diff/1\"}\n", "standard input:1: its schema is 'quada.diff/1'"),
        ("{\n\"schema\": \"quada.summary/1\"\n}\n", "standard input: 'names' is missing"),
        ("{\n}\n", "standard input: neither a summary nor a report"), ("{\n", "standard input: "),
        ("{\"name\"", "standard input: no whole line of an audit"),
    ]

    @Test("a line that can not be read is told with its place, and ends with 2", arguments: bad)
    func refuses(input: String, stderr: String) async throws {
        let result = try await Command.run(["summary"], input: input)
        #expect(result.status == 2)
        #expect(result.stderr.hasPrefix("quada: \(stderr)"), "\(result.stderr)")
        #expect(result.stdout.isEmpty && !result.stderr.contains("\u{1B}"))
    }

    @Test("a file that was cut off is added up to its last whole line, and ends with 3")
    func cutOff() async throws {
        let lines = try await lines()
        let whole = try await Command.run(["summary"], input: lines)
        let cut = try await Command.run(["summary"], input: lines + lines.prefix(1000))
        #expect(cut.status == 3 && cut.stdout == whole.stdout)
        #expect(cut.stderr.contains("standard input: cut off behind line "))
    }

    @Test(
        "wrong usage ends with 2",
        arguments: [
            (["/nonexistent.ndjson"], "/nonexistent.ndjson: "), (["--format", "xml"], "xml"),
            (["--format", "text", "--format", "json"], "another goes to standard output"),
            (["--format", "text=a", "--format", "json=a"], "a: two summaries"),
            (["--format", "text=a", "--output", "b"], "every --format names a file"),
            (["--output", "/nonexistent/x", "reports/gtm-2014.json"], "/nonexistent/x: "),
        ])
    func usage(arguments: [String], stderr: String) async throws {
        let result = try await Command.run(["summary"] + arguments)
        #expect(result.status == 2)
        #expect(result.stderr.contains(stderr), "\(result.stderr)")
    }
}
