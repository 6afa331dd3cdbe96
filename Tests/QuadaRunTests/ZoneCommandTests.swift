import Foundation
import QuadaReport
import Testing

/// `quada zone` as a CI job meets it: the bundled zone of twelve names, and what bad input gets.
@Suite struct ZoneCommandTests {
    static let scenario = "fixtures/guarded-zone.yaml"
    static let zone = "fixtures/guarded-zone/guarded.test.zone"
    static let policy = "fixtures/guarded-zone/quada.yaml"

    static let names = [
        "guarded.test.", "ns1.guarded.test.", "ns2.guarded.test.", "mail.guarded.test.", "www.guarded.test.",
        "api.guarded.test.", "api-1.guarded.test.", "legacy.guarded.test.", "new.guarded.test.",
        "quada-wildcard-probe.apps.guarded.test.", "web-1.guarded.test.", "web-2.guarded.test.",
    ]

    /// The report of the day before: `new` was well then.
    private func before(in folder: TestFolder) async throws -> String {
        let text = try String(contentsOf: Command.root.appending(path: Self.scenario), encoding: .utf8)
        let lies = text.split(separator: "\n", omittingEmptySubsequences: false)
        try folder.write(lies.filter { !$0.contains("name: new.gtm.test") }.joined(separator: "\n"), to: "before.yaml")
        let result = try await Command.run([
            "zone", "--lab", folder.file("before.yaml"), "--config", Self.policy, "--output",
            folder.file("before.json"),
            Self.zone,
        ])
        #expect(result.status == 1, "\(result.stderr)")
        return folder.file("before.json")
    }

