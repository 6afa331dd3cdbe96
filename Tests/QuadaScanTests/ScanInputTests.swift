import Foundation
import QuadaDNS
import Testing

@testable import QuadaScan

/// What the lines of a scan's input mean.
@Suite struct ScanInputTests {
    private func entries(_ text: String, format: ScanInput.Format? = nil, shard: Shard = .whole) throws -> [ScanEntry] {
        let folder = try ScanFolder()
        try folder.write(text, to: "input")
        var input = try ScanInput(path: folder.file("input"), format: format, shard: shard)
        var entries: [ScanEntry] = []
        while let entry = try input.next() { entries.append(entry) }
        return entries
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        /// The line, and the name or the flaw's text with `!` in front.
        let expected: [String]
        var testDescription: String { text.debugDescription }
    }

    @Test(
        "names, comments, lists and what is no name",
        arguments: [
            Row(text: "", expected: []),
            Row(text: "www.example.com\n", expected: ["1 www.example.com."]),
            Row(text: "www.example.com", expected: ["1 www.example.com."]),
            Row(text: "\u{FEFF}a.test\r\n\r\n# all\r\nb.test # the other\r\n", expected: ["1 a.test.", "4 b.test."]),
            Row(text: "1,example.com\n2,example.net\n", expected: ["1 example.com.", "2 example.net."]),
            Row(text: "rank,domain\n1,\"example.com\",99\n", expected: ["2 example.com."]),
            Row(text: "a.test\nb..test\nc.test\n", expected: ["1 a.test.", "2 !b..test", "3 c.test."]),
            Row(text: "a.test\ntwo words\n", expected: ["1 a.test.", "2 !two words"]),
            Row(text: "1,a.test\nb.test\n3,\n", expected: ["1 a.test.", "2 !b.test", "3 !3,"]),
            Row(text: "müller.test\n", expected: ["1 xn--mller-kva.test."]),
        ])
    func lines(_ row: Row) throws {
        let found = try entries(row.text).map { entry in
            switch entry.content {
            case .name(let name): "\(entry.line) \(name)"
            case .flaw(let text, _): "\(entry.line) !\(text)"
            }
        }
        #expect(found == row.expected)
    }

    @Test("every name is in one part, and those of one zone in the same", arguments: [1, 2, 3, 8])
    func shards(count: Int) throws {
        let zones = (0..<40).flatMap { ["z\($0).test", "z\($0).co.test", "z\($0).co.uk"] }
        let names = zones.flatMap { [$0, "www.\($0)", "a.b.\($0)"] } + ["no..name"]
        let text = names.joined(separator: "\n")
        var seen: [String: Int] = [:]
        var parts: [String: Set<Int>] = [:]
        for index in 1...count {
            let shard = try #require(Shard("\(index)/\(count)"))
            let held = try entries(text, shard: shard)
            #expect(held.map(\.position) == Array(held.indices))
            for entry in held {
                let name = names[entry.line - 1]
                seen[name, default: 0] += 1
                if let zone = zones.first(where: { name == $0 || name.hasSuffix(".\($0)") }) {
                    parts[zone, default: []].insert(index)
                }
            }
        }
        #expect(seen.count == names.count && seen.values.allSatisfy { $0 == 1 })
        #expect(parts.values.allSatisfy { $0.count == 1 })
    }

    @Test("a part is named by its number", arguments: ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
    func badShards(_ text: String) { #expect(Shard(text) == nil) }

    @Test("another input is told from the same one")
    func digests() throws {
        let first = try entries("a.test\nb.test\nc.test\n")
        #expect(try entries("a.test\n\n# more\nb.test\nc.test\n").map(\.digest) == first.map(\.digest))
        #expect(try entries("a.test\nx.test\nc.test\n")[2].digest != first[2].digest)
    }
}

/// A folder of its own, gone with the test.
final class ScanFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "quada-scan-\(UInt64.random(in: 0 ... .max))")
            .path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    }
}
