/// A zone's records, read from a master file (RFC 1035, section 5).
public struct ZoneFile: Hashable, Sendable {
    /// What relative names were completed with at the start: the zone's apex, as the caller says.
    public let origin: Name
    /// In the order of the file.
    public let records: [ResourceRecord]
    /// The line each record begins on, counted from 1, by the same index.
    public let lines: [Int]

    /// Reads a whole file's text.
    ///
    /// `$ORIGIN`, `$TTL` (RFC 2308, section 4), `@`, relative names, blank owners, parentheses, TTLs with units and
    /// unknown types (RFC 3597, section 5) are read. A TTL left out is that of `$TTL`, else the last one stated, else
    /// 3600 seconds.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - origin: The origin until the file states another.
    ///   - source: The file's name for errors.
    public init(text: String, origin: Name, source: String) throws(ZoneFileError) {
        var parser = ZoneFileParser(text: text, origin: origin)
        do throws(ZoneFileLexer.Failure) {
            try parser.parse()
        } catch {
            throw ZoneFileError(file: source, line: error.line, reason: error.reason)
        }
        self.origin = origin
        records = parser.records
        lines = parser.lines
    }
}

/// Gives entries their owner, TTL, class and type; their RDATA is read by ldns.
private struct ZoneFileParser {
    typealias Failure = ZoneFileLexer.Failure
    typealias Token = ZoneFileLexer.Token

    private var lexer: ZoneFileLexer
    private var origin: Name
    private var defaultTTL: UInt32?
    private var lastTTL: UInt32?
    private var lastClass = RRClass.in
    private var lastOwner: Name?
    private(set) var records: [ResourceRecord] = []
    private(set) var lines: [Int] = []

    init(text: String, origin: Name) {
        lexer = ZoneFileLexer(text: text)
        self.origin = origin
    }

    mutating func parse() throws(Failure) {
        while let entry = try lexer.next() {
            if !entry.inheritsOwner, entry.tokens[0].text.hasPrefix("$") {
                try directive(entry.tokens)
            } else {
                records.append(try record(entry))
                lines.append(entry.line)
            }
        }
    }

    private mutating func directive(_ tokens: [Token]) throws(Failure) {
        let name = tokens[0].text.uppercased()
        guard name == "$ORIGIN" || name == "$TTL" else {
            throw Failure(line: tokens[0].line, reason: .unsupportedDirective(tokens[0].text))
        }
        guard tokens.count == 2 else { throw Failure(line: tokens[0].line, reason: .badDirective(name)) }
        if name == "$ORIGIN" {
            origin = try self.name(tokens[1])
        } else {
            defaultTTL = try ttl(tokens[1])
        }
    }

    private mutating func record(_ entry: ZoneFileLexer.Entry) throws(Failure) -> ResourceRecord {
        var tokens = entry.tokens[...]
        if !entry.inheritsOwner { lastOwner = try name(tokens.removeFirst()) }
        guard let owner = lastOwner else { throw Failure(line: entry.line, reason: .noOwner) }
        var ttl: UInt32?
        // TTL and class stand in either order (RFC 1035, section 5.1); no type begins with a digit.
        while let token = tokens.first {
            if ttl == nil, token.text.utf8.first.map(Self.isDigit) == true {
                ttl = try self.ttl(token)
                lastTTL = ttl
            } else if let rrclass = Self.rrclass(token.text) {
                lastClass = rrclass
            } else {
                break
            }
            tokens.removeFirst()
        }
        guard let typeToken = tokens.popFirst() else { throw Failure(line: entry.line, reason: .noType) }
        guard let type = RRType(typeToken.text) ?? LDNSRecord.type(named: typeToken.text) else {
            throw Failure(line: typeToken.line, reason: .unknownType(typeToken.text))
        }
        return ResourceRecord(
            owner: owner, type: type, rrclass: lastClass, ttl: ttl ?? defaultTTL ?? lastTTL ?? Self.lastResortTTL,
            data: try data(type, tokens, line: typeToken.line))
    }

