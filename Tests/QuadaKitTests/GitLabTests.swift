import Foundation
import Testing

/// The GitLab template: its script is run by a shell, its YAML is held against GitLab's schema.
@Suite struct GitLabTests {
    static let template = Kit.path(".ci/kits/gitlab.yml")

    /// The job's script and the variables' defaults, as a runner would write them into one file.
    static let reader = """
        import shlex, sys, yaml
        job = yaml.safe_load(open(sys.argv[1]))[".quada"]
        print("set -e")
        for name, value in job["variables"].items(): print(f"{name}=${{{name}:-{shlex.quote(value)}}}")
        print("\\n".join(job["script"]))
        """

    func script() async throws -> String {
        let ended = try await Ended.run("python3", ["-c", Self.reader, Self.template])
        try #require(ended.status == 0, "\(ended)")
        return ended.output
    }

    static let reports = [
        "--format", "text", "--format", "junit=quada-reports/quada.xml", "--format", "markdown=quada-reports/quada.md",
        "--format", "json=quada-reports/quada.json",
    ]

    @Test(
        "each variable becomes an argument, whole",
        arguments: [
            (["QUADA_ZONE_FILE": "a b.zone"], ["zone"] + reports + ["--", "a b.zone"]),
            (["QUADA_NAMES": "a.test *"], ["audit"] + reports + ["--", "a.test", "*"]),
            (
                [
                    "QUADA_NAMES_FILE": "names", "QUADA_CONFIG": "quada.yaml", "QUADA_BASELINE": "old.json",
                    "QUADA_FAIL_ON": "notice", "QUADA_REQUIRE_AAAA": "true",
                    "QUADA_SERVERS": "a.test=192.0.2.1 b.test=192.0.2.2", "QUADA_ARGUMENTS": "--port 53",
                ],
                ["zone"] + reports + [
                    "--config", "quada.yaml", "--baseline", "old.json", "--fail-on", "notice", "--require-aaaa",
                    "--server", "a.test=192.0.2.1", "--server", "b.test=192.0.2.2", "--port", "53", "--names", "names",
                    "--",
                ]
            ),
        ] as [([String: String], [String])])
    func arguments(variables: [String: String], arguments: [String]) async throws {
        let scratch = try Scratch()
        let quada = try StandIn(in: scratch, status: 3)
        let script = try scratch.write(try await script(), to: "script")
        let ended = try await Ended.run(
            "sh", [script], environment: variables.merging(quada.environment) { $1 }, in: scratch.path)
        #expect(ended.status == 3, "the job ends as quada does: \(ended)")
        #expect(quada.arguments == arguments)
        #expect(scratch.text("quada-reports/quada.xml") != "")
    }

    @Test("shellcheck has nothing to say about the script")
    func shellcheck() async throws {
        let ended = try await Ended.run("shellcheck", ["--shell=sh", "-"], input: try await script())
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("the template fits GitLab's schema")
    func schema() async throws {
        let arguments = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", Self.template]
        let ended = try await Ended.run("check-jsonschema", arguments)
        #expect(ended.status == 0, "\(ended)")
    }
}
