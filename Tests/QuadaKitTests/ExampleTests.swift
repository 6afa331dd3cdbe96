import Foundation
import Testing

/// The recipes under `examples/`, run as far as they can be here.
@Suite struct ExampleTests {
    private static let names = [
        "www.shop.test", "gtm.shop.test", "not a name", "nothing.shop.test", "shop.test", "cdn.example", "example",
    ]

    /// What does not depend on how names were divided.
    private struct Sum: Decodable, Equatable {
        struct Findings: Decodable, Equatable {
            struct Row: Decodable, Equatable {
                let code: String
                let names: Int
            }
            let rows: [Row]
        }
        let names: Int
        let verdicts: [String: Int]
        let findings: Findings

        init(_ path: String) throws {
            self = try JSONDecoder().decode(Sum.self, from: Data(contentsOf: URL(filePath: path)))
        }
    }

    private func inFolder(_ work: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "quada-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(Self.names.joined(separator: "\n").utf8).write(to: URL(filePath: folder + "/names"))
        try await work(folder)
    }

    private static let network = ["--lab", Kit.path("fixtures/gtm-2014.yaml"), "--seed", "1", "--no-config"]

    private func whole(_ folder: String) async throws -> Sum {
        let ended = try await Ended.run(
            Quada.path, ["scan"] + Self.network + ["--summary", "json=\(folder)/whole.json", folder + "/names"])
        #expect(ended.status == 0, "\(ended)")
        return try Sum(folder + "/whole.json")
    }

    @Test("parts that run side by side come to what one run comes to, and are not done twice")
    func parallel() async throws {
        try await inFolder { folder in
            let script = Kit.path("examples/parallel/scan-in-parallel")
            for _ in 0..<2 {
                let ended = try await Ended.run(
                    script, [folder + "/names", folder + "/parts", "3"] + Self.network,
                    environment: ["QUADA": Quada.path])
                #expect(ended.status == 0, "\(ended)")
                #expect(try await Sum(folder + "/parts/summary.json") == whole(folder))
            }
        }
    }

    @Test("each index of the Job scans its part")
    func kubernetes() async throws {
        try await inFolder { folder in
            let job = try Kit.text("examples/kubernetes/scan.yaml")
            let lines = job.split(separator: "\n").drop { !$0.hasSuffix("- |") }.dropFirst().prefix {
                $0.hasPrefix("              ")
            }
            // The network of the test stands where the image has the Internet.
            let command = lines.map { $0.drop { $0 == " " } }.joined(separator: "\n")
                .replacingOccurrences(
                    of: "quada scan", with: "'\(Quada.path)' scan " + Self.network.joined(separator: " "))
            for index in 0..<3 {
                let ended = try await Ended.run(
                    "sh", ["-ec", command],
                    environment: [
                        "JOB_COMPLETION_INDEX": "\(index)", "PARTS": "3", "NAMES": folder + "/names", "RESULTS": folder,
                    ])
                #expect(ended.status == 0, "\(ended)")
            }
            let summed = try await Ended.run(
                Quada.path,
                ["summary", "--format", "json=\(folder)/sum.json"] + (1...3).map { "\(folder)/part-\($0).ndjson.zst" })
            #expect(summed.status == 0, "\(summed)")
            #expect(try await Sum(folder + "/sum.json") == whole(folder))
        }
    }

    /// On a cluster of processes on this machine: a master, two workers, an executor each.
    @Test("a table made on Spark holds every name once, though a part failed, and comes to what one run comes to")
    func spark() async throws {
        try await inFolder { folder in
            // The first part that begins breaks off in the middle.
            let flaky =
                "#!/bin/sh\nif mkdir '\(folder)/failed' 2>/dev/null; then '\(Quada.path)' \"$@\" | head -c 50; exit 1; fi\n"
                + "exec '\(Quada.path)' \"$@\"\n"
            try Data(flaky.utf8).write(to: URL(filePath: folder + "/quada"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/quada")
            let home = Kit.path(".build/spark/bin/")
            let ended = try await Ended.run(
                home + "spark-submit",
                [
                    "--master", "local-cluster[2,1,1024]", Kit.path("examples/spark/scan.py"), folder + "/names",
                    folder + "/table", "--parts", "3", "--",
                ] + Self.network,
                environment: ["QUADA": folder + "/quada", "PYSPARK_PYTHON": home + "python3"])
            #expect(ended.status == 0, "\(ended)")
            #expect(FileManager.default.fileExists(atPath: folder + "/failed"))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let told = try decoder.decode(TableSum.self, from: Data(ended.output.utf8))
            let whole = try await whole(folder)
            #expect(told.names == Self.names.count && told.names == whole.names)
            #expect(told.verdicts == whole.verdicts.filter { $0.value > 0 })
            #expect(told.findings == Dictionary(uniqueKeysWithValues: whole.findings.rows.map { ($0.code, $0.names) }))
            #expect(told.brokenByOperator["gtm.test."] == 1)
        }
    }

    /// What the example prints.
    private struct TableSum: Decodable {
        let names: Int
        let verdicts: [String: Int]
        /// Names by code.
        let findings: [String: Int]
        let brokenByOperator: [String: Int]
    }

    @Test("the Job is one that Kubernetes takes")
    func job() async throws {
        let ended = try await Ended.run("kubernetes-validate", ["--strict", Kit.path("examples/kubernetes/scan.yaml")])
        #expect(ended.status == 0, "\(ended)")
    }
}
