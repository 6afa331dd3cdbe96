import Foundation

/// The messages in `fixtures/wire`, by the names of their files; `Tests/Fuzz/make-corpus.py` writes them.
enum SavedMessages {
    static let all: [(name: String, octets: [UInt8])] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/wire")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "bin" }.compactMap { file in
            (try? Data(contentsOf: file)).map { (file.deletingPathExtension().lastPathComponent, Array($0)) }
        }.sorted { $0.0 < $1.0 }
    }()

    /// Empty where there is no such file, which no test takes for a message.
    static func octets(_ name: String) -> [UInt8] {
        all.first { $0.name == name }?.octets ?? []
    }
}
