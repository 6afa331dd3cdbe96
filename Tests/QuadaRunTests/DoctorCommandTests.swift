import Foundation
import Testing

/// `quada doctor`, as it is run.
@Suite struct DoctorCommandTests {
    private struct Diagnosis: Decodable {
        struct Row: Decodable {
            let measure: String
            let title: String
            let level: String
            let standing: String
            let reason: String?
        }
        struct Cost: Decodable {
            let started: Double
            let resident: Int

            private enum CodingKeys: String, CodingKey {
                case started = "started_ms"
                case resident = "resident_kib"
            }
        }
        let level: String
        let worker: Cost?
        let measures: [Row]
    }

    private func diagnosis(_ output: String) async throws -> Diagnosis {
        #expect(try await Schema.complaints(about: output, schema: "quada.doctor.schema.json").isEmpty)
        return try JSONDecoder().decode(Diagnosis.self, from: Data(output.utf8))
    }

    @Test("the table and JSON say the same")
    func formats() async throws {
        let text = try await Command.run(["doctor"])
        let json = try await Command.run(["doctor", "--format", "json"])
        #expect(text.status == 0 && text.stderr.isEmpty && json.status == 0 && json.stderr.isEmpty)
        let told = try await diagnosis(json.stdout)
        let lines = text.stdout.split(separator: "\n", omittingEmptySubsequences: false)
        for row in told.measures {
            let line = try #require(lines.first { $0.hasPrefix(row.title + " ") }, "\(row.title)")
            #expect(line.hasSuffix(row.standing + (row.reason.map { ": \($0)" } ?? "")))
            #expect(line.contains(row.level))
        }
        #expect(lines.count == told.measures.count + (told.worker == nil ? 4 : 5))
        if let worker = told.worker { #expect(worker.started > 0 && worker.resident > 1000) }
    }

    /// Root of a namespace that allows no more of them is what a container often has.
    @Test("what a machine does not have is said, with the reason")
    func missing() async throws {
        let ended = try await Command.shell(
            "unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec \"$0\" \"$@\"' "
                + "\"$0\" doctor --format json", [Command.path])
        #expect(ended.status == 0, "\(ended.stderr)")
        let told = try await diagnosis(ended.stdout)
        #expect(told.level == "none")
        let row = try #require(told.measures.first { $0.measure == "user-namespace" })
        #expect(row.standing == "missing" && row.reason?.hasPrefix("no more of them allowed here") == true, "\(row)")
        let others = told.measures.filter { $0.standing == "available" }
        #expect(others.count > 10 && others.contains { $0.measure == "system-calls" })
    }

    @Test("a page that can not be written is told")
    func output() async throws {
        let result = try await Command.run(["doctor", "--output", "/nonexistent/doctor"])
        #expect(result.status == 2 && result.stdout.isEmpty && result.stderr.contains("/nonexistent/doctor"))
    }
}
