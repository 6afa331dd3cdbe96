import Foundation
import QuadaReport
import Subprocess
import SystemPackage
import Testing

/// `quada scan` as its users meet it: the bundled zone of twelve names, and lists that are longer than a run lives.
@Suite struct ScanCommandTests {
    static let scenario = "fixtures/guarded-zone.yaml"

    /// Audited names, and below them names that do not exist.
    private func list(_ count: Int) -> String {
        let bundled = ZoneCommandTests.names.joined(separator: "\n") + "\n"
        return bundled + (0..<max(0, count - 12)).map { "n\($0).guarded.test\n" }.joined()
    }

    private func scan(
        _ folder: TestFolder, _ arguments: [String], input: String = "names"
    ) async throws -> Command.Result {
        try await Command.run(
            ["scan", "--no-config", "--lab", Self.scenario] + arguments + [folder.file(input)])
    }

    private func audits(_ text: String) throws -> [NameAudit] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(NameAudit.self, from: Data($0.utf8)) }
    }

    /// What two runs of the same scenario agree on, whatever else was under way beside a name.
    private func essence(_ audit: NameAudit) -> String {
        let findings = audit.findings.map { "\($0.code)@\($0.server?.address ?? "-")" }.sorted()
        return "\(audit.name) \(audit.verdict.rawValue) \(findings.joined(separator: " "))"
    }

    @Test("a scan says of each name what an audit says")
    func sameAsAudit() async throws {
        let folder = try TestFolder()
        try folder.write(list(12), to: "names")
        let scanned = try await scan(folder, ["--ordered"])
        #expect(scanned.status == 0, "\(scanned.stderr)")
        let audited = try await Command.run(
            ["audit", "--no-config", "--lab", Self.scenario, "--format", "ndjson"] + ZoneCommandTests.names)
        let names = try audits(scanned.stdout)
        #expect(names.map(\.name) == ZoneCommandTests.names)
        #expect(Set(names.map(essence)) == Set(try audits(audited.stdout).map(essence)))
    }

    @Test("a line that holds no name gives a result with its number, and the scan goes on")
    func flaws() async throws {
        let folder = try TestFolder()
        try folder.write("1,www.guarded.test\n2,a..b\n3,\u{1B}[31m.test\n4,api.guarded.test\n", to: "names")
        let result = try await scan(folder, ["--ordered"])
        #expect(result.status == 0, "\(result.stderr)")
        let names = try audits(result.stdout)
        #expect(names.map(\.verdict)[1] == .indeterminate && names.count == 4)
        #expect(names[1].location?.line == 2 && names[1].reason.hasPrefix("not a name"))
        #expect(!result.stdout.contains("\u{1B}"))
    }

    @Test("hosts that belong to a name stand behind it")
    func related() async throws {
        let folder = try TestFolder()
        try folder.write("guarded.test\n", to: "names")
        let result = try await scan(folder, ["--www", "--mail", "--ns"])
        #expect(result.status == 0, "\(result.stderr)")
        let names = try audits(result.stdout)
        #expect(
            names.map(\.name) == [
                "guarded.test.", "www.guarded.test.", "mail.guarded.test.", "ns1.guarded.test.", "ns2.guarded.test.",
            ])
        #expect(names.map(\.roles) == [[.given], [.given], [.mx], [.ns], [.ns]])
    }

    @Test("--only leaves results out, the summary counts them all the same; quada summary gives the same")
    func summary() async throws {
        let folder = try TestFolder()
        try folder.write(list(40), to: "names")
        let result = try await scan(
            folder,
            [
                "--only", "broken", "--output", folder.file("out.ndjson"), "--summary", "json=\(folder.file("a.json"))",
                "--summary", "text",
            ])
        #expect(result.status == 0, "\(result.stderr)")
        #expect(try audits(folder.read("out.ndjson")).allSatisfy { $0.verdict == .broken })
        #expect(result.stdout.contains("40 names"))
        var parts: [String] = []
        for index in 1...3 {
            parts.append(folder.file("part-\(index).ndjson.gz"))
            _ = try await scan(folder, ["--shard", "\(index)/3", "--output", parts[index - 1]])
        }
        let merged = try await Command.run(["summary", "--format", "json"] + parts)
        #expect(merged.status == 0, "\(merged.stderr)")
        // Queries shared by names count where they were put, and a part can not share with another.
        func told(_ text: String) throws -> NSDictionary {
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
            let all = try #require(object as? [String: Any])
            return all.filter { $0.key != "queries" } as NSDictionary
        }
        #expect(try told(merged.stdout) == told(folder.read("a.json")))
    }

    @Test("parts have about the size that was asked for, and hold every name once")
    func rotation() async throws {
        let folder = try TestFolder()
        try folder.write(list(200), to: "names")
        let result = try await scan(folder, ["--output", folder.file("out.ndjson"), "--rotate", "64K"])
        #expect(result.status == 0, "\(result.stderr)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".ndjson") }
        #expect(files.count > 2 && files.contains("out.0001.ndjson"))
        let names = try files.flatMap { try audits(folder.read($0)) }.map(\.name)
        #expect(names.count == 200 && Set(names).count == 200)
    }

    @Test("the database and CSV hold what the stream holds")
    func stores() async throws {
        let folder = try TestFolder()
        try folder.write(list(30), to: "names")
        let result = try await scan(
            folder, ["--format", "csv", "--output", folder.file("out.csv"), "--database", folder.file("out.db")])
        #expect(result.status == 0, "\(result.stderr)")
        #expect(try folder.read("out.csv").split(separator: "\r\n").count == 31)
        let query = try await Command.run(["query", "--format", "csv", folder.file("out.db"), "broken"])
        #expect(query.status == 0, "\(query.stderr)")
        let broken = try folder.read("out.csv").split(separator: "\r\n").count { $0.contains(",broken,") }
        #expect(query.stdout.split(whereSeparator: \.isNewline).count == broken + 1)
    }

    @Test("on a terminal a scan says how fast it is, what is under way and how long it takes")
    func progress() async throws {
        let folder = try TestFolder()
        try folder.write(list(4000), to: "names")
        let arguments = [
            "scan", "--no-config", "--lab", Self.scenario, "--output", folder.file("out.ndjson"), "--probe", "minimal",
            folder.file("names"),
        ]
        let seen = try await Command.python("Formats/terminal.py", [Command.path] + arguments)
        #expect(seen.status == 0, "\(seen.stderr)")
        let line =
            /[0-9]+ names, [0-9]+\/s, [0-9]+ queries\/s, [0-9]+ under way, [0-9]+ (s|min) left, [0-9]+ [a-z]/
        #expect(seen.stderr.firstMatch(of: line) != nil, "\(seen.stderr)")
        #expect(seen.stderr.hasSuffix("\r\u{1B}[K"))
    }

    @Test("loops share what an address may get, so there are no more of them than that", arguments: [nil, 3])
    func loops(inFlight: Int?) async throws {
        let folder = try TestFolder()
        try folder.write("www.shop.test\n", to: "names")
        try folder.write("pacing: {in-flight: \(inFlight ?? 20)}\n", to: "quada.yaml")
        let most = inFlight ?? 20
        let arguments = ["scan", "--config", folder.file("quada.yaml"), folder.file("names"), "--loops"]
        let result = try await Command.run(arguments + ["\(most + 1)"])
        #expect(result.status == 2 && result.stdout.isEmpty)
        #expect(result.stderr.contains("--loops \(most + 1): they share") && result.stderr.contains("is \(most) ("))
    }

    // MARK: - Going on

    /// Runs a scan and kills it at a moment drawn by chance, again and again, then lets it end.
    ///
    /// - Parameter longest: Seconds after which it is killed at the latest.
    /// - Returns: How often it was killed; fewer times than wanted where it ended before.
    private func killAndResume(_ arguments: [String], times: Int, longest: Double) async throws -> Int {
        var kills = 0
        for _ in 0..<times {
            let seconds = Double.random(in: 0.02...longest)
            let result = try await Subprocess.run(
                .name("timeout"),
                arguments: Arguments(["-s", "KILL", "\(seconds)", Command.path] + arguments),
                workingDirectory: FilePath(Command.root.path()), output: .discarded, error: .string(limit: 65536))
            if result.terminationStatus.isSuccess { return kills }
            #expect(result.standardError == "")
            kills += 1
        }
        let last = try await Command.run(arguments)
        #expect(last.status == 0, "\(last.stderr)")
        return kills
    }

    /// With two outputs 50 moments.
    @Test("a scan that is killed at 25 moments loses and doubles no name", arguments: ["out.ndjson", "out.ndjson.zst"])
    func killed(output: String) async throws {
        let folder = try TestFolder()
        let count = 1500
        try folder.write(list(count), to: "names")
        let arguments = ["scan", "--no-config", "--lab", Self.scenario, "--probe", "minimal", folder.file("names")]
        let start = ContinuousClock.now
        let whole = try await Command.run(arguments + ["--output", folder.file("whole.ndjson")])
        #expect(whole.status == 0, "\(whole.stderr)")
        // 25 pieces of a sixtieth each on average do not come to the whole, be the machine faster then.
        let longest = max(0.1, (ContinuousClock.now - start) / .seconds(30))
        let kills = try await killAndResume(
            arguments + [
                "--resume", "--output", folder.file(output), "--database", folder.file("out.db"), "--summary",
                "json=\(folder.file("sum.json"))",
            ], times: 25, longest: longest)
        #expect(kills == 25)
        let unpacked = try await Command.shell("zstdcat -f \"$0\" | jq -r .name", [folder.file(output)])
        let names = unpacked.stdout.split(separator: "\n")
        #expect(names.count == count && Set(names).count == count)
        let query = try await Command.run([
            "query", "--format", "csv", folder.file("out.db"), "sql", "SELECT count(*) FROM name",
        ])
        #expect(query.stdout.split(whereSeparator: \.isNewline).last == "\(count)", "\(query.stderr)")
        let merged = try await Command.run(["summary", "--format", "json", folder.file(output)])
        #expect(try merged.stdout == folder.read("sum.json"))
    }

    @Test("SIGTERM ends a scan in good order, and it goes on", arguments: ["TERM", "INT"])
    func signals(signal: String) async throws {
        let folder = try TestFolder()
        try folder.write(list(20_000), to: "names")
        let arguments = [
            "scan", "--no-config", "--lab", Self.scenario, "--output", folder.file("out.ndjson"), folder.file("names"),
        ]
        let result = try await Command.ended(by: signal, arguments)
        #expect(result.status == 130, "\(result.stderr)")
        #expect(result.stderr == "quada: interrupted; go on with --resume\n")
        let whole = try audits(folder.read("out.ndjson"))
        #expect(!whole.isEmpty)
        let refused = try await Command.run(arguments)
        #expect(refused.status == 2 && refused.stderr.contains("go on with --resume"))
        #expect(try audits(folder.read("out.ndjson")).count == whole.count)
    }

    @Test("a journal of another run is refused before anything is written")
    func otherRun() async throws {
        let folder = try TestFolder()
        try folder.write(list(12), to: "names")
        try folder.write("other.test\n" + list(12), to: "others")
        try folder.write("guarded.test\n", to: "fewer")
        let output = ["--output", folder.file("out.ndjson")]
        #expect(try await scan(folder, output).status == 0)
        let before = try folder.read("out.ndjson")
        let cases: [([String], String, String)] = [
            (["--resume"] + output, "others", "another input"),
            (["--resume"] + output, "fewer", "another input"),
            (["--resume", "--www"] + output, "names", "other settings: related was '' and is 'www'"),
            (["--resume", "--probe", "full"] + output, "names", "other settings: probe"),
            (["--resume"], "names", "need --output"),
            (["--output", "/nowhere/out.ndjson"], "names", "/nowhere/out.ndjson: No such file"),
            (output, "missing", "No such file"),
        ]
        for (arguments, input, words) in cases {
            let result = try await scan(folder, arguments, input: input)
            #expect(result.status == 2 && result.stderr.contains(words), "\(arguments): \(result.stderr)")
            #expect(try folder.read("out.ndjson") == before)
        }
        try folder.write("{}", to: "out.ndjson.journal")
        let damaged = try await scan(folder, ["--resume"] + output)
        #expect(damaged.status == 2 && damaged.stderr.contains("not a journal"))
    }

    @Test("a full disk ends a scan; what was finished is whole, and it goes on elsewhere")
    func fullDisk() async throws {
        let folder = try TestFolder()
        try folder.write(list(3000), to: "names")
        let script = """
            mkdir "$1/disk" && mount -t tmpfs -o size=512k none "$1/disk" &&
            "$0" scan --no-config --probe minimal --lab \(Self.scenario) --output "$1/disk/out.ndjson" "$1/names"
            status=$?; cp "$1/disk/"* "$1"; exit $status
            """
        let result = try await Command.shell(
            "unshare -m bash -c '\(script)' \"$0\" \"$1\"", [Command.path, folder.path])
        #expect(result.status == 2 && result.stderr.contains("No space left"), "\(result.stderr)")
        let whole = try audits(folder.read("out.ndjson"))
        #expect(whole.count < 3000 && Set(whole.map(\.name)).count == whole.count)
    }
}
