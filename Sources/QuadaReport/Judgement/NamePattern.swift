/// A pattern for names as a shell has it: `*` stands for any characters, dots among them, `?` for one.
///
/// It is compared with the whole name, without case; the dot behind either does not matter. `\*` and `\?` stand for the
/// characters themselves, as the presentation format of a wildcard's owner may need.
public struct NamePattern: Hashable, Sendable, Codable, CustomStringConvertible {
    private enum Part: Hashable {
        case octet(UInt8)
        case anyOne
        case anyRun
    }

    /// As it was written.
    public let description: String
    private let parts: [Part]

    /// - Returns: None for a text without a character.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        description = text
        parts = Self.parts(of: text)
    }

    public func matches(_ name: String) -> Bool {
        let octets = Self.withoutDot(Array(name.lowercased().utf8))
        // Where the last run of any characters began, to lengthen it by one whenever what follows does not fit.
        var retry: (part: Int, octet: Int)?
        var (part, octet) = (0, 0)
        while octet < octets.count {
            if part < parts.count, parts[part] == .anyRun {
                retry = (part, octet)
                part += 1
            } else if part < parts.count, parts[part] == .anyOne || parts[part] == .octet(octets[octet]) {
                part += 1
                octet += 1
            } else if let last = retry {
                retry = (last.part, last.octet + 1)
                (part, octet) = (last.part + 1, last.octet + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anyRun }
    }

    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var octets = withoutDot(Array(text.lowercased().utf8)).makeIterator()
        while let octet = octets.next() {
            switch octet {
            case UInt8(ascii: "*"):
                if parts.last != .anyRun { parts.append(.anyRun) }
            case UInt8(ascii: "?"): parts.append(.anyOne)
            case UInt8(ascii: "\\"):
                switch octets.next() {
                case let escaped? where escaped == UInt8(ascii: "*") || escaped == UInt8(ascii: "?"):
                    parts.append(.octet(escaped))
                // Any other escape is that of the presentation format, as the name has it, too.
                case let other?: parts += [.octet(octet), .octet(other)]
                case nil: parts.append(.octet(octet))
                }
            default: parts.append(.octet(octet))
            }
        }
        return parts
    }

    private static func withoutDot(_ octets: [UInt8]) -> [UInt8] {
        octets.count > 1 && octets.last == UInt8(ascii: ".") ? octets.dropLast() : octets
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let pattern = NamePattern(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "empty pattern"))
        }
        self = pattern
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
