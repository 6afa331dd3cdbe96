import Foundation
import Testing

/// Octets from the network come to no parser in C: what the sources say of ldns.
@Suite("Where ldns is used")
struct LibraryUseTests {
    /// Every Swift file of the programs, by its path below `Sources`.
    private static let sources: [(path: String, text: String)] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
            .resolvingSymlinksInPath()
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.compactMap { file in
            let path = String(file.resolvingSymlinksInPath().path.dropFirst(folder.path.count))
            return (try? String(contentsOf: file, encoding: .utf8)).map { (path, $0) }
        }
    }()

    private static func files(with text: String) -> [String] {
        sources.filter { $0.text.contains(text) }.map(\.path).sorted()
    }

    @Test("only the reader of zone files and the tests' second opinion import it")
    func imports() {
        #expect(Self.files(with: "import CLDNS") == ["/QuadaDNS/LDNSRecord.swift", "/QuadaDNS/StrictReading.swift"])
    }

    @Test("only the second opinion gives it octets, and no program asks for that")
    func octets() {
        #expect(Self.files(with: "ldns_wire2") == ["/QuadaDNS/StrictReading.swift"])
        #expect(Self.files(with: "StrictReading(").isEmpty)
        #expect(Self.files(with: "LDNSRecord(") == ["/QuadaDNS/WrittenRData.swift"])
    }
}
