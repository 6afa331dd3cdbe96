import Foundation
import QuadaDNS
import QuadaLab
import QuadaLoopback
import Subprocess
import SystemPackage
import Testing

/// The command as its users meet it: arguments in, text and an exit status out.
@Suite struct CommandTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let stderr: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let long = String(repeating: "a", count: 64)
    static let tooLong = Array(repeating: String(repeating: "a", count: 63), count: 4).joined(separator: ".")

    static let badInput = [
        Row(arguments: ["audit", "a..b"], status: 2, stderr: "quada: 'a..b' is not a name: "),
        Row(arguments: ["audit", ""], status: 2, stderr: "quada: '' is not a name: "),
        Row(arguments: ["audit", "\(long).test"], status: 2, stderr: "quada: '\(long).test' is not a name: "),
        Row(arguments: ["audit", tooLong], status: 2, stderr: "quada: '\(tooLong)' is not a name: "),
        Row(arguments: ["audit"], status: 2, stderr: "Missing a name to audit"),
        Row(arguments: ["audit", "-4", "-6", "example.test"], status: 2, stderr: "-4 and -6 exclude each other"),
        Row(arguments: ["audit", "--port", "0", "example.test"], status: 2, stderr: "--port takes 1 to 65535"),
        Row(arguments: ["audit", "--server", "example.test", "example.test"], status: 2, stderr: "want ZONE=ADDRESS"),
        Row(
            arguments: ["audit", "--server", "example.test=192.0.2.999", "example.test"], status: 2,
            stderr: "'192.0.2.999' is not an IPv4 or IPv6 address"),
        Row(arguments: ["audit", "--hints", "/nonexistent", "example.test"], status: 2, stderr: "/nonexistent: "),
        Row(arguments: ["audit", "--lab", "/nonexistent"], status: 2, stderr: "/nonexistent: "),
        Row(
            arguments: ["audit", "--lab", "fixtures/gtm-2014.yaml", "--output", "/nonexistent/report.txt"], status: 2,
            stderr: "/nonexistent"),
        Row(arguments: ["audit", "--format", "xml", "example.test"], status: 2, stderr: "xml"),
        Row(arguments: ["nonsense"], status: 2, stderr: "nonsense"),
    ]

    @Test("bad input is refused in words, with status 2, before anything is asked", arguments: badInput)
    func refuses(_ row: Row) async throws {
        let result = try await Command.run(row.arguments)
        #expect(result.status == row.status)
        #expect(result.stderr.contains(row.stderr), "\(result.stderr)")
        #expect(result.stdout.isEmpty)
    }

    @Test("a hints file and a scenario that do not parse are told with their line")
    func lines() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let hints = directory.appending(path: "hints").path()
        try ". 3600 NS a.root.test.\na.root.test. 3600 A 192.0.2.999\n".write(
            toFile: hints, atomically: true, encoding: .utf8)
        let first = try await Command.run(["audit", "--hints", hints, "example.test"])
        #expect(first.status == 2)
        #expect(first.stderr.contains("\(hints):2: "), "\(first.stderr)")
        let fixture = directory.appending(path: "bad.yaml").path()
        try "zones:\n  example.test: |\n    @ NS ns1\n".write(toFile: fixture, atomically: true, encoding: .utf8)
        let second = try await Command.run(["audit", "--lab", fixture])
        #expect(second.status == 2)
        #expect(second.stderr.contains("\(fixture):2: "), "\(second.stderr)")
    }

    @Test(
        "the exit status says what was found",
        arguments: [
            (["--lab", "fixtures/gtm-2014.yaml"], 1),
            (["--lab", "fixtures/gtm-2014.yaml", "--fail-on", "never"], 0),
            (["--lab", "fixtures/honest-zone-shapes.yaml"], 0),
            (["--lab", "fixtures/aaaa-absent.yaml"], 0),
            (["--lab", "fixtures/aaaa-absent.yaml", "--require-aaaa"], 1),
            (["--lab", "fixtures/aaaa-absent.yaml", "--fail-on", "notice"], 1),
            (["--lab", "fixtures/server-lame.yaml"], 0),
            (["--lab", "fixtures/server-lame.yaml", "--fail-on", "warning"], 1),
            (["--lab", "fixtures/circular-server-names.yaml"], 3),
        ] as [([String], Int32)])
    func status(_ arguments: [String], _ status: Int32) async throws {
        let result = try await Command.run(["audit"] + arguments)
        #expect(result.status == status, "\(result.stderr)")
        #expect(!result.stdout.isEmpty)
    }

    @Test("names in Unicode become A-labels, or are refused")
    func unicode() async throws {
        let result = try await Command.run(["audit", "--lab", "fixtures/aaaa-absent.yaml", "bücher.example.test"])
        #expect(result.stdout.contains("xn--bcher-kva.example.test."))
    }

    @Test("a network that answers in the servers' place ends the run with 3")
    func intercepted() async throws {
        let result = try await Command.run(["audit", "--lab", "fixtures/intercepted.yaml"])
        #expect(result.status == 3)
        #expect(result.stderr.contains("this network intercepts DNS"), "\(result.stderr)")
        #expect(!result.stdout.contains("BROKEN"))
    }

    @Test("escape sequences in a target never reach the terminal", arguments: ["text", "json", "ndjson"])
    func escapes(_ format: String) async throws {
        let result = try await Command.run(["audit", "--lab", "fixtures/hostile-names.yaml", "--format", format])
        #expect(result.stdout.contains("\\027") || result.stdout.contains("\\\\027"))
        #expect(result.stdout.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
    }

    /// A name that is finished at once, and one that is not until its server is given up.
    static let oneFastOneSilent = """
        zones:
          fast.test: |
            @    SOA ns hostmaster 1 3600 600 86400 60
            @    NS  ns
            ns   A   192.0.2.1
            www  A   203.0.113.1
          silent.test: |
            @    SOA ns hostmaster 1 3600 600 86400 60
            @    NS  ns
            ns   A   192.0.2.2
        lies:
          - {server: 192.0.2.2, reply: silence}

        """

    @Test("SIGINT prints what is finished and ends with 130")
    func interrupt() async throws {
        let network = try await LoopbackNetwork(
            Scenario(text: Self.oneFastOneSilent, source: "silent"), seed: 1, at: .loopback(port: nil))
        func listening(_ address: UInt32) throws -> String {
            "\(try #require(network.places.first { $0.written == .v4(address) }).listening.address)"
        }
        let port = try #require(network.places.first).listening.port
        let start = ContinuousClock.now
        let result = try await Command.interrupted([
            "audit", "--server", "fast.test=\(try listening(0xC000_0201))", "--server",
            "silent.test=\(try listening(0xC000_0202))", "--port", "\(port)", "--format", "json", "www.fast.test",
            "www.silent.test",
        ])
        await network.stop()
        #expect(result.status == 130, "\(result.stderr)")
        #expect(result.stdout.contains("\"www.fast.test.\""))
        #expect(!result.stdout.contains("\"www.silent.test.\""))
        #expect(result.stderr.contains("interrupted: 1 of 2 finished"))
        // A silent server is asked for more than seven seconds; whoever interrupts does not wait for it.
        #expect(ContinuousClock.now - start < .seconds(6))
    }

    @Test("--timeout prints what is finished and ends with 3")
    func timeout() async throws {
        let network = try await LoopbackNetwork(
            Scenario(text: Self.oneFastOneSilent, source: "silent"), seed: 1, at: .loopback(port: nil))
        func listening(_ address: UInt32) throws -> String {
            "\(try #require(network.places.first { $0.written == .v4(address) }).listening.address)"
        }
        let port = try #require(network.places.first).listening.port
        let result = try await Command.run([
            "audit", "--server", "fast.test=\(try listening(0xC000_0201))", "--server",
            "silent.test=\(try listening(0xC000_0202))", "--port", "\(port)", "--timeout", "1", "--format", "json",
            "www.fast.test", "www.silent.test",
        ])
        await network.stop()
        #expect(result.status == 3, "\(result.stderr)")
        #expect(result.stdout.contains("\"www.fast.test.\"") && !result.stdout.contains("\"www.silent.test.\""))
        #expect(result.stderr.contains("--timeout is over: 1 of 2 finished"))
    }

    @Test("on a terminal the work is seen to go on, and nothing of it stays; in a pipe nothing is said")
    func progress() async throws {
        let arguments = ["zone", "--no-config", "--lab", ZoneCommandTests.scenario, ZoneCommandTests.zone]
        let seen = try await Command.python("Formats/terminal.py", [Command.path] + arguments)
        #expect(seen.status == 1, "\(seen.stderr)")
        let bar = /\[[#.]{16}\] [0-9]+ of 12 names(, [0-9]+ failed)?, [0-9]+ findings, [0-9]+ queries/
        #expect(seen.stderr.firstMatch(of: bar) != nil, "\(seen.stderr)")
        #expect(seen.stderr.hasSuffix("\r\u{1B}[K"))
        let piped = try await Command.run(arguments)
        #expect(piped.stderr.isEmpty)
        #expect(seen.stdout == piped.stdout)
    }
}