    private func data(_ type: RRType, _ tokens: ArraySlice<Token>, line: Int) throws(Failure) -> RData {
        try checkNumbers(type, tokens)
        let text = tokens.map(\.text).joined(separator: " ")
        do throws(LDNSRecord.Failure) {
            let wire = try LDNSRecord(type: type, rrclass: lastClass, rdata: text, origin: origin).wire()
            if let record = ResourceRecord(wire: wire), !record.isMalformed { return record.data }
        } catch {
            throw Failure(line: line, reason: .badRDATA(type, reason: Self.reason(type, text) ?? error.reason))
        }
        // The library joins a relative name and its origin without counting octets.
        throw Failure(line: line, reason: .badRDATA(type, reason: "not of the type's shape in wire form"))
    }

    /// Refuses numbers that do not fit their field: ldns takes 70000 for 4464.
    private func checkNumbers(_ type: RRType, _ tokens: ArraySlice<Token>) throws(Failure) {
        let count =
            switch type {
            case .mx: 1
            case .srv: 3
            default: 0
            }
        for token in tokens.prefix(count) where token.text != "\\#" {
            guard UInt16(digits: token.text) != nil else {
                throw Failure(line: token.line, reason: .badRDATA(type, reason: "\(token.text) is not a 16-bit number"))
            }
        }
    }

    private static func reason(_ type: RRType, _ text: String) -> String? {
        switch type {
        case _ where text.isEmpty: "no RDATA"
        case .a: "not an IPv4 address"
        case .aaaa: "not an IPv6 address"
        default: nil
        }
    }

    // MARK: - Fields

    private func name(_ token: Token) throws(Failure) -> Name {
        do throws(NameError) {
            return try Name(presentation: token.text, origin: origin)
        } catch {
            throw Failure(line: token.line, reason: .badName(token.text, error))
        }
    }

    /// Seconds, or a sum of numbers with units: `1h30m`.
    private func ttl(_ token: Token) throws(Failure) -> UInt32 {
        var total: UInt64 = 0
        var number: UInt64?
        for octet in token.text.utf8 {
            if Self.isDigit(octet) {
                number = (number ?? 0) * 10 + UInt64(octet - UInt8(ascii: "0"))
            } else if let seconds = Self.secondsPerUnit[octet | 0x20], let value = number {
                total += value * seconds
                number = nil
            } else {
                throw Failure(line: token.line, reason: .badTTL(token.text))
            }
            guard total + (number ?? 0) <= Self.maximumTTL else {
                throw Failure(line: token.line, reason: .badTTL(token.text))
            }
        }
        return UInt32(total + (number ?? 0))
    }

    private static func rrclass(_ text: String) -> RRClass? {
        switch text.uppercased() {
        case "IN": .in
        case "CH": .chaos
        case "HS": .hesiod
        case let upper where upper.hasPrefix("CLASS"): UInt16(digits: upper.dropFirst(5)).map { RRClass(rawValue: $0) }
        default: nil
        }
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    private static let secondsPerUnit: [UInt8: UInt64] = [
        UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600, UInt8(ascii: "d"): 86400,
        UInt8(ascii: "w"): 604_800,
    ]
    /// RFC 2181, section 8.
    private static let maximumTTL: UInt64 = 0x7FFF_FFFF
    private static let lastResortTTL: UInt32 = 3600
}

extension ResourceRecord {
    /// Reads one record that stands alone, its names not compressed; none where it can not be delimited.
    init?(wire: [UInt8]) {
        // A header that promises one answer makes a message of it.
        guard let record = Message(reading: [0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0] + wire).answer.first else {
            return nil
        }
        self = record
    }

    /// Whether the RDATA is not of its type's shape.
    var isMalformed: Bool { if case .malformed = data { true } else { false } }
}
