import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file the user named for reading.
enum InputFile {
    /// A scenario or a hints file is far smaller; a device without end is not read for ever.
    private static let maximumOctets = 16 << 20

    /// - Throws: `InputError` with the path and the reason.
    static func text(_ path: String) throws -> String {
        var octets: [UInt8] = []
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            try file.closeAfter {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                while octets.count <= maximumOctets {
                    let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                    if count == 0 { break }
                    octets += chunk[..<count]
                }
            }
        } catch let error as Errno {
            throw InputError("\(path): \(error)")
        }
        guard octets.count <= maximumOctets else { throw InputError("\(path): larger than \(maximumOctets) octets") }
        guard let text = String(validating: octets, as: UTF8.self) else { throw InputError("\(path): not UTF-8") }
        return text
    }
}
