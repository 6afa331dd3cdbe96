import Foundation
import QuadaStorage
import Subprocess
import Testing

/// Files that grow and are read line by line, packed and not; against the tools that everybody has.
@Suite struct StorageTests {
    /// Lines that pack well, and lines that do not.
    static let lines: [[UInt8]] = {
        var state: UInt64 = 1
        return (0..<3000).map { number in
            if number.isMultiple(of: 3) { return Array("the same line again and again".utf8) }
            return (0..<number % 200).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: 33 + state >> 33 % 90)
            }
        }
    }()

    static var octets: [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }

    static let names = ["plain.ndjson", "packed.ndjson.gz", "packed.ndjson.zst"]

    private func read(_ path: String, line: Int = 1 << 20, all: Int = 1 << 24) throws -> (lines: [[UInt8]], Bool) {
        var reader = try LineReader(path: path, maximumLineOctets: line, maximumOctets: all)
        var lines: [[UInt8]] = []
        while let line = try reader.next() { lines.append(line) }
        return (lines, reader.isCutOff)
    }

    @Test("what is written is read", arguments: names)
    func roundTrip(name: String) async throws {
        try await Folder.with { folder in
            let path = folder.path(name)
            let file = try GrowingFile(path: path)
            for line in Self.lines { file.write(line + [UInt8(ascii: "\n")]) }
            try file.close()
            let (lines, isCutOff) = try read(path)
            #expect(lines == Self.lines)
            #expect(!isCutOff)
        }
    }

    @Test("what was flushed is in the file, whatever becomes of the process", arguments: names)
    func flushed(name: String) async throws {
        try await Folder.with { folder in
            let path = folder.path(name)
            let file = try GrowingFile(path: path)
            file.write(Array("one\ntwo\n".utf8))
            file.flush()
            file.write(Array("three\n".utf8))
            let (lines, isCutOff) = try read(path)
            #expect(lines == [Array("one".utf8), Array("two".utf8)])
            #expect(isCutOff == (name != "plain.ndjson"), "a packed stream has an end")
            try file.close()
            #expect(try read(path).lines.count == 3)
        }
    }

    @Test("a packed file cut off anywhere is read up to there", arguments: names)
    func cutOff(name: String) async throws {
        try await Folder.with { folder in
            let path = folder.path(name)
            let file = try GrowingFile(path: path)
            for line in Self.lines.prefix(60) { file.write(line + [UInt8(ascii: "\n")]) }
            try file.close()
            let whole = try Data(contentsOf: URL(filePath: path))
            for end in stride(from: 0, to: whole.count, by: 7) {
                try whole.prefix(end).write(to: URL(filePath: path))
                let (lines, isCutOff) = try read(path)
                #expect(lines == Array(Self.lines.prefix(lines.count)))
                #expect(isCutOff || name == "plain.ndjson" || end == 0, "at \(end)")
            }
        }
    }

    @Test("our packing is what gzip and zstd read", arguments: [("packed.gz", "gzip"), ("packed.zst", "zstd")])
    func theirReading(name: String, command: String) async throws {
        try await Folder.with { folder in
            let path = folder.path(name)
            let file = try GrowingFile(path: path)
            for (index, line) in Self.lines.enumerated() {
                file.write(line + [UInt8(ascii: "\n")])
                if index.isMultiple(of: 500) { file.flush() }
            }
            try file.close()
            let result = try await run(
                .name(command), arguments: ["-dc", path], output: .bytes(limit: 1 << 24), error: .string(limit: 4096))
            #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
            #expect(result.standardOutput == Self.octets)
        }
    }

    @Test(
        "what gzip, zstd and Python pack is what we read, in several streams, too",
        arguments: [
            "gzip -c < plain > packed", "zstd -qc < plain > packed", "zstd -q --ultra -22 -c < plain > packed",
            "(head -c 1000 plain | gzip -c; tail -c +1001 plain | gzip -9c) > packed",
            "(head -c 1000 plain | zstd -qc; tail -c +1001 plain | zstd -q19c) > packed",
            "python3 -c 'import gzip; gzip.open(\"packed\", \"wb\").write(open(\"plain\", \"rb\").read())'",
        ])
    func theirPacking(command: String) async throws {
        try await Folder.with { folder in
            try Data(Self.octets).write(to: URL(filePath: folder.path("plain")))
            let result = try await run(
                .name("sh"), arguments: ["-c", "cd '\(folder.path(""))' && \(command)"], output: .discarded,
                error: .string(limit: 4096))
            #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
            let (lines, isCutOff) = try read(folder.path("packed"))
            #expect(lines == Self.lines)
            #expect(!isCutOff)
        }
    }

    @Test("a bomb is refused before it is held", arguments: ["gzip -9c", "zstd -q19c"])
    func bombs(command: String) async throws {
        try await Folder.with { folder in
            let path = folder.path("bomb")
            let result = try await run(
                .name("sh"),
                arguments: ["-c", "(head -c 20000000 /dev/zero; yes | head -c 20000000) | \(command) > '\(path)'"],
                output: .discarded, error: .string(limit: 4096))
            #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
            #expect(throws: StorageError.lineTooLong(maximumOctets: 1 << 20)) { try read(path) }
            #expect(throws: StorageError.tooLarge(maximumOctets: 1 << 24)) { try read(path, line: 1 << 30) }
        }
    }

    @Test("damage is told, and a file that is not there", arguments: ["packed.gz", "packed.zst"])
    func damage(name: String) async throws {
        try await Folder.with { folder in
            let path = folder.path(name)
            let file = try GrowingFile(path: path)
            for line in Self.lines { file.write(line + [UInt8(ascii: "\n")]) }
            try file.close()
            var octets = [UInt8](try Data(contentsOf: URL(filePath: path)))
            octets[octets.count / 2] ^= 0xFF
            try Data(octets).write(to: URL(filePath: path))
            #expect(throws: StorageError.self) { try read(path) }
            #expect(throws: StorageError.system(ENOENT)) { try read(folder.path("absent")) }
            #expect(throws: StorageError.system(ENOENT)) { try GrowingFile(path: folder.path("absent/file")) }
            #expect(throws: StorageError.system(EISDIR)) { try GrowingFile(path: folder.path("")) }
        }
    }

    @Test(
        "a disk that is full is told when the file is closed",
        .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
    func full() throws {
        let file = try GrowingFile(path: "/dev/full")
        file.write(Array("text\n".utf8))
        file.flush()
        #expect(file.failure == .system(ENOSPC))
        #expect(throws: StorageError.system(ENOSPC)) { try file.close() }
    }
}

/// A folder that is gone after the test.
struct Folder {
    private let url: URL

    func path(_ name: String) -> String { url.appending(path: name).path() }

    static func with<Result>(_ body: (Folder) async throws -> Result) async throws -> Result {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder.url) }
        return try await body(folder)
    }

    private static func make() throws -> Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return Folder(url: url)
    }
}
