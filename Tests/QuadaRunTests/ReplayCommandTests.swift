import Foundation
import QuadaDNS
import QuadaLab
import QuadaLoopback
import Testing

/// `--record`, `--pcap` and `quada replay` as their users meet them.
@Suite struct ReplayCommandTests {
    @Test(
        "replay prints what audit printed, with its exit status, from every kind of file",
        arguments: ["evidence.ndjson", "evidence.ndjson.gz", "evidence.ndjson.zst"])
    func repeats(name: String) async throws {
        try await Place.with { place in
            let file = place.path(name)
            for options in [["--format", "text"], ["--format", "json"], ["--format", "ndjson"], ["--verbose"]] {
                let audit = try await Command.run(
                    ["audit", "--lab", "fixtures/truncated-tcp-fails.yaml", "--record", file] + options)
                let replay = try await Command.run(["replay", file] + options)
                #expect(replay.stdout == audit.stdout)
                #expect(!replay.stdout.isEmpty)
                #expect(replay.status == audit.status)
                #expect(replay.stderr.isEmpty, "\(replay.stderr)")
            }
            // The ending of a name is only how it is written: what is read shows itself.
            try FileManager.default.moveItem(atPath: file, toPath: place.path("other"))
            #expect(try await Command.run(["replay", place.path("other")]).status == 1)
        }
    }

    @Test("the exit status of a replay is the audit's, for every way to ask")
    func status() async throws {
        try await Place.with { place in
            let file = place.path("evidence.ndjson")
            for (scenario, options, status) in [
                ("gtm-2014", ["--fail-on", "never"], 0), ("aaaa-absent", ["--require-aaaa"], 1),
                ("aaaa-absent", [], 0), ("server-lame", ["--fail-on", "warning"], 1),
                ("circular-server-names", [], 3), ("intercepted", [], 3),
            ] as [(String, [String], Int32)] {
                let audit = try await Command.run(
                    ["audit", "--lab", "fixtures/\(scenario).yaml", "--record", file] + options)
                let replay = try await Command.run(["replay", file] + options)
                #expect(audit.status == status, "\(scenario): \(audit.stderr)")
                #expect(replay.status == status, "\(scenario): \(replay.stderr)")
                #expect(replay.stdout == audit.stdout)
                #expect(replay.stderr == audit.stderr)
            }
        }
    }

    @Test("audit and replay write the same capture")
    func capture() async throws {
        try await Place.with { place in
            let paths = ["audit.pcap", "replay.pcap", "evidence.ndjson.zst"].map(place.path)
            _ = try await Command.run([
                "audit", "--lab", "fixtures/gtm-2014.yaml", "--record", paths[2], "--pcap", paths[0],
            ])
            _ = try await Command.run(["replay", paths[2], "--pcap", paths[1]])
            let audit = try Data(contentsOf: URL(filePath: paths[0]))
            #expect(audit.count > 20_000)
            #expect(try Data(contentsOf: URL(filePath: paths[1])) == audit)
        }
    }

