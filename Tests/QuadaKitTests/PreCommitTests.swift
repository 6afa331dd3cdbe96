import Foundation
import Testing

/// The hooks, run by pre-commit itself from a repository that holds them.
@Suite struct PreCommitTests {
    @Test("the manifest is one that pre-commit accepts")
    func manifest() async throws {
        let ended = try await Ended.run("pre-commit", ["validate-manifest", Kit.path(".pre-commit-hooks.yaml")])
        #expect(ended.status == 0, "\(ended)")
    }

    private func git(_ arguments: [String], in folder: String) async throws {
        let settings = ["user.name=nobody", "user.email=nobody@example.test", "init.defaultBranch=main"]
        let ended = try await Ended.run("git", settings.flatMap { ["-c", $0] } + arguments, in: folder)
        try #require(ended.status == 0, "\(ended)")
    }

    /// A repository with the hooks, and one that uses them.
    private func runHooks(_ arguments: [String], status: Int32, in scratch: Scratch) async throws -> (StandIn, Ended) {
        let quada = try StandIn(in: scratch, status: status)
        for name in [".pre-commit-hooks.yaml", ".ci/kits/pre-commit.sh"] {
            try scratch.write(try Kit.text(name), to: "hooks/" + name, isExecutable: name.hasSuffix(".sh"))
        }
        try scratch.write(
            """
            repos:
              - repo: \(scratch.path)/hooks
                rev: main
                hooks:
                  - id: quada-config
                  - id: quada-zone
                    args: [--config=quada.yaml, --fail-on=warning]
            """, to: "user/.pre-commit-config.yaml")
        for name in ["quada.yaml", "sub/quada.yaml", "a.test.zone", "b c.zone", "notes.txt"] {
            try scratch.write("x\n", to: "user/" + name)
        }
        for folder in ["hooks", "user"] {
            try await git(["init", "-q"], in: scratch.path + "/" + folder)
            try await git(["add", "."], in: scratch.path + "/" + folder)
            try await git(["commit", "-q", "-m", "x"], in: scratch.path + "/" + folder)
        }
        let environment = quada.environment.merging(["PRE_COMMIT_HOME": scratch.path + "/home"]) { $1 }
        let ended = try await Ended.run(
            "pre-commit", ["run", "--all-files", "--color", "never"] + arguments, environment: environment,
            in: scratch.path + "/user")
        return (quada, ended)
    }

    @Test("at a commit each policy is checked, one at a time; no zone is asked for")
    func commit() async throws {
        let (quada, ended) = try await runHooks([], status: 0, in: Scratch())
        #expect(ended.status == 0, "\(ended)")
        #expect(
            quada.arguments == ["config", "check", "--", "quada.yaml", "config", "check", "--", "sub/quada.yaml"])
    }

    @Test("before a push each zone is audited with the arguments given; findings stop it")
    func push() async throws {
        let arguments = ["--hook-stage", "pre-push", "quada-zone"]
        let (quada, ended) = try await runHooks(arguments, status: 1, in: Scratch())
        #expect(ended.status == 1, "\(ended)")
        #expect(ended.output.contains("exit code: 1"), "\(ended)")
        let options = ["zone", "--config=quada.yaml", "--fail-on=warning", "--"]
        #expect(quada.arguments == options + ["a.test.zone"] + options + ["b c.zone"])
    }

    @Test("the real quada checks a policy that a hook hands it, and refuses what is none")
    func real() async throws {
        let script = Kit.path(".ci/kits/pre-commit.sh")
        let folder = URL(filePath: Quada.path).deletingLastPathComponent().path()
        let path = ["PATH": folder + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")]
        let good = try await Ended.run(script, ["config", "fixtures/guarded-zone/quada.yaml"], environment: path)
        #expect(good.status == 0, "\(good)")
        #expect(good.output.contains("1 waiver"), "\(good)")
        let files = ["config", "README.md", "fixtures/guarded-zone/quada.yaml"]
        let bad = try await Ended.run(script, files, environment: path)
        #expect(bad.status == 2, "\(bad)")
        #expect(bad.output.contains("1 waiver"), "the second file is read all the same: \(bad)")
    }

    @Test(
        "the status of several files is the worst: wrong input, then findings, then indeterminate",
        arguments: [([0, 0], 0), ([3, 0], 3), ([3, 1], 1), ([1, 3], 1), ([2, 1], 2), ([1, 2], 2), ([0, 3], 3)]
            as [([Int], Int32)])
    func worst(statuses: [Int], worst: Int32) async throws {
        let scratch = try Scratch()
        // Each file is named for its status.
        try scratch.write(
            "#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nexit \"${1%%.*}\"\n", to: "bin/quada", isExecutable: true)
        let path = scratch.path + "/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        let ended = try await Ended.run(
            Kit.path(".ci/kits/pre-commit.sh"), ["zone"] + statuses.map { "\($0).zone" }, environment: ["PATH": path])
        #expect(ended.status == worst, "\(ended)")
    }
}