    private func report(_ path: String) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(filePath: path)))
    }

    @Test("one name is broken, one is waived, and against yesterday one is new")
    func guarded() async throws {
        let folder = try TestFolder()
        let baseline = try await before(in: folder)
        let result = try await Command.run([
            "zone", "--lab", Self.scenario, "--config", Self.policy, "--baseline", baseline, "--format",
            "json=\(folder.file("now.json"))", "--format", "text=\(folder.file("now.txt"))", "--format",
            "html=\(folder.file("now.html"))", "--format", "ndjson", Self.zone,
        ])
        #expect(result.status == 1, "\(result.stderr)")
        let now = try report(folder.file("now.json"))
        #expect(now.audits.map(\.name) == Self.names)
        #expect(now.audits.filter { $0.status == .failed }.map(\.name) == ["new.guarded.test."])
        #expect(result.stdout.split(separator: "\n").count == Self.names.count)
        #expect(now.gate == Gate(failOn: .error, policy: Self.policy, baseline: baseline))
        #expect(
            now.subject
                == Subject(zone: "guarded.test.", source: .file, place: Self.zone, serial: 2_026_112_301, records: 23))
        func audit(_ name: String) throws -> NameAudit {
            try #require(now.audits.first { $0.name == "\(name).guarded.test." })
        }
        let www = try audit("www")
        #expect(www.verdict == .broken && www.status == .passed)
        #expect(Set(www.findings.map(\.baseline)) == [.known])
        #expect(www.findings.allSatisfy { $0.location?.description == "\(Self.zone):16" })
        let legacy = try audit("legacy")
        #expect(legacy.verdict == .ipv4Only && legacy.status == .passed)
        #expect(legacy.findings.map(\.code) == ["aaaa-required", "aaaa-absent"])
        #expect(legacy.findings.first?.isWaived == true)
        #expect(Set(try audit("new").findings.filter { $0.severity == .error }.map(\.baseline)) == [.new])
        #expect(now.summary.statuses == [.passed: 11, .failed: 1])
        // A saved report gives the same documents again.
        for name in ["now.txt", "now.html"] {
            let again = try await Command.run([
                "report", folder.file("now.json"), "--output", folder.file("again-\(name)"),
            ])
            #expect(again.status == 0, "\(again.stderr)")
            #expect(try folder.read("again-\(name)") == folder.read(name))
        }
    }

    /// What the judges of the formats read.
    private struct Verdicts: Decodable {
        let json, ndjson, junit, sarif, openmetrics, csv, markdown, html, nagios, text: [String]
        let locations: [String]
        let waived: Int
        let markdownOctets: Int
    }

    @Test("one run feeds every format, each is what its readers expect, and all say the same")
    func everyFormat() async throws {
        let folder = try TestFolder()
        let baseline = try await before(in: folder)
        let endings = ["json", "ndjson", "html", "md", "xml", "sarif", "prom", "csv", "txt"]
        let result = try await Command.run(
            ["zone", "--lab", Self.scenario, "--config", Self.policy, "--baseline", baseline]
                + endings.flatMap { ["--format", "auto=\(folder.file("now.\($0)"))"] } + [
                    "--format", "nagios", Self.zone,
                ])
        #expect(result.status == 2, "CRITICAL: \(result.stderr)")
        #expect(result.stdout.hasPrefix("QUADA CRITICAL - 1 of 12 names failed; new.guarded.test. broken"))
        try folder.write(result.stdout, to: "now.nagios")
        let judged = try await Command.python("Formats/judge.py", [folder.path])
        #expect(judged.status == 0, "\(judged.stderr)")
        let read = try JSONDecoder().decode(Verdicts.self, from: Data(judged.stdout.utf8))
        for names in [
            read.json, read.ndjson, read.junit, read.sarif, read.openmetrics, read.csv, read.markdown, read.html,
            read.nagios, read.text,
        ] { #expect(names == ["new.guarded.test."]) }
        #expect(read.waived == 1)
        #expect(read.locations == [16, 20, 21].map { "\(Self.zone):\($0)" })
        #expect(read.markdownOctets < 65_536)
    }

    @Test(
        "as a plug-in it says in one line what keeps it from its work",
        arguments: [
            ["zone", "--format", "nagios", "/nonexistent.zone"], ["audit", "--format=nagios", "a..b"],
            ["audit", "--format", "nagios", "--nonsense"], ["report", "--format", "nagios", "fixtures/gtm-2014.yaml"],
        ])
    func plugin(_ arguments: [String]) async throws {
        let result = try await Command.run(arguments)
        #expect(result.status == 3)
        #expect(result.stdout.hasPrefix("QUADA UNKNOWN - "))
        #expect(result.stdout.utf8.count { $0 == 0x0A } == 1 && !result.stdout.contains("|"))
    }

    @Test("quada diff tells what is new, and fails for it")
    func diff() async throws {
        let folder = try TestFolder()
        let baseline = try await before(in: folder)
        let now = folder.file("now.json")
        _ = try await Command.run(["zone", "--lab", Self.scenario, "--config", Self.policy, "--output", now, Self.zone])
        let text = try await Command.run(["diff", baseline, now])
        #expect(text.status == 1)
        #expect(text.stdout.contains("NEW       ERROR aaaa-cname-missing"))
        #expect(text.stdout.contains("VERDICT   new.guarded.test. ready -> broken"))
        #expect(!text.stdout.contains("www.guarded.test."))
        let json = try await Command.run(["diff", "--format", "json", now, baseline])
        #expect(json.status == 0, "a fault that is gone is nothing new")
        let comparison = try JSONDecoder().decode(Comparison.self, from: Data(json.stdout.utf8))
        #expect(
            comparison.appeared.isEmpty
                && Set(comparison.vanished.map(\.code)) == ["aaaa-cname-missing", "aaaa-hidden"])
        #expect(try await Schema.complaints(about: json.stdout, schema: "quada.diff.schema.json") == "")
        #expect(try await Command.run(["diff", now, now]).status == 0)
    }

    @Test("a thousand names cost their own queries and one more each")
    func cost() async throws {
        let folder = try TestFolder()
        let records = """
            $TTL 3600
            @ SOA ns1 hostmaster 1 7200 900 1209600 300
            @ NS ns1
            @ NS ns2
            ns1 A 192.0.2.53
            ns1 AAAA 2600:1480:4000::531
            ns2 A 198.51.100.53
            ns2 AAAA 2600:1480:4000::532
            $GENERATE 1-1000 h$ A 203.0.113.1
            $GENERATE 1-1000 h$ AAAA 2600:1480:4000::17
            """
        try folder.write(records, to: "big.test.zone")
        let block = records.split(separator: "\n").map { "    \($0)\n" }.joined()
        try folder.write("zones:\n  big.test: |\n\(block)", to: "big.yaml")
        let result = try await Command.run([
            "zone", "--no-config", "--lab", folder.file("big.yaml"), "--output", folder.file("big.json"),
            folder.file("big.test.zone"),
        ])
        #expect(result.status == 0, "\(result.stderr)")
        let report = try report(folder.file("big.json"))
        #expect(report.audits.count == 1003)
        // Four addresses: eight queries for A and AAAA, and one for a zone cut on the same server.
        let queries = report.audits.reduce(0) { $0 + $1.queries }
        #expect((1003 * 9...1003 * 9 + 30).contains(queries), "\(queries) queries")
    }

    @Test("names come from standard input as they are read, and a bad one loses no other")
    func standardInput() async throws {
        let names = "# hosts\nwww.guarded.test\n\nAPI.guarded.test. # twice\napi.guarded.test\na..b\nmail.guarded.test"
        let result = try await Command.run(
            ["zone", "--no-config", "--lab", Self.scenario, "--names", "-", "--format", "ndjson"], input: names)
        #expect(result.status == 2)
        #expect(result.stderr.contains("quada: standard input:6: 'a..b' is not a name"))
        let found = try result.stdout.split(separator: "\n").map {
            try JSONDecoder().decode(NameAudit.self, from: Data($0.utf8)).name
        }
        #expect(Set(found) == ["www.guarded.test.", "api.guarded.test.", "mail.guarded.test."])
        #expect(found.count == 3)
    }

    @Test("a list longer than what is read ahead streams through")
    func stream() async throws {
        let count = 300
        let names = (1...count).map { "x\($0).apps.guarded.test\n" }.joined()
        let result = try await Command.run(
            [
                "zone", "--no-config", "--probe", "minimal", "--lab", Self.scenario, "--names", "-", "--format",
                "ndjson",
            ],
            input: names)
        #expect(result.status == 0, "\(result.stderr.suffix(300))")
        #expect(result.stdout.utf8.count { $0 == 0x0A } == count)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let stderr: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    /// `DIR` is a folder with the files of `refusals`.
    static let refusals = [
        Refusal(arguments: ["zone"], stderr: "Missing a zone's file"),
        Refusal(arguments: ["zone", "--axfr", "192.0.2.1"], stderr: "Missing the zone's name"),
        Refusal(arguments: ["zone", "--axfr", "ns1", "example.test"], stderr: "want an IPv4 or IPv6 address"),
        Refusal(arguments: ["zone", "--axfr", "192.0.2.1@0", "example.test"], stderr: "a port is 1 to 65535"),
        Refusal(arguments: ["zone", "--tsig", "x", "DIR/ok.zone"], stderr: "--tsig goes with --axfr"),
        Refusal(
            arguments: ["zone", "--axfr", "192.0.2.1", "--tsig", "DIR/ok.zone", "a.test"],
            stderr: "DIR/ok.zone: neither a key clause"),
        Refusal(arguments: ["zone", "--names", "DIR/names", "DIR/ok.zone"], stderr: "--names stands in the place of"),
        Refusal(arguments: ["zone", "--names", "DIR/names"], stderr: "DIR/names:2: 'a..b' is not a name"),
        Refusal(arguments: ["zone", "--names", "DIR/empty"], stderr: "DIR/empty: no name in it to audit"),
        Refusal(arguments: ["zone", "DIR/gone.zone"], stderr: "DIR/gone.zone: No such file or directory"),
        Refusal(arguments: ["zone", "DIR/line-700.zone"], stderr: "DIR/line-700.zone:700: AAAA: not an IPv6 address"),
        Refusal(arguments: ["zone", "DIR/includes.zone"], stderr: "DIR/part:3: unknown record type \"NONSENSE\""),
        Refusal(arguments: ["zone", "DIR/nosoa.zone"], stderr: "DIR/nosoa.zone: no SOA record"),
        Refusal(
            arguments: ["zone", "--names-from", "a,b", "DIR/ok.zone"], stderr: "--names-from: 'b' is none of zone, a"),
        Refusal(
            arguments: ["zone", "--include", "nobody.*", "DIR/ok.zone"], stderr: "none of the zone's names is left"),
        Refusal(
            arguments: ["zone", "--config", "DIR/bad.yaml", "DIR/ok.zone"],
            stderr: "DIR/bad.yaml:2: a waiver needs a reason"),
        Refusal(
            arguments: ["zone", "--config", "DIR/gone.yaml", "DIR/ok.zone"], stderr: "DIR/gone.yaml: No such file"),
        Refusal(
            arguments: ["zone", "--baseline", "DIR/other.json", "DIR/ok.zone"],
            stderr: "its schema is 'quada.report/9', this version reads quada.report/1"),
        Refusal(arguments: ["zone", "--baseline", "DIR/ok.zone", "DIR/ok.zone"], stderr: "DIR/ok.zone: not a report"),
        Refusal(
            arguments: ["zone", "--format", "json=/nonexistent/x.json", "DIR/ok.zone"], stderr: "/nonexistent/x.json: "),
        Refusal(
            arguments: ["zone", "--format", "json", "--format", "html", "DIR/ok.zone"],
            stderr: "json and html would go to one place"),
        Refusal(
            arguments: ["zone", "--format", "json=DIR/a", "--format", "html=DIR/a", "DIR/ok.zone"],
            stderr: "DIR/a: two reports would be written there"),
        Refusal(
            arguments: ["zone", "--format", "json=DIR/a", "--output", "DIR/b", "DIR/ok.zone"],
            stderr: "--output DIR/b: every --format names a file"),
        Refusal(arguments: ["zone", "--format", "xml", "DIR/ok.zone"], stderr: "xml"),
        Refusal(arguments: ["zone", "--server", "192.0.2.999", "DIR/ok.zone"], stderr: "'192.0.2.999' is not an IPv4"),
        Refusal(
            arguments: ["report", "DIR/other.json"], stderr: "make the report anew with --format json=DIR/other.json"),
        Refusal(arguments: ["report", "DIR/cut.json"], stderr: "DIR/cut.json: not a report"),
        Refusal(arguments: ["diff", "DIR/other.json", "DIR/other.json"], stderr: "its schema is 'quada.report/9'"),
        Refusal(arguments: ["config", "check", "DIR/bad.yaml"], stderr: "DIR/bad.yaml:2: a waiver needs a reason"),
    ]

    @Test("bad input is refused in words, with status 2, before anything is asked", arguments: refusals)
    func refuses(_ row: Refusal) async throws {
        let folder = try TestFolder()
        let head = "$ORIGIN ok.test.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n"
        try folder.write(head, to: "ok.zone")
        try folder.write(head + String(repeating: "; more\n", count: 695) + "www AAAA 192.0.2.1\n", to: "line-700.zone")
        try folder.write(head + "$INCLUDE part sub\n", to: "includes.zone")
        try folder.write("\n\nx NONSENSE y\n", to: "part")
        try folder.write("www.a.test. A 192.0.2.1\n", to: "nosoa.zone")
        try folder.write("www.ok.test\na..b\n", to: "names")
        try folder.write("# nobody\n", to: "empty")
        try folder.write("waivers:\n  - {match: x, codes: aaaa-absent, expires: 2027-01-01}\n", to: "bad.yaml")
        try folder.write("{\"schema\": \"quada.report/9\"}", to: "other.json")
        try folder.write("{\"schema\": \"quada.report", to: "cut.json")
        func filled(_ text: String) -> String { text.replacing("DIR", with: folder.path) }
        let result = try await Command.run(row.arguments.map(filled))
        #expect(result.status == 2)
        #expect(result.stderr.contains(filled(row.stderr)), "\(result.stderr)")
        #expect(result.stdout.isEmpty)
    }

    @Test("a waiver that expired yesterday fails, and is told with its line")
    func expired() async throws {
        let folder = try TestFolder()
        let yesterday = CalendarDay(Timestamp.now.advanced(by: .seconds(-86_400)))
        try folder.write(
            """
            names: [{match: "*", aaaa: required}]
            waivers:
              - match: legacy.guarded.test
                codes: [aaaa-required]
                reason: It goes soon.
                expires: \(yesterday)
            """, to: "quada.yaml")
        let copy = folder.file("guarded.test.zone")
        try FileManager.default.copyItem(atPath: Command.root.appending(path: Self.zone).path(), toPath: copy)
        // The policy is found upwards from the working directory.
        let inner = folder.file("inner")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let result = try await Command.run(
            ["zone", "--lab", Command.root.appending(path: Self.scenario).path(), "--include", "legacy.*", copy],
            in: inner)
        #expect(result.status == 1, "\(result.stderr)")
        #expect(result.stdout.contains("WAIVER    expired on \(yesterday)"), "\(result.stdout)")
        let check = try await Command.run(["config", "check"], in: inner)
        #expect(check.status == 1)
        #expect(
            check.stdout.contains("quada.yaml:3: the waiver expired on \(yesterday): It goes soon."), "\(check.stdout)")
        #expect(try await Command.run(["config", "check", Self.policy]).status == 0)
    }

    @Test("a policy of somebody else is not found, nor one beyond the top of a checkout")
    func strangePolicy() async throws {
        let folder = try TestFolder()
        try folder.write("severities: {aaaa-absent: error}\n", to: "quada.yaml")
        let inner = folder.file("inner")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let arguments = [
            "audit", "--lab", Command.root.appending(path: "fixtures/aaaa-absent.yaml").path(), "--format", "json",
        ]
        #expect(try await Command.run(arguments, in: inner).status == 1)
        if getuid() == 0 {
            #expect(chown(folder.file("quada.yaml"), 65_534, 65_534) == 0)
            let refused = try await Command.run(arguments, in: inner)
            #expect(refused.status == 2)
            #expect(refused.stderr.contains("belongs to another user; name it with --config"), "\(refused.stderr)")
            #expect(try await Command.run(arguments + ["--config", folder.file("quada.yaml")], in: inner).status == 1)
            #expect(try await Command.run(arguments + ["--no-config"], in: inner).status == 0)
        }
        try FileManager.default.createDirectory(atPath: inner + "/.git", withIntermediateDirectories: true)
        #expect(try await Command.run(arguments, in: inner).status == 0)
    }

    @Test("where the disk is full, the good report of before stays")
    func fullDisk() async throws {
        let folder = try TestFolder()
        try folder.write("the old report", to: "report.json")
        // Half of the report fits: RLIMIT_FSIZE in blocks of 512 octets, its signal ignored.
        let shell = "trap '' XFSZ; ulimit -f 40; exec \"$0\" \"$@\""
        let result = try await Command.shell(
            shell,
            [
                Command.path, "zone", "--lab", Self.scenario, "--no-config", "--format",
                "json=\(folder.file("report.json"))", "--format", "text=\(folder.file("report.txt"))", Self.zone,
            ])
        #expect(result.status == 2)
        #expect(result.stderr.contains("report.json: could not write the report: File too large"), "\(result.stderr)")
        #expect(try folder.read("report.json") == "the old report")
        #expect(try folder.read("report.txt").contains("Summary  12 names"), "the other document is whole")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["report.json", "report.txt"])
    }

    @Test("a name below the apex is audited at the servers given, while the world sees others")
    func newServers() async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            zones:
              new.test: |
                @    SOA ns1 hostmaster 1 7200 900 1209600 300
                @    NS  ns1
                ns1  A   192.0.2.10
                www  A   203.0.113.1
            servers:
              - {name: ns1.new.test, addresses: [192.0.2.10], zones: [new.test]}
              - {name: next.new.test, addresses: [192.0.2.20], zones: [new.test]}
            lies:
              - {server: 192.0.2.20, name: www.new.test, type: AAAA, reply: {rcode: NXDOMAIN}}
            """, to: "move.yaml")
        try folder.write("$ORIGIN new.test.\n@ SOA ns1 h 1 2 3 4 5\nwww A 203.0.113.1\n", to: "new.zone")
        let common = [
            "zone", "--no-config", "--lab", folder.file("move.yaml"), "--include", "www.*", "--format", "json",
        ]
        let old = try await Command.run(common + [folder.file("new.zone")])
        #expect(old.status == 0, "\(old.stderr)")
        let new = try await Command.run(common + ["--server", "192.0.2.20", folder.file("new.zone")])
        #expect(new.status == 1, "\(new.stderr)")
        let report = try JSONDecoder().decode(Report.self, from: Data(new.stdout.utf8))
        #expect(report.audits.flatMap(\.findings).filter { $0.severity == .error }.map(\.code) == ["aaaa-nxdomain"])
    }
}
