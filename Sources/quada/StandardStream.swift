#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The two descriptors that a command writes to.
enum StandardStream: Int32 {
    case standardOutput = 1
    case standardError = 2

    var isTerminal: Bool { isatty(rawValue) == 1 }
}

enum StandardError {
    /// Where standard error can not be written, there is nowhere left to say so.
    static func write(_ text: String) {
        _ = writeAll(Array(text.utf8), to: StandardStream.standardError.rawValue)
    }
}

/// Writes everything, however many calls it takes.
///
/// - Returns: The error number that stopped it; none where all was written.
func writeAll(_ octets: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = octets[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written >= 0 {
            rest = rest.dropFirst(written)
        } else if errno != EINTR {
            return errno
        }
    }
    return nil
}

/// As "No such file or directory".
func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
