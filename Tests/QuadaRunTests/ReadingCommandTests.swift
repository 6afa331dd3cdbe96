#if os(Linux)
    import Foundation
    import Testing

    /// Files that strangers wrote, by the command: read in processes of their own as in the command's.
    @Suite struct ReadingCommandTests {
        struct Row: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let arguments: [String]
            let status: Int32
            /// On standard error; none where nothing is.
            let stderr: String?

            init(_ description: String, _ arguments: [String], _ status: Int32, _ stderr: String? = nil) {
                testDescription = description
                self.arguments = arguments
                self.status = status
                self.stderr = stderr
            }
        }

        static let rows = [
            Row("a scenario", ["audit", "--lab", "fixtures/gtm-2014.yaml"], 1),
            Row("a scenario that is no YAML", ["audit", "--lab", "DIR/bad.yaml"], 2, "DIR/bad.yaml:2: did not find"),
            Row(
                "a scenario with a bad record", ["audit", "--lab", "DIR/record.yaml"], 2,
                "DIR/record.yaml:5: AAAA: not an"),
            Row(
                "hints that are none", ["audit", "--hints", "DIR/bad.zone", "a.test"], 2, "DIR/bad.zone:3: AAAA: not an"
            ),
            Row("a policy", ["config", "check", "DIR/good.yaml"], 0),
            Row("a policy that is no YAML", ["config", "check", "DIR/bad.yaml"], 2, "DIR/bad.yaml:2: did not find"),
            Row("a zone with a bad record", ["zone", "DIR/bad.zone"], 2, "DIR/bad.zone:3: AAAA: not an IPv6"),
            Row("a zone whose include is bad", ["zone", "DIR/outer.zone"], 2, "DIR/bad.zone:3: AAAA: not an IPv6"),
            Row("evidence", ["replay", "DIR/whole.zst"], 1),
            Row("evidence that is cut", ["replay", "DIR/cut.zst"], 3, "DIR/cut.zst: cut off behind line"),
            Row("evidence that is damaged", ["replay", "DIR/damaged.gz"], 2, "DIR/damaged.gz: damaged as gzip behind"),
            Row("a summary of what is damaged", ["summary", "DIR/damaged.gz"], 2, "DIR/damaged.gz"),
            Row(
                "a scan of what is damaged", ["scan", "--lab", "fixtures/gtm-2014.yaml", "DIR/names.gz"], 2,
                "DIR/names.gz: damaged as gzip"),
        ]

        @Test("what is printed is the same, octet for octet", arguments: rows)
        func same(row: Row) async throws {
            let folder = try TestFolder()
            try await Self.fill(folder)
            let arguments = row.arguments.map { $0.replacing("DIR", with: folder.path) }
            let apart = try await Command.run(arguments)
            let here = try await Command.run(arguments + ["--isolation", "none"])
            #expect(apart.status == row.status, "\(apart.stderr)")
            #expect(apart.stdout == here.stdout)
            #expect(apart.stderr == here.stderr)
            #expect(here.status == row.status)
            if let words = row.stderr {
                #expect(apart.stderr.contains(words.replacing("DIR", with: folder.path)), "\(apart.stderr)")
            } else {
                #expect(apart.stderr.isEmpty, "\(apart.stderr)")
            }
        }

        private static func fill(_ folder: TestFolder) async throws {
            try folder.write("a: [1\n", to: "bad.yaml")
            try folder.write("fail-on: warning\n", to: "good.yaml")
            try folder.write(
                "zones:\n  a.test: |\n    @ SOA ns host 1 2 3 4 5\n    @ NS ns\n    ns AAAA 192.0.2.1\n",
                to: "record.yaml")
            try folder.write("@ SOA ns host 1 2 3 4 5\na A 192.0.2.1\nb AAAA ::x\nc TXT \"\n", to: "bad.zone")
            try folder.write("@ SOA ns host 1 2 3 4 5\n$INCLUDE bad.zone\n", to: "outer.zone")
            for name in ["whole.zst", "whole.gz"] {
                _ = try await Command.run(
                    ["audit", "--lab", "fixtures/gtm-2014.yaml", "--record", folder.file(name)])
            }
            var octets = try Data(contentsOf: URL(filePath: folder.file("whole.zst")))
            try octets.prefix(octets.count / 2).write(to: URL(filePath: folder.file("cut.zst")))
            octets = try Data(contentsOf: URL(filePath: folder.file("whole.gz")))
            // Its sum, at the end: what comes before is read as it was.
            octets[octets.count - 6] ^= 1
            try octets.write(to: URL(filePath: folder.file("damaged.gz")))
            try folder.write("www.shop.test\n", to: "names")
            _ = try await Command.shell("gzip -9 \"$0\"", [folder.file("names")])
            octets = try Data(contentsOf: URL(filePath: folder.file("names.gz")))
            octets[octets.count - 6] ^= 1
            try octets.write(to: URL(filePath: folder.file("names.gz")))
        }
    }
#endif
