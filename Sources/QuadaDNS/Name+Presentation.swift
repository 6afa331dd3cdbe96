/// Presentation format: `\DDD` for octets that are not printable ASCII, `\X` for those with a meaning in master files
/// (RFC 1035, section 5.1).
extension Name: CustomStringConvertible, LosslessStringConvertible, Codable {
    /// Reads a name in presentation format; a missing last dot is supplied, there is no origin.
    ///
    /// - Throws: `NameError`. Octets outside ASCII are taken as they are: see `init(userInput:)` for U-labels.
    public init(presentation: some StringProtocol) throws(NameError) {
        try self.init(presentation: presentation, relativeTo: .root)
    }

    /// Reads a name as master files hold it: `@` is the origin, and a name without a last dot is relative to it.
    public init(presentation: some StringProtocol, origin: Name) throws(NameError) {
        if presentation == "@" {
            self = origin
        } else {
            try self.init(presentation: presentation, relativeTo: origin)
        }
    }

    private init(presentation: some StringProtocol, relativeTo origin: Name) throws(NameError) {
        let text = Array(presentation.utf8)
        guard !text.isEmpty else { throw .empty }
        guard text != [UInt8(ascii: ".")] else {
            self = .root
            return
        }
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var index = 0
        while index < text.count {
            let octet = text[index]
            switch octet {
            case UInt8(ascii: "."):
                guard !label.isEmpty else { throw .emptyLabel }
                labels.append(label)
                label = []
                index += 1
            case UInt8(ascii: "\\"):
                let (value, length) = try Self.escaped(text, at: index)
                label.append(value)
                index += length
            case ...0x20, 0x7F:
                throw .unescapedOctet(octet, at: index)
            default:
                label.append(octet)
                index += 1
            }
        }
        if label.isEmpty {
            try self.init(labels: labels)
        } else {
            try self.init(labels: labels + [label] + origin.labels.map(Array.init))
        }
    }

    /// Reads one `\X` or `\DDD`.
    ///
    /// - Returns: The octet meant, and how many octets of text it took.
    private static func escaped(_ text: [UInt8], at index: Int) throws(NameError) -> (UInt8, Int) {
        guard index + 1 < text.count else { throw .badEscape(at: index) }
        guard isDigit(text[index + 1]) else { return (text[index + 1], 2) }
        guard index + 3 < text.count, isDigit(text[index + 2]), isDigit(text[index + 3]) else {
            throw .badEscape(at: index)
        }
        let value = text[(index + 1)...(index + 3)].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard let octet = UInt8(exactly: value) else { throw .badEscape(at: index) }
        return (octet, 4)
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    public init?(_ description: String) {
        guard let name = try? Name(presentation: description) else { return nil }
        self = name
    }

    /// Fully qualified, in printable ASCII whatever the octets are.
    public var description: String {
        let text = textOfPlainLabels(isLowercase: false)
        return text.isEmpty ? textWithEscapes : text
    }

    /// The same in lower case.
    public var lowercaseDescription: String {
        let text = textOfPlainLabels(isLowercase: true)
        return text.isEmpty ? lowercased.textWithEscapes : text
    }

    /// The text of a name of letters, digits, hyphens and underscores, as nearly all are; empty for any other.
    private func textOfPlainLabels(isLowercase: Bool) -> String {
        String(unsafeUninitializedCapacity: wire.count) { text in
            var end = Int(wire[0])
            // The root has no label to put a dot behind.
            guard end > 0 else { return 0 }
            for index in 1..<wire.count {
                guard index <= end else {
                    text[index - 1] = UInt8(ascii: ".")
                    end = index + Int(wire[index])
                    continue
                }
                let octet = wire[index]
                let lower = octet | 0x20
                guard
                    lower &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10 || octet == UInt8(ascii: "-")
                        || octet == UInt8(ascii: "_")
                else { return 0 }
                text[index - 1] = isLowercase ? Self.lowercase(octet) : octet
            }
            return wire.count - 1
        }
    }

    private var textWithEscapes: String {
        guard !isRoot else { return "." }
        var text: [UInt8] = []
        text.reserveCapacity(wire.count + 8)
        for label in labels {
            for octet in label { Self.escape(octet, into: &text) }
            text.append(UInt8(ascii: "."))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func escape(_ octet: UInt8, into text: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "."), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: "$"):
            text.append(UInt8(ascii: "\\"))
            text.append(octet)
        case UInt8(ascii: " "):
            text.append(contentsOf: "\\032".utf8)
        default:
            PresentationText.append(octet, to: &text)
        }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do {
            self = try Name(presentation: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a domain name: \(error)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
