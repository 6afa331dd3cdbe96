import Foundation
import QuadaDNS
import QuadaReport
import QuadaStorage
import Testing

@testable import QuadaScan

/// What makes a scan one that can be gone on with.
@Suite struct LedgerTests {
    private func entry(_ position: Int) -> ScanEntry {
        ScanEntry(
            position: position, line: position + 1, octets: 0, content: .name(.root),
            digest: UInt64(position + 1) &* 0x9E37_79B9_7F4A_7C15)
    }

    @Test("whatever the order, the mark is before the first line that is missing", arguments: 0..<20)
    func done(seed: Int) {
        var generator = SeededGenerator(state: UInt64(seed))
        var done = DoneEntries()
        var seen: Set<Int> = []
        for position in (0..<200).shuffled(using: &generator) {
            done.insert(entry(position))
            seen.insert(position)
            #expect(done.mark == (0...200).first { !seen.contains($0) })
            #expect(done.count == seen.count)
        }
        #expect((0..<200).allSatisfy(done.contains) && !done.contains(200))
        #expect(done.isSame(entry(199)))
        let other = ScanEntry(position: 199, line: 200, octets: 0, content: .name(.root), digest: 1)
        #expect(!done.isSame(other))
    }

    @Test("a part that was cut off is gone on with behind its last whole piece", arguments: ["x", "x.gz", "x.zst"])
    func pieces(name: String) throws {
        let folder = try ScanFolder()
        let path = folder.file(name)
        let octets: Int
        do {
            let file = try PartFile(path: path, keeping: 0)
            try file.write(Array("one\n".utf8))
            try file.endPiece()
            octets = file.octets
            try file.write(Array(String(repeating: "lost", count: 50_000).utf8))
        }
        do {
            let file = try PartFile(path: path, keeping: octets)
            try file.write(Array("two\n".utf8))
            try file.endPiece()
        }
        var lines = try LineReader(path: path, maximumLineOctets: 1 << 20, maximumOctets: 1 << 30)
        var read: [String] = []
        while let line = try lines.next() { read.append(String(decoding: line, as: UTF8.self)) }
        #expect(read == ["one", "two"])
        #expect(throws: StorageError.damaged(.none, unpackedOctets: 1 << 20)) {
            _ = try PartFile(path: path, keeping: 1 << 20)
        }
    }

    @Test("two processes do not write one file")
    func lock() throws {
        let folder = try ScanFolder()
        let first = try PartFile(path: folder.file("x"), keeping: 0)
        _ = withExtendedLifetime(first) {
            #expect(throws: StorageError.inUse) { _ = try PartFile(path: folder.file("x"), keeping: 0) }
        }
    }

    @Test(
        "parts are numbered before the first dot of the name",
        arguments: [
            ("out.ndjson.zst", "out.0003.ndjson.zst"), ("/a.b/out.csv", "/a.b/out.0003.csv"), ("out", "out.0003"),
            ("/a.b/out", "/a.b/out.0003"), (".out", ".out.0003"),
        ])
    func parts(path: String, third: String) {
        #expect(ResultFile.Plan(path: path, octetsPerPart: 1024).path(of: 2) == third)
        #expect(ResultFile.Plan(path: path, octetsPerPart: nil).path(of: 0) == path)
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
