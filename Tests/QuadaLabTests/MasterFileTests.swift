import Foundation
import QuadaDNS
import Subprocess
import SystemPackage
import Testing

/// Master files as BIND reads them: what named-compilezone makes of a file, we make of it, too.
@Suite struct MasterFileTests {
    static let main = """
        $TTL 1h
        @ IN SOA ns1 hostmaster ( 7 2h 15m 2w 300 ) ; serial and timers
        @ NS ns1
        ns1 A 192.0.2.1
        $GENERATE 1-20/3 host-$ A 192.0.2.$
        $GENERATE 0-3 host${100,4,d}-${-0,2,x} 60 IN CNAME host-${1}
        $GENERATE 8-10 \\$literal-${0,0,X} TXT "$-$$"
        $GENERATE 16-18 ${0,5,n}.nibble PTR host-$
        before A 192.0.2.98
        $INCLUDE part sub
          AAAA 2001:db8::98
        after A 192.0.2.99
          AAAA 2001:db8::99
        """
    static let part = """
        $TTL 30
        www A 192.0.2.50
        $ORIGIN deeper.example.test.
        www AAAA 2001:db8::50
        """

    @Test("a file with $INCLUDE and $GENERATE holds the records that named-compilezone finds in it")
    func compiled() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "quada-zone-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.main.write(to: folder.appending(path: "main"), atomically: true, encoding: .utf8)
        try Self.part.write(to: folder.appending(path: "part"), atomically: true, encoding: .utf8)
        let script = "PATH=\"$PATH:/usr/sbin\"; exec named-compilezone -i none -k ignore -o - example.test main"
        let result = try await run(
            .name("sh"), arguments: ["-c", script], workingDirectory: FilePath(folder.path()),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let compiled = result.standardOutput.split(separator: "\n").filter { !$0.hasPrefix(";") && !$0.hasPrefix("OK") }
        try #require(compiled.count > 10, "\(result.standardOutput) \(result.standardError)")
        let origin = try Name(presentation: "example.test")
        let theirs = try ZoneFile(text: compiled.joined(separator: "\n"), origin: origin, source: "compiled")
        let ours = try ZoneFile(text: Self.main, origin: origin, source: "main") { file, _ in
            .success(.init(file: file, text: file == "part" ? Self.part : ""))
        }
        func lines(_ zone: ZoneFile) -> [String] { zone.records.map { "\($0)".lowercased() }.sorted() }
        #expect(lines(ours) == lines(theirs))
    }
}
