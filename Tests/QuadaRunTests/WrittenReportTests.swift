import Foundation
import QuadaLab
import QuadaRender
import Subprocess
import SystemPackage
import Testing

/// Reports of real audits as they are written to files.
@Suite struct WrittenReportTests {
    /// Reads the schema's path and then one report a line.
    private static let program = """
        import json, sys
        from jsonschema import Draft202012Validator
        validator = Draft202012Validator(json.load(open(sys.argv[1])))
        for number, line in enumerate(sys.stdin):
            for error in validator.iter_errors(json.loads(line)):
                print(number, error.json_path, ascii(error.message)[:200])
        print("validated", number + 1)
        """

    @Test("the report of every scenario fits the published schema")
    func fitsSchema() async throws {
        var lines: [UInt8] = []
        for fixture in Fixtures.scenarios {
            let scenario = try fixture.scenario()
            let json = JSONRenderer().render(try await Lab.report(scenario, seed: scenario.seed))
            lines += json.filter { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\n")]
        }
        let own = Command.root.appending(path: ".build/python/bin/python3").path()
        let python: Executable =
            FileManager.default.isExecutableFile(atPath: own) ? .path(FilePath(own)) : .name("python3")
        let schema = Command.root.appending(path: "reports/quada.report.schema.json").path()
        let result = try await run(
            python, arguments: ["-c", Self.program, schema], input: .array(lines), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        #expect(result.standardOutput == "validated \(Fixtures.scenarios.count)\n", "\(result.standardError)")
    }

    /// The reports that a reader finds there: the file's name, the scenario, the name.
    static let examples: [[String]] = {
        let list = Command.root.appending(path: "reports/examples/LIST")
        let text = (try? String(contentsOf: list, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }()

    @Test("an example is what the command writes today", arguments: examples)
    func isKept(_ example: [String]) async throws {
        try #require(example.count == 3 && Self.examples.count >= 5)
        let file = example[0]
        let result = try await Command.run(["audit", "--lab", "fixtures/\(example[1]).yaml", example[2]])
        let kept = try String(
            contentsOf: Command.root.appending(path: "reports/examples/\(file).txt"), encoding: .utf8)
        #expect(result.stdout == kept, "'make examples' writes it anew; explain the change in the commit")
    }

    @Test("what is kept of the case of 2014 is what the command writes today", arguments: ["text", "json", "html"])
    func isKept(_ format: String) async throws {
        let result = try await Command.run([
            "audit", "--lab", "fixtures/gtm-2014.yaml", "--format", format, "www.shop.test",
        ])
        let file = "reports/gtm-2014.\(format == "text" ? "txt" : format)"
        let kept = try String(contentsOf: Command.root.appending(path: file), encoding: .utf8)
        #expect(result.stdout == kept, "'make demo' writes \(file) anew; explain the change in the commit")
    }
}
