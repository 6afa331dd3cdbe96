import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file the user named for reading.
enum InputFile {
    /// A scenario, a policy or a hints file is far smaller; a device without end is not read for ever.
    private static let usualMaximum = 16 << 20
    /// Of what grows with a zone: its master file, a report on it, a list of its names.
    static let greatMaximum = 1 << 30

    /// - Throws: `InputError` with the path and the reason.
    static func text(_ path: String, maximumOctets: Int = usualMaximum) throws -> String {
        guard let text = String(validating: try octets(path, maximumOctets: maximumOctets), as: UTF8.self) else {
            throw InputError("\(path): not UTF-8")
        }
        return text
    }

    /// - Throws: `InputError` with the path and the reason.
    static func octets(_ path: String, maximumOctets: Int = usualMaximum) throws -> [UInt8] {
        do {
            return try read(path, maximumOctets: maximumOctets)
        } catch let error as Errno {
            throw InputError("\(path): \(error)")
        }
    }

    private static func read(_ path: String, maximumOctets: Int) throws -> [UInt8] {
        var octets: [UInt8] = []
        let file = try FileDescriptor.open(FilePath(path), .readOnly)
        try file.closeAfter {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while octets.count <= maximumOctets {
                let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                octets += chunk[..<count]
            }
        }
        guard octets.count <= maximumOctets else { throw InputError("\(path): larger than \(maximumOctets) octets") }
        return octets
    }
}
