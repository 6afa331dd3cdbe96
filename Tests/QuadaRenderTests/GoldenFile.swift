import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file under `reports/` that shows what users get.
///
/// `QUADA_RECORD=1 swift test` writes it anew, and that run fails: a changed golden file is looked at and explained.
struct GoldenFile {
    let path: String

    /// - Parameter name: Relative to `reports/`.
    init(_ name: String) {
        path = Self.repository + "/reports/" + name
    }

    /// The top of the checkout this file was compiled in.
    static let repository: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// - Parameter remake: How the file is made anew, for whoever sees it differ.
    func expectEqual(_ octets: [UInt8], remake: String = "QUADA_RECORD=1 writes it anew") throws {
        if ProcessInfo.processInfo.environment["QUADA_RECORD"] == "1" {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(octets).write(to: URL(filePath: path))
            Issue.record("recorded \(path) anew; look at it, and run again without QUADA_RECORD")
            return
        }
        let expected = [UInt8](try Data(contentsOf: URL(filePath: path)))
        #expect(
            String(decoding: octets, as: UTF8.self) == String(decoding: expected, as: UTF8.self),
            "\(path) differs; \(remake)")
    }
}
