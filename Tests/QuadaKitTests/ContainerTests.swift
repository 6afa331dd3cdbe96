import Testing

/// What the container is built from; the link that it relies on is tested by `Tests/Package/run.sh`.
@Suite struct ContainerTests {
    @Test("hadolint has nothing to say")
    func lint() async throws {
        let ended = try await Ended.run("hadolint", [Kit.path(".ci/kits/Containerfile")])
        #expect(ended.status == 0, "\(ended)")
    }

    @Test("what is copied into the build is not ignored, and is there")
    func context() throws {
        let ignored = try Kit.text(".ci/kits/Containerfile.dockerignore")
        let lines = try Kit.text(".ci/kits/Containerfile").split(separator: "\n")
        let copied = lines.filter { $0.hasPrefix("COPY ") && !$0.contains("--from") }.flatMap { line in
            line.split(separator: " ").dropFirst().dropLast().map(String.init)
        }
        #expect(copied.contains("Sources"))
        for path in copied { #expect(ignored.contains("\n!\(path)\n"), "\(path)") }
    }
}
