import Foundation
import Testing

/// Every script of the repository, and those that stand inside another file.
@Suite struct ShellTests {
    static let folders = [".ci", "Tests", "examples"]

    static var scripts: [String] {
        folders.flatMap { folder in
            (FileManager.default.enumerator(atPath: Kit.path(folder))?.compactMap { $0 as? String } ?? [])
                .map { folder + "/" + $0 }
        }.filter { path in
            guard let file = FileHandle(forReadingAtPath: Kit.path(path)) else { return false }
            let line = (try? file.read(upToCount: 32)).flatMap { String(bytes: $0, encoding: .utf8) } ?? ""
            return line.hasPrefix("#!") && (line.contains("/sh\n") || line.contains("bash\n"))
        }.sorted()
    }

    /// What runs at users' or builds packages is held to more than what runs in tests.
    @Test("shellcheck has nothing to say", arguments: scripts)
    func script(path: String) async throws {
        let severity = path.hasPrefix("Tests/") ? "warning" : "style"
        let ended = try await Ended.run("shellcheck", ["--severity", severity, path])
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("the scripts that are to be checked are found")
    func found() {
        #expect(Self.scripts.contains(".ci/kits/run-action.sh"))
        #expect(Self.scripts.contains(".ci/generate-pages"))
        #expect(Self.scripts.contains(".ci/run"))
    }
}
