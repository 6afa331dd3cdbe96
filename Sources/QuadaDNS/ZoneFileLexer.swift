/// Cuts master-file text into entries: lines, joined where parentheses say so, without comments (RFC 1035, section 5.1).
struct ZoneFileLexer {
    struct Token: Hashable {
        /// As written, its quotes and escapes included.
        let text: String
        /// Counted from 1.
        let line: Int
    }

    struct Entry {
        /// Where it begins.
        let line: Int
        /// It begins with a blank: the owner is that of the record before.
        let inheritsOwner: Bool
        let tokens: [Token]
    }

    private let text: [UInt8]
    private var index = 0
    private var line = 1

    init(text: String) {
        self.text = Array(text.utf8)
        // A byte order mark, as some editors leave it.
        if self.text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next entry that holds anything; none at the end of the text.
    mutating func next() throws(Failure) -> Entry? {
        while index < text.count {
            let entry = try entry()
            if !entry.tokens.isEmpty { return entry }
        }
        return nil
    }

    struct Failure: Error {
        let line: Int
        let reason: ZoneFileError.Reason
    }

    private mutating func entry() throws(Failure) -> Entry {
        let first = line
        let inheritsOwner = Self.isBlank(text[index])
        var tokens: [Token] = []
        var openedAt: Int?
        scan: while index < text.count {
            let octet = text[index]
            switch octet {
            case UInt8(ascii: "\n"):
                index += 1
                line += 1
                if openedAt == nil { break scan }
            case UInt8(ascii: ";"):
                while index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "("):
                guard openedAt == nil else { throw Failure(line: line, reason: .unbalancedParenthesis) }
                openedAt = line
                index += 1
            case UInt8(ascii: ")"):
                guard openedAt != nil else { throw Failure(line: line, reason: .unbalancedParenthesis) }
                openedAt = nil
                index += 1
            case let octet where Self.isBlank(octet):
                index += 1
            default:
                tokens.append(try token())
            }
        }
        if let openedAt { throw Failure(line: openedAt, reason: .unbalancedParenthesis) }
        return Entry(line: first, inheritsOwner: inheritsOwner, tokens: tokens)
    }

    /// Reads up to a blank, a line's end, a comment or a parenthesis that is neither quoted nor escaped.
    private mutating func token() throws(Failure) -> Token {
        let start = index
        var isQuoted = false
        scan: while index < text.count {
            switch text[index] {
            case 0:
                throw Failure(line: line, reason: .nulOctet)
            case UInt8(ascii: "\n"):
                break scan
            case UInt8(ascii: "\\"):
                // What is escaped has no meaning of its own; a line's end stays one.
                index += index + 1 < text.count && text[index + 1] != UInt8(ascii: "\n") ? 2 : 1
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                index += 1
            case let octet where !isQuoted && Self.endsToken(octet):
                break scan
            default:
                index += 1
            }
        }
        guard !isQuoted else { throw Failure(line: line, reason: .unterminatedString) }
        return Token(text: String(decoding: text[start..<index], as: UTF8.self), line: line)
    }

    private static func endsToken(_ octet: UInt8) -> Bool {
        isBlank(octet) || octet == UInt8(ascii: ";") || octet == UInt8(ascii: "(") || octet == UInt8(ascii: ")")
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: "\r")
    }
}
