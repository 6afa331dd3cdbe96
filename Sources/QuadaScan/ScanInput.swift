internal import QuadaDNS
internal import QuadaStorage

/// Reads the names of a scan: one a line, or a top-list of `rank,domain`, packed or not.
///
/// What stands behind `#` is left out; so are empty lines, and a first line that is a heading. A byte order mark, CRLF
/// and quotes around a field are no part of a name.
public struct ScanInput: ~Copyable {
    /// What the lines hold.
    public enum Format: Hashable, Sendable {
        case names
        /// The name is the second field of two or more.
        case rankedList
    }

    /// For messages: a path, or "standard input".
    let source: String
    private var lines: LineReader
    private var format: Format?
    private var line = 0
    private var position = 0
    private var isAtEnd = false
    /// Since the last entry.
    private var octets = 0
    private let shard: Shard
    /// FNV-1a over every line that holds something.
    private var digest: UInt64 = 0xCBF2_9CE4_8422_2325

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - format: None where the first line is to tell.
    ///   - shard: Lines of other parts are passed over.
    ///   - unpacking: Makes the unpacker where the file is packed.
    /// - Throws: Where the file can not be read, or is packed and damaged.
    init(
        path: String, format: Format? = nil, shard: Shard = .whole,
        unpacking: UnpackerMaker = LineReader.inThisProcess
    ) throws(StorageError) {
        source = path == "-" ? "standard input" : path
        self.format = format
        self.shard = shard
        lines = try LineReader(
            path: path == "-" ? "/dev/stdin" : path, maximumLineOctets: Self.maximumLineOctets, maximumOctets: .max,
            unpacking: unpacking)
    }

    /// Of all lines; none where it can not be told.
    var sizeInOctets: Int? { lines.sizeInOctets }

    /// Far longer than any name and its rank.
    private static let maximumLineOctets = 4096

    /// The next line that holds something; none at the end.
    mutating func next() throws(StorageError) -> ScanEntry? {
        while !isAtEnd {
            let octets: [UInt8]
            if let whole = try lines.next() {
                octets = whole
            } else {
                isAtEnd = true
                octets = lines.remainder
            }
            line += 1
            self.octets += octets.count + 1
            if let entry = entry(in: octets) { return entry }
        }
        return nil
    }

    private mutating func entry(in octets: [UInt8]) -> ScanEntry? {
        var text = octets[...]
        if line == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if let comment = text.firstIndex(of: UInt8(ascii: "#")) { text = text[..<comment] }
        text = text.trimmed
        guard !text.isEmpty else { return nil }
        if format == nil { format = Self.format(of: text) }
        if format == .rankedList {
            guard let field = Self.rankedName(in: text) else {
                return made(.flaw(text: text.shown, reason: "want rank,domain"), from: text)
            }
            // A heading as "rank,domain" has no number in front.
            if position == 0, line == 1, text.first.map(Self.isDigit) == false { return nil }
            text = field
        }
        return made(Self.content(of: text), from: text)
    }

    private mutating func made(_ content: ScanEntry.Content, from text: ArraySlice<UInt8>) -> ScanEntry? {
        for octet in text { digest = (digest ^ UInt64(octet)) &* 0x0000_0100_0000_01B3 }
        digest = (digest ^ 0x0A) &* 0x0000_0100_0000_01B3
        guard shard.holds(content) else { return nil }
        defer {
            position += 1
            octets = 0
        }
        return ScanEntry(position: position, line: line, octets: octets, content: content, digest: digest)
    }

    private static func content(of text: ArraySlice<UInt8>) -> ScanEntry.Content {
        guard !text.contains(where: { $0 == 0x20 || $0 == 0x09 }) else {
            return .flaw(text: text.shown, reason: "more than one word in a line")
        }
        do throws(NameError) {
            return .name(try Name(userInput: String(decoding: text, as: UTF8.self)))
        } catch {
            return .flaw(text: text.shown, reason: "\(error)")
        }
    }

    /// A list is told by a comma: no name has one without a backslash.
    private static func format(of text: ArraySlice<UInt8>) -> Format {
        rankedName(in: text) == nil ? .names : .rankedList
    }

    /// The second field of `1,example.com` or `1,"example.com",...`.
    private static func rankedName(in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let fields = text.split(separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count >= 2 else { return nil }
        var field = fields[1].trimmed
        if field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
            field = field.dropFirst().dropLast()
        }
        return field.isEmpty ? nil : field
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first <= 0x20 { slice = slice.dropFirst() }
        while let last = slice.last, last <= 0x20 { slice = slice.dropLast() }
        return slice
    }

    /// Its beginning, as text.
    fileprivate var shown: String { String(decoding: prefix(255), as: UTF8.self) }
}
