import Foundation
import QuadaReport
import Testing

/// `quada rules` and `quada explain` as their users meet them.
@Suite struct RulePageCommandTests {
    @Test("quada rules lists every rule, in every format")
    func rules() async throws {
        let text = try await Command.run(["rules"])
        let json = try await Command.run(["rules", "--format", "json"])
        #expect(text.status == 0 && json.status == 0)
        #expect(text.stdout.split(separator: "\n").count { $0.contains(" server ") } > 0)
        #expect(!text.stdout.contains("\u{1B}"), "colour in a file")
        #expect(try JSONDecoder().decode([RulePage].self, from: Data(json.stdout.utf8)) == RulePage.catalogue)
        #expect(try await Command.run(["rules", "--color", "always"]).stdout.contains("\u{1B}[1;31m"))
    }

    @Test("quada rules --format markdown --output writes what is kept in reports/rules.md, octet for octet")
    func markdown() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt32.random(in: 0 ... .max)).md")
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try await Command.run(["rules", "--format", "markdown", "--output", file.path()])
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stdout.isEmpty)
        let kept = try Data(contentsOf: Command.root.appending(path: "reports/rules.md"))
        #expect(
            try Data(contentsOf: file) == kept,
            "'QUADA_RECORD=1 swift test --filter RulePageTests' writes reports/rules.md anew")
    }

    @Test("quada explain shows the pages asked for, in their order", arguments: ["text", "json", "markdown"])
    func explain(_ format: String) async throws {
        let result = try await Command.run(["explain", "--format", format, "server-lame", "AAAA-NXDOMAIN"])
        #expect(result.status == 0, "\(result.stderr)")
        let first = try #require(result.stdout.range(of: "server-lame")).lowerBound
        let second = try #require(result.stdout.range(of: "aaaa-nxdomain")).lowerBound
        #expect(first < second)
        #expect(!result.stdout.contains("cname-loop"))
        for page in RulePage.catalogue where ["server-lame", "aaaa-nxdomain"].contains(page.code) {
            for line in page.demonstration { #expect(result.stdout.contains(line)) }
            for name in page.scenarios { #expect(result.stdout.contains(name)) }
        }
    }

    @Test(
        "a code that is none is refused in words, with status 2, and nothing is printed",
        arguments: [
            CommandTests.Row(
                arguments: ["explain", "server-lame", "aaaa-cname-mising"], status: 2,
                stderr:
                    "quada: 'aaaa-cname-mising' is no rule: did you mean aaaa-cname-missing, a-cname-missing, type-cname-missing?"
            ),
            CommandTests.Row(
                arguments: ["explain", "\u{1B}[31m"], status: 2, stderr: "quada: '\\u{1B}[31m' is no rule: quada rules"),
            CommandTests.Row(arguments: ["explain"], status: 2, stderr: "quada rules lists them all"),
            CommandTests.Row(arguments: ["rules", "server-lame"], status: 2, stderr: "Unexpected argument"),
            CommandTests.Row(
                arguments: ["rules", "--output", "/nonexistent/rules.md"], status: 2, stderr: "/nonexistent/rules.md: "),
        ])
    func refuses(_ row: CommandTests.Row) async throws {
        let result = try await Command.run(row.arguments)
        #expect(result.status == row.status)
        #expect(result.stderr.contains(row.stderr), "\(result.stderr)")
        #expect(result.stdout.isEmpty)
    }
}