    @Test("what is no evidence is refused with its line before anything is printed")
    func refuses() async throws {
        try await Place.with { place in
            let good = place.path("good")
            _ = try await Command.run(["audit", "--lab", "fixtures/server-lame.yaml", "--record", good])
            let lines = try String(contentsOfFile: good, encoding: .utf8).split(separator: "\n").map(String.init)
            var broken = lines
            broken[4] = "{"
            let late = lines.dropLast() + ["{\"name\": 1}"]
            for (text, options, words) in [
                ("", [], "FILE:1: not an evidence file"), ("hello\n", [], "FILE:1: not an evidence file"),
                (lines[0].replacing("evidence/1", with: "evidence/2") + "\n", [], "FILE:1: the schema is"),
                (broken.joined(separator: "\n") + "\n", [], "FILE:5: not JSON"),
                (late.joined(separator: "\n") + "\n", [], "FILE:\(lines.count): name: "),
                (lines.joined(separator: "\n") + "\n", ["nobody.test"], "FILE: nothing is recorded of nobody.test."),
                (String(repeating: "x", count: 5 << 20), [], "FILE:1: longer than"),
                ("\u{1F}\u{8B}\u{8}", [], "FILE:1: not an evidence file"),
            ] as [(String, [String], String)] {
                let file = place.path("bad")
                try Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }).write(to: URL(filePath: file))
                let result = try await Command.run(
                    ["replay", file, "--format", "ndjson", "--pcap", place.path("capture")] + options)
                #expect(result.status == 2)
                #expect(result.stdout.isEmpty)
                let expected = "quada: " + words.replacing("FILE", with: file)
                #expect(result.stderr.hasPrefix(expected), "\(result.stderr)")
                #expect(result.stderr.count { $0 == "\n" } == 1)
                #expect(!FileManager.default.fileExists(atPath: place.path("capture")))
            }
            let absent = try await Command.run(["replay", place.path("absent")])
            #expect(absent.status == 2)
            #expect(absent.stderr.contains("absent: No such file or directory"))
        }
    }

    @Test("places that can not be written are known before anything is asked")
    func unwritable() async throws {
        for option in ["--record", "--pcap"] {
            let result = try await Command.run([
                "audit", "--lab", "fixtures/gtm-2014.yaml", option, "/nonexistent/file",
            ])
            #expect(result.status == 2)
            #expect(result.stdout.isEmpty)
            #expect(result.stderr == "quada: /nonexistent/file: No such file or directory\n")
        }
        let twice = try await Command.run([
            "audit", "--lab", "fixtures/gtm-2014.yaml", "--record", "/tmp/quada-one", "--output", "/tmp/quada-one",
        ])
        #expect(twice.status == 2)
        #expect(twice.stderr.contains("needs a file of its own"))
    }

    @Test("a full disk is said after the report", .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
    func full() async throws {
        let result = try await Command.run(["audit", "--lab", "fixtures/gtm-2014.yaml", "--record", "/dev/full"])
        #expect(result.status == 2)
        #expect(result.stdout.hasPrefix("BROKEN"))
        #expect(result.stderr.contains("/dev/full: the evidence is not complete: No space left on device"))
    }

    /// A name that is finished at once and one that is not, audited over sockets until a signal ends it.
    private func ended(by signal: String, _ file: String) async throws -> Command.Result {
        let network = try await LoopbackNetwork(
            Scenario(text: CommandTests.oneFastOneSilent, source: "slow"), seed: 1, at: .loopback(port: nil))
        func listening(_ address: UInt32) throws -> String {
            "\(try #require(network.places.first { $0.written == .v4(address) }).listening.address)"
        }
        let port = try #require(network.places.first).listening.port
        let result = try await Command.ended(
            by: signal,
            [
                "audit", "--server", "fast.test=\(try listening(0xC000_0201))", "--server",
                "silent.test=\(try listening(0xC000_0202))", "--port", "\(port)", "--format", "json", "--record", file,
                "www.fast.test", "www.silent.test",
            ])
        await network.stop()
        return result
    }

    @Test("after SIGINT the file holds what was finished", arguments: ["evidence.ndjson", "evidence.ndjson.zst"])
    func interrupted(name: String) async throws {
        try await Place.with { place in
            let audit = try await ended(by: "INT", place.path(name))
            #expect(audit.status == 130)
            let replay = try await Command.run(["replay", place.path(name), "--format", "json"])
            #expect(replay.stdout == audit.stdout)
            #expect(replay.stdout.contains("\"www.fast.test.\""))
            #expect(replay.stderr.hasSuffix("the run that wrote it was stopped: 1 of 2 names are in it\n"))
            let one = try await Command.run(["replay", place.path(name), "www.fast.test", "--fail-on", "never"])
            #expect(one.status == 0, "what was asked for is whole")
        }
    }

    @Test(
        "after a crash the file holds what was finished",
        arguments: [
            "evidence.ndjson", "evidence.ndjson.gz", "evidence.ndjson.zst",
        ])
    func killed(name: String) async throws {
        try await Place.with { place in
            _ = try await ended(by: "KILL", place.path(name))
            let replay = try await Command.run(["replay", place.path(name), "--format", "json", "--fail-on", "never"])
            #expect(replay.status == 3)
            #expect(replay.stdout.contains("\"www.fast.test.\""))
            #expect(replay.stderr.hasSuffix("1 of 2 names are in it\n"), "\(replay.stderr)")
        }
    }
}

/// A folder that is gone after the test.
private struct Place {
    private let url: URL

    func path(_ name: String) -> String { url.appending(path: name).path() }

    static func with(_ body: (Place) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(Place(url: url))
    }
}
