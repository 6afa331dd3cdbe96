/// One `$GENERATE` directive: a range, and a record with the range's numbers in the place of `$`.
///
/// The syntax is BIND's (Administrator Reference Manual, "The $GENERATE Directive"): `$GENERATE start-stop[/step] lhs
/// [ttl] [class] type rhs`. `$` is the number, `${offset,width,base}` the number with an offset, padded with zeros to a
/// width, in base `d`, `o`, `x` or `X`, or as nibbles with `n` or `N`; `\\$` is a dollar sign, and so is `$$`.
struct ZoneFileGenerator {
    typealias Failure = ZoneFileLexer.Failure
    typealias Token = ZoneFileLexer.Token

    let indices: StrideThrough<Int>
    private let line: Int
    private let tokens: [Token]

    /// More than any zone generates at a time; a range of all 32-bit numbers is a slip.
    private static let maximumCount = 1 << 20
    private static let maximumNumber = Int(Int32.max)
    private static let maximumWidth = 255

    init(_ tokens: [Token]) throws(Failure) {
        line = tokens[0].line
        guard tokens.count >= 5, let range = Self.range(tokens[1].text) else {
            throw Failure(line: tokens[0].line, reason: .badGenerate)
        }
        indices = range
        self.tokens = Array(tokens[2...])
    }

    private static func range(_ text: String) -> StrideThrough<Int>? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { number($0) }
        guard parts.count <= 2, ends.count == 2, let start = ends[0], let stop = ends[1], start <= stop else {
            return nil
        }
        guard let step = parts.count == 2 ? number(parts[1]) : 1, step > 0 else { return nil }
        guard (stop - start) / step < maximumCount else { return nil }
        return stride(from: start, through: stop, by: step)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text),
            number <= maximumNumber
        else { return nil }
        return number
    }

    /// The record for one number of the range, on the directive's line.
    func entry(_ index: Int) throws(Failure) -> ZoneFileLexer.Entry {
        var filled: [Token] = []
        for token in tokens { filled.append(Token(text: try fill(token, index), line: line)) }
        return ZoneFileLexer.Entry(line: line, inheritsOwner: false, tokens: filled)
    }

    private func fill(_ token: Token, _ index: Int) throws(Failure) -> String {
        var text = ""
        var rest = token.text[...]
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("\\", "$"), ("$", "$"):
                rest.removeFirst()
                text += "$"
            case ("\\", let next?):
                rest.removeFirst()
                text += "\\\(next)"
            case ("$", "{"):
                guard let end = rest.firstIndex(of: "}"),
                    let number = Self.number(index, as: rest[rest.index(after: rest.startIndex)..<end])
                else { throw Failure(line: token.line, reason: .badGenerate) }
                text += number
                rest = rest[rest.index(after: end)...]
            case ("$", _): text += "\(index)"
            default: text.append(character)
            }
        }
        return text
    }

    /// `offset[,width[,base]]`
    private static func number(_ index: Int, as modifier: Substring) -> String? {
        let parts = modifier.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), let offset = Int(parts[0]), abs(offset) <= maximumNumber else {
            return nil
        }
        guard let width = parts.count > 1 ? number(parts[1]) : 0, width <= maximumWidth else { return nil }
        let value = index + offset
        guard value >= 0 else { return nil }
        switch parts.count > 2 ? parts[2] : "d" {
        case "d": return padded("\(value)", to: width)
        case "o": return padded(String(value, radix: 8), to: width)
        case "x": return padded(String(value, radix: 16), to: width)
        case "X": return padded(String(value, radix: 16, uppercase: true), to: width)
        case "n": return nibbles(value, width: width, uppercase: false)
        case "N": return nibbles(value, width: width, uppercase: true)
        default: return nil
        }
    }

    private static func padded(_ digits: String, to width: Int) -> String {
        String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Hexadecimal digits, the least first, with dots between them; the width counts digits and dots.
    private static func nibbles(_ value: Int, width: Int, uppercase: Bool) -> String {
        let digits = padded(String(value, radix: 16, uppercase: uppercase), to: (width + 1) / 2)
        return digits.reversed().map(String.init).joined(separator: ".")
    }
}
