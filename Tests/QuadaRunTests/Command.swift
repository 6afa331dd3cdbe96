import Foundation
import Subprocess
import SystemPackage

/// The built command.
enum Command {
    struct Result: Sendable {
        let status: Int32
        let stdout: String
        let stderr: String
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Beside the test bundle, wherever it was built.
    static var path: String {
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appending(path: "quada").path()
    }

    /// - Parameters:
    ///   - input: What stands on standard input.
    ///   - folder: The working directory; the top of the checkout if there is none.
    static func run(_ arguments: [String], input: String = "", in folder: String? = nil) async throws -> Result {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments),
            workingDirectory: FilePath(folder ?? root.path()), input: .string(input),
            output: .string(limit: 1 << 26), error: .string(limit: 1 << 20))
        return Result(
            status: result.terminationStatus.code, stdout: result.standardOutput, stderr: result.standardError)
    }

    static func interrupted(_ arguments: [String]) async throws -> Result { try await ended(by: "INT", arguments) }

    /// Runs under `timeout`, which sends the signal after two seconds; in the foreground, or the whole group would get
    /// it as well, and a second SIGINT ends the command at once.
    static func ended(by signal: String, _ arguments: [String]) async throws -> Result {
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["--foreground", "-s", signal, "--preserve-status", "2", path] + arguments),
            workingDirectory: FilePath(root.path()), output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        return Result(
            status: result.terminationStatus.code, stdout: result.standardOutput, stderr: result.standardError)
    }
}

extension TerminationStatus {
    fileprivate var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

/// A folder of its own, gone with the test.
final class TestFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt64.random(in: 0 ... .max))").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }
}

extension Command {
    /// The same by a shell's script, which finds the command and its arguments in `$0` and `$@`.
    static func shell(_ script: String, _ arguments: [String]) async throws -> Result {
        let result = try await Subprocess.run(
            .name("bash"), arguments: Arguments(["-c", script] + arguments), workingDirectory: FilePath(root.path()),
            output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        return Result(
            status: result.terminationStatus.code, stdout: result.standardOutput, stderr: result.standardError)
    }
}

extension Command {
    /// A program beside these tests, by the Python that `.ci/install-dependencies test` provides.
    static func python(_ program: String, _ arguments: [String]) async throws -> Result {
        let result = try await Subprocess.run(
            .path(FilePath(root.appending(path: ".build/python/bin/python3").path())),
            arguments: Arguments([root.appending(path: "Tests/QuadaRunTests/\(program)").path()] + arguments),
            workingDirectory: FilePath(root.path()), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return Result(
            status: result.terminationStatus.code, stdout: result.standardOutput, stderr: result.standardError)
    }
}

/// A published schema, by a validator that is not ours.
enum Schema {
    private static let program = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema = json.load(open("reports/" + sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        for error in Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
            print(error.json_path, ascii(error.message)[:200])
        """

    /// What is wrong with a document; `.ci/install-dependencies test` provides the validator.
    static func complaints(about document: String, schema: String) async throws -> String {
        let result = try await Subprocess.run(
            .path(FilePath(Command.root.appending(path: ".build/python/bin/python3").path())),
            arguments: ["-c", program, schema], workingDirectory: FilePath(Command.root.path()),
            input: .string(document), output: .string(limit: 65536), error: .string(limit: 65536))
        return result.standardOutput + result.standardError
    }
}
