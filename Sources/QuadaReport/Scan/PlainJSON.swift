/// Reads JSON in one pass and builds nothing of what its caller skips, at several hundred million octets a second.
///
/// It knows plain JSON only: ASCII, and no escapes in what is asked for. Whatever else there is throws `NotPlain`, be it
/// sound or not; the caller has a decoder that knows all of it.
struct PlainJSON {
    struct NotPlain: Error {}

    private let octets: [UInt8]
    private var position = 0
    /// Deeper than any of ours, and no danger to the stack.
    private static let maximumDepth = 32

    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    // MARK: - Objects and arrays

    /// - Parameter member: Is given the key's place, and takes or skips the value.
    mutating func members(
        _ member: (inout PlainJSON, Range<Int>) throws(NotPlain) -> Void
    ) throws(NotPlain) {
        try take(UInt8(ascii: "{"))
        if takes(UInt8(ascii: "}")) { return }
        repeat {
            let key = try plainString()
            try take(UInt8(ascii: ":"))
            try member(&self, key)
        } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "}"))
    }

    mutating func elements(_ element: (inout PlainJSON) throws(NotPlain) -> Void) throws(NotPlain) {
        try take(UInt8(ascii: "["))
        if takes(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"))
    }

    /// Whether a string's octets are these.
    func `is`(_ string: Range<Int>, _ word: StaticString) -> Bool {
        guard string.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<string.count where octets[string.lowerBound + index] != word.utf8Start[index] { return false }
        return true
    }

    /// Nothing but white space may follow.
    mutating func end() throws(NotPlain) {
        passWhiteSpace()
        if position < octets.count { throw NotPlain() }
    }

    // MARK: - Values

    mutating func string() throws(NotPlain) -> String {
        let place = try plainString()
        return String(decoding: octets[place], as: UTF8.self)
    }

    mutating func word<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws(NotPlain) -> Word {
        guard let word = Word(rawValue: try string()) else { throw NotPlain() }
        return word
    }

    mutating func takesNull() -> Bool { takesWord("null") }

    mutating func stringOrNull() throws(NotPlain) -> String? {
        if takesNull() { return nil }
        return try string()
    }

    mutating func truthOrNull() throws(NotPlain) -> Bool? {
        if takesNull() { return nil }
        if takesWord("true") { return true }
        if takesWord("false") { return false }
        throw NotPlain()
    }

    /// A number of up to 18 digits, without sign, fraction or exponent.
    mutating func count() throws(NotPlain) -> Int {
        passWhiteSpace()
        let start = position
        try skipNumber()
        let digits = octets[start..<position]
        guard digits.count <= 18, digits.allSatisfy(Self.isDigit) else { throw NotPlain() }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// Passes over a value of any kind, which must be sound JSON.
    mutating func skip(depth: Int = 0) throws(NotPlain) {
        guard depth < Self.maximumDepth else { throw NotPlain() }
        passWhiteSpace()
        guard position < octets.count else { throw NotPlain() }
        switch octets[position] {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"): try members { (json, _) throws(NotPlain) in try json.skip(depth: depth + 1) }
        case UInt8(ascii: "["): try elements { (json) throws(NotPlain) in try json.skip(depth: depth + 1) }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard takesWord("true") || takesWord("false") || takesWord("null") else { throw NotPlain() }
        default: try skipNumber()
        }
    }

    // MARK: - Tokens

    private mutating func passWhiteSpace() {
        while position < octets.count, Self.isWhiteSpace(octets[position]) { position += 1 }
    }

    private static func isWhiteSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x0A || octet == 0x0D || octet == 0x09
    }

    private mutating func takes(_ octet: UInt8) -> Bool {
        passWhiteSpace()
        guard position < octets.count, octets[position] == octet else { return false }
        position += 1
        return true
    }

    private mutating func take(_ octet: UInt8) throws(NotPlain) {
        guard takes(octet) else { throw NotPlain() }
    }

    private mutating func takesWord(_ word: StaticString) -> Bool {
        passWhiteSpace()
        let end = position + word.utf8CodeUnitCount
        guard end <= octets.count, self.is(position..<end, word) else { return false }
        position = end
        return true
    }

    /// - Returns: Where the string stands, without its quotes.
    private mutating func plainString() throws(NotPlain) -> Range<Int> {
        passWhiteSpace()
        let start = position + 1
        guard try skipString() else { throw NotPlain() }
        return start..<position - 1
    }

    /// - Returns: Whether it has no escapes.
    @discardableResult
    private mutating func skipString() throws(NotPlain) -> Bool {
        let (end, isPlain) = try stringEnd()
        position = end
        return isPlain
    }

    private func stringEnd() throws(NotPlain) -> (end: Int, isPlain: Bool) {
        guard position < octets.count, octets[position] == UInt8(ascii: "\"") else { throw NotPlain() }
        var place = position + 1
        var isPlain = true
        let octets = octets.span
        while place < octets.count {
            let octet = octets[place]
            if octet == UInt8(ascii: "\"") {
                return (place + 1, isPlain)
            } else if octet == UInt8(ascii: "\\") {
                isPlain = false
                place += try escapeLength(at: place)
            } else if octet >= 0x20, octet < 0x80 {
                place += 1
            } else {
                break
            }
        }
        throw NotPlain()
    }

    private func escapeLength(at place: Int) throws(NotPlain) -> Int {
        guard place + 1 < octets.count else { throw NotPlain() }
        switch octets[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        // `\u` may be half of a pair.
        default: throw NotPlain()
        }
    }

    /// As RFC 8259, section 6, has it.
    private mutating func skipNumber() throws(NotPlain) {
        if position < octets.count, octets[position] == UInt8(ascii: "-") { position += 1 }
        let start = position
        let digits = skipDigits()
        guard digits == 1 || (digits > 1 && octets[start] != UInt8(ascii: "0")) else { throw NotPlain() }
        if position < octets.count, octets[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw NotPlain() }
        }
        guard position < octets.count, octets[position] | 0x20 == UInt8(ascii: "e") else { return }
        position += 1
        if position < octets.count, octets[position] == UInt8(ascii: "+") || octets[position] == UInt8(ascii: "-") {
            position += 1
        }
        guard skipDigits() > 0 else { throw NotPlain() }
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < octets.count, Self.isDigit(octets[position]) { position += 1 }
        return position - start
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) }
}
