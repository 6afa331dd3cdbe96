import Foundation
import Subprocess
import SystemPackage
import Testing

/// A file of `.ci/kits`, or beside it at the top where its tool wants it.
enum Kit {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// Where `.ci/install-dependencies test` puts the linters that are not packages of the system.
    static let ownTools = repository + ".build/kits/bin/"

    static func path(_ name: String) -> String { repository + name }

    static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

/// A command that has ended.
struct Ended: Sendable, CustomStringConvertible {
    let status: Int32
    let output: String
    let errors: String

    var description: String { "status \(status)\n\(output)\(errors)" }

    /// Runs a command from the top of the checkout.
    ///
    /// - Parameters:
    ///   - tool: A path, one of `Kit.ownTools`, or a name on the PATH.
    ///   - environment: Replaces what it names, and adds.
    static func run(
        _ tool: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil,
        input: String = ""
    ) async throws -> Ended {
        let own = Kit.ownTools + tool
        let executable: Executable =
            if tool.contains("/") {
                .path(FilePath(tool))
            } else if FileManager.default.isExecutableFile(atPath: own) {
                .path(FilePath(own))
            } else {
                .name(tool)
            }
        let changes = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
        let result = try await Subprocess.run(
            executable, arguments: Arguments(arguments), environment: .inherit.updating(changes),
            workingDirectory: FilePath(folder ?? Kit.repository), input: .string(input),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let status =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Ended(status: status, output: result.standardOutput, errors: result.standardError)
    }
}

/// The command that this package builds.
enum Quada {
    /// Beside the test bundle, wherever it was built.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quada")
        .path()

    /// Whether `--format` knows it; the kits were written beside the formats they use.
    static func writes(_ format: String) async throws -> Bool {
        try await Ended.run(path, ["audit", "--help"]).output.contains(format)
    }

    static func has(_ subcommand: String) async throws -> Bool {
        try await Ended.run(path, [subcommand, "--help"]).output.contains("quada \(subcommand)")
    }
}

/// A folder that goes when its owner does.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let name = "quada-kit-\(UInt64.random(in: 0...(.max)))"
        path = FileManager.default.temporaryDirectory.appending(path: name).path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// - Returns: The path of the file.
    @discardableResult
    func write(_ text: String, to name: String, isExecutable: Bool = false) throws -> String {
        let file = path + "/" + name
        let folder = URL(filePath: file).deletingLastPathComponent().path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        if isExecutable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file) }
        return file
    }

    /// Empty where there is no such file.
    func text(_ name: String) -> String { (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? "" }
}

/// A `quada` that writes down its arguments, one a line in brackets, leaves a report in each file it is told to, and ends
/// as it is told.
///
/// The kits are about which arguments reach quada and what is made of its reports; quada itself has its own tests.
struct StandIn {
    let scratch: Scratch
    /// The folder to put before the PATH.
    var folder: String { scratch.path + "/bin" }
    var path: String { folder + "/quada" }
    var environment: [String: String] {
        ["PATH": folder + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")]
    }

    init(in scratch: Scratch, status: Int32 = 0, says: String = "the report") throws {
        self.scratch = scratch
        try scratch.write(
            """
            #!/bin/sh
            printf '[%s]\\n' "$@" >>'\(scratch.path)/arguments'
            for argument in "$@"; do
                case "$argument" in *.xml | *.sarif | *.md | *.json) ;; *) continue ;; esac
                case "$argument" in *=*/*) printf '%s\\n' "as $argument" >"${argument#*=}" ;; esac
            done
            printf '%s\\n' '\(says)'
            exit \(status)
            """, to: "bin/quada", isExecutable: true)
    }

    /// What reached it, over all calls.
    var arguments: [String] {
        scratch.text("arguments").split(separator: "\n").map { String($0.dropFirst().dropLast()) }
    }
}
