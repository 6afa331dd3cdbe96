import Foundation
import Testing

/// The GitHub Action: its script is run as GitHub runs it, its YAML is held against GitHub's schema.
@Suite struct ActionTests {
    static let script = Kit.path(".ci/kits/run-action.sh")

    /// One step, with GitHub's files in a folder of its own.
    func step(_ word: String, in scratch: Scratch, _ environment: [String: String]) async throws -> Ended {
        var environment = environment
        environment["GITHUB_OUTPUT"] = scratch.path + "/output"
        environment["GITHUB_STEP_SUMMARY"] = scratch.path + "/summary"
        environment["RUNNER_TEMP"] = scratch.path
        return try await Ended.run(Self.script, [word], environment: environment, in: scratch.path)
    }

    func outputs(_ scratch: Scratch) -> [String: String] {
        var outputs: [String: String] = [:]
        for line in scratch.text("output").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            outputs[String(parts[0])] = String(parts[1])
        }
        return outputs
    }

    static let reports = [
        "--format", "text", "--format", "junit=quada-reports/quada.xml", "--format", "sarif=quada-reports/quada.sarif",
        "--format", "markdown=quada-reports/quada.md", "--format", "json=quada-reports/quada.json",
    ]

    static let calls: [([String: String], [String])] = [
        (["QUADA_ZONE_FILE": "a b.zone"], ["zone"] + reports + ["--", "a b.zone"]),
        (["QUADA_NAMES": "a.test\n  b.test *.test"], ["audit"] + reports + ["--", "a.test", "b.test", "*.test"]),
        (["QUADA_NAMES_FILE": "names"], ["zone"] + reports + ["--names", "names"]),
        (
            [
                "QUADA_ZONE_FILE": "z", "QUADA_CONFIG": "my quada.yaml", "QUADA_BASELINE": "old.json",
                "QUADA_FAIL_ON": "warning", "QUADA_REQUIRE_AAAA": "true",
                "QUADA_SERVERS": "z.test=192.0.2.1,2001:db8::1\ny.test=192.0.2.2",
                "QUADA_ARGUMENTS": "--port\n53\n--seed\n4 2",
            ],
            ["zone"] + reports + [
                "--config", "my quada.yaml", "--baseline", "old.json", "--fail-on", "warning", "--require-aaaa",
                "--server", "z.test=192.0.2.1,2001:db8::1", "--server", "y.test=192.0.2.2", "--port", "53", "--seed",
                "4 2", "--", "z",
            ]
        ),
        // Nothing in an input is read by a shell.
        (
            ["QUADA_NAMES": "$(touch${IFS}x) `id` ;id '\"", "QUADA_CONFIG": "$(id)\";id"],
            ["audit"] + reports + ["--config", "$(id)\";id", "--", "$(touch${IFS}x)", "`id`", ";id", "'\""]
        ),
        (["QUADA_NAMES": "--version"], ["audit"] + reports + ["--", "--version"]),
    ]

    @Test("each input becomes an argument, whole", arguments: calls)
    func arguments(inputs: [String: String], arguments: [String]) async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch)
        let ended = try await step("run", in: scratch, inputs.merging(quada.environment) { $1 })
        #expect(ended.status == 0, "\(ended)")
        #expect(quada.arguments == arguments)
    }

    @Test(
        "the status is told, and is that of the action",
        arguments: [(0, "clean", 0), (1, "findings", 1), (2, "error", 2), (3, "indeterminate", 3), (134, "error", 134)]
            as [(Int32, String, Int32)])
    func status(status: Int32, result: String, verdict: Int32) async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch, status: status)
        let ended = try await step("run", in: scratch, ["QUADA_NAMES": "a.test", "QUADA_BINARY": quada.path])
        #expect(ended.status == 0, "\(ended)")
        let outputs = outputs(scratch)
        #expect(outputs["status"] == "\(status)")
        #expect(outputs["result"] == result)
        let end = try await step("verdict", in: scratch, ["QUADA_STATUS": "\(status)"])
        #expect(end.status == verdict, "\(end)")
        #expect(end.output.hasPrefix("::error title=quada::") == (verdict != 0), "\(end)")
        let lenient = try await step(
            "verdict", in: scratch, ["QUADA_STATUS": "\(status)", "QUADA_ALLOW_INDETERMINATE": "true"])
        #expect(lenient.status == (status == 3 ? 0 : verdict), "\(lenient)")
    }

    @Test("no status at all is no pass", arguments: ["", "clean", "-1"])
    func noStatus(status: String) async throws {
        #expect(try await step("verdict", in: Scratch(), ["QUADA_STATUS": status]).status == 2)
    }

    @Test("reports are told where they are, and the Markdown is the summary")
    func reports() async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch)
        try scratch.write("above\n", to: "summary")
        let inputs = ["QUADA_NAMES": "a.test", "QUADA_REPORTS": "my reports", "QUADA_SUMMARY": "true"]
        let ended = try await step("run", in: scratch, inputs.merging(quada.environment) { $1 })
        #expect(ended.status == 0, "\(ended)")
        let outputs = outputs(scratch)
        for (name, file) in [("junit", "xml"), ("sarif", "sarif"), ("markdown", "md"), ("json", "json")] {
            #expect(outputs[name] == "my reports/quada.\(file)")
        }
        #expect(scratch.text("summary") == "above\nas markdown=my reports/quada.md\n\n")
    }

    @Test("a summary above GitHub's limit is cut at a line, and says so")
    func longSummary() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "#!/bin/sh\nyes '| a row of a table |' | head -n 100000 >quada-reports/quada.md\n", to: "bin/quada",
            isExecutable: true)
        let inputs = ["QUADA_NAMES": "a", "QUADA_SUMMARY": "true", "QUADA_BINARY": scratch.path + "/bin/quada"]
        #expect(try await step("run", in: scratch, inputs).status == 0)
        let lines = scratch.text("summary").split(separator: "\n")
        #expect(scratch.text("summary").utf8.count < 1 << 20)
        #expect(lines.count > 40_000)
        #expect(lines.dropLast().allSatisfy { $0 == "| a row of a table |" })
        #expect(lines.last == "This is the beginning; the whole report is in quada.md.")
    }

    @Test("no report of an earlier run is told as this one's")
    func staleReports() async throws {
        let scratch = try Scratch()
        try scratch.write("old", to: "quada-reports/quada.sarif")
        try scratch.write("#!/bin/sh\nexit 2\n", to: "bin/quada", isExecutable: true)
        let inputs = ["QUADA_NAMES": "a", "QUADA_BINARY": scratch.path + "/bin/quada"]
        #expect(try await step("run", in: scratch, inputs).status == 0)
        #expect(outputs(scratch) == ["status": "2", "result": "error"])
    }

    @Test("what a server sent is no command to the runner")
    func commands() async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch, says: "::add-mask::x")
        let ended = try await step("run", in: scratch, ["QUADA_NAMES": "a", "QUADA_BINARY": quada.path])
        let lines = ended.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 3)
        let word = try #require(lines[0].wholeMatch(of: /::stop-commands::([0-9a-f]{32})/)?.1)
        #expect(lines == ["::stop-commands::\(word)", "::add-mask::x", "::\(word)::"])
    }

    @Test(
        "what can not be meant is refused before anything runs",
        arguments: [
            [:], ["QUADA_NAMES": "a", "QUADA_ZONE_FILE": "b"], ["QUADA_NAMES": "a", "QUADA_REQUIRE_AAAA": "yes"],
            ["QUADA_NAMES": "a", "QUADA_REPORTS": "a\nstatus=0"],
        ] as [[String: String]])
    func refusals(inputs: [String: String]) async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch)
        let ended = try await step("run", in: scratch, inputs.merging(quada.environment) { $1 })
        #expect(ended.status == 2, "\(ended)")
        #expect(ended.output.contains("::error title=quada::"))
        #expect(quada.arguments.isEmpty)
        #expect(outputs(scratch).isEmpty)
    }

    @Test("quada is the one given, or on the PATH, or one to build under a key of the sources")
    func prepares() async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch)
        #expect(try await step("prepare", in: scratch, quada.environment).status == 0)
        #expect(outputs(scratch) == ["build": "false", "quada": quada.path])
        let given = try Scratch()
        #expect(try await step("prepare", in: given, ["QUADA_BINARY": quada.path]).status == 0)
        #expect(outputs(given) == ["build": "false", "quada": quada.path])
        let none = try Scratch()
        #expect(try await step("prepare", in: none, ["QUADA_BINARY": "/nonexistent/quada"]).status == 2)
        let built = try Scratch()
        let inputs = ["QUADA_BUILD": "true"].merging(quada.environment) { $1 }
        #expect(try await step("prepare", in: built, inputs).status == 0)
        let outputs = outputs(built)
        #expect(outputs["build"] == "true")
        #expect(outputs["quada"] == built.path + "/quada-bin/quada")
        #expect(outputs["folder"] == built.path + "/quada-bin")
        #expect(try #require(outputs["key"]).wholeMatch(of: /[0-9a-f]{32}/) != nil)
    }

    @Test("a binary from the cache is not built again")
    func cached() async throws {
        let scratch = try Scratch()
        try scratch.write("#!/bin/sh\n", to: "quada-bin/quada", isExecutable: true)
        let ended = try await step("build", in: scratch, ["SWIFT": "/nonexistent/swift"])
        #expect(ended.output == "quada comes from the cache\n")
        let without = try await step("build", in: Scratch(), ["SWIFT": "/nonexistent/swift"])
        #expect(without.status == 2)
        #expect(without.output.contains("Swift 6.2 or later is needed"))
    }

    @Test(
        "with the real quada, the case of 2014 fails the run and tells why",
        .enabled { try await Quada.writes("sarif") })
    func real() async throws {
        let scratch = try Scratch()
        let inputs = [
            "QUADA_BINARY": Quada.path, "QUADA_NAMES": "www.shop.test", "QUADA_SUMMARY": "true",
            "QUADA_ARGUMENTS": "--lab\n" + Kit.path("fixtures/gtm-2014.yaml"),
        ]
        let ended = try await step("run", in: scratch, inputs)
        #expect(ended.status == 0, "\(ended)")
        let outputs = outputs(scratch)
        #expect(outputs["result"] == "findings")
        for name in ["junit", "sarif", "markdown", "json"] {
            #expect(scratch.text(outputs[name] ?? "none").contains("aaaa-cname-missing"), "\(name)")
        }
        #expect(scratch.text("summary").contains("www.shop.test"))
    }

    @Test("with the real quada, a zone's file and policy fail the run", .enabled { try await Quada.writes("sarif") })
    func realZone() async throws {
        let scratch = try Scratch()
        let inputs = [
            "QUADA_BINARY": Quada.path, "QUADA_ZONE_FILE": Kit.path("fixtures/guarded-zone/guarded.test.zone"),
            "QUADA_CONFIG": Kit.path("fixtures/guarded-zone/quada.yaml"),
            "QUADA_ARGUMENTS": "--lab\n" + Kit.path("fixtures/guarded-zone.yaml"),
        ]
        let ended = try await step("run", in: scratch, inputs)
        let outputs = outputs(scratch)
        #expect(outputs["result"] == "findings", "\(ended)")
        #expect(scratch.text(outputs["junit"] ?? "none").contains("www.guarded.test"))
        #expect(scratch.text(outputs["sarif"] ?? "none").contains("guarded.test.zone"))
    }

    // MARK: - The YAML

    @Test("action.yml fits GitHub's schema")
    func schema() async throws {
        let ended = try await Ended.run(
            "check-jsonschema", ["--builtin-schema", "vendor.github-actions", Kit.path("action.yml")])
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("no expression stands in a script; each input and output is declared, and used")
    func expressions() async throws {
        let checker = Kit.path("Tests/QuadaKitTests/Tools/action.py")
        let ended = try await Ended.run("python3", [checker, Kit.path("action.yml")])
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.output == "")
    }
}
