import Subprocess
import SystemPackage
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Validators that are not ours; `.ci/install-dependencies test` installs them. A test without one fails and says so.
enum Foreign {
    private static let folder = GoldenFile.repository + "/.build/python"

    /// The schema that OASIS publishes, out of a package that brings it along.
    static let sarifSchema = folder + "/share/sarif-schema-2.1.0.json"

    /// Jenkins' xUnit plug-in's, under the MIT licence, as pytest 9.2.0 ships it in `testing/example_scripts`.
    static let junitSchema = GoldenFile.repository + "/.build/python/share/junit-10.xsd"

    /// What a program writes to standard output.
    static func python(_ program: String, _ arguments: [String] = [], input: [UInt8]) async throws -> String {
        let own = folder + "/bin/python3"
        let python: Executable =
            FileManager.default.isExecutableFile(atPath: own) ? .path(FilePath(own)) : .name("python3")
        let result = try await run(
            python, arguments: Arguments(["-c", program] + arguments), input: .array(input),
            output: .string(limit: 16 << 20), error: .string(limit: 65536))
        #expect(
            result.terminationStatus.isSuccess,
            "'.ci/install-dependencies test' installs what may be missing: \(result.standardError)")
        return result.standardOutput
    }

    /// The same, read as JSON.
    static func python<Value: Decodable>(
        _ program: String, _ arguments: [String] = [], input: [UInt8], as: Value.Type
    ) async throws -> Value {
        let output = try await python(program, arguments, input: input)
        return try JSONDecoder().decode(Value.self, from: Data(output.utf8))
    }

    /// What Prometheus' own checker complains of.
    static func promtool(_ input: [UInt8]) async throws -> String {
        do {
            let result = try await run(
                .name("promtool"), arguments: ["check", "metrics"], input: .array(input),
                output: .string(limit: 65536), error: .string(limit: 65536))
            return result.standardOutput + result.standardError
                + (result.terminationStatus.isSuccess ? "" : "\(result.terminationStatus)")
        } catch {
            return "promtool does not run; '.ci/install-dependencies test' installs it: \(error)"
        }
    }
}
