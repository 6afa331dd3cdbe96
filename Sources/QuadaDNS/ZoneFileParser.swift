/// Gives entries their owner, TTL, class and type; their RDATA is read by ldns.
struct ZoneFileParser {
    typealias Failure = ZoneFileLexer.Failure
    typealias Token = ZoneFileLexer.Token

    private var context: Context
    private let include: ZoneFile.Includer?
    /// The files being read, each included by the one before.
    private var open: [String] = []
    private(set) var records: [ResourceRecord] = []
    private(set) var places: [ZoneFile.Place] = []

    /// What a record leaves out.
    private struct Context {
        var origin: Name
        var defaultTTL: UInt32?
        var lastTTL: UInt32?
        var lastClass = RRClass.in
        var lastOwner: Name?
    }

    init(origin: Name, include: ZoneFile.Includer?) {
        context = Context(origin: origin)
        self.include = include
    }

    /// Deeper than this nobody nests files on purpose.
    private static let maximumDepth = 16

    mutating func parse(_ text: String, source: String) throws(ZoneFileError) {
        open.append(source)
        defer { open.removeLast() }
        var lexer = ZoneFileLexer(text: text)
        while true {
            var included: Inclusion?
            do throws(Failure) {
                guard let entry = try lexer.next() else { return }
                included = try read(entry, in: source)
            } catch {
                throw ZoneFileError(file: source, line: error.line, reason: error.reason)
            }
            if let included {
                let outer = context
                // The origin and the owner come back behind it (RFC 1035, section 5.1); TTLs go on, as in BIND.
                if let origin = included.origin { context.origin = origin }
                try parse(included.file.text, source: included.file.file)
                context.origin = outer.origin
                context.lastOwner = outer.lastOwner
            }
        }
    }

    private struct Inclusion {
        let file: ZoneFile.Included
        let origin: Name?
    }

    /// - Returns: The file to be read before the next entry, where the entry says so.
    private mutating func read(_ entry: ZoneFileLexer.Entry, in source: String) throws(Failure) -> Inclusion? {
        guard !entry.inheritsOwner, entry.tokens[0].text.hasPrefix("$") else {
            add(try record(entry), in: source, line: entry.line)
            return nil
        }
        let tokens = entry.tokens
        let name = tokens[0].text.uppercased()
        switch name {
        case "$ORIGIN", "$TTL":
            guard tokens.count == 2 else { throw Failure(line: tokens[0].line, reason: .badDirective(name)) }
            if name == "$ORIGIN" {
                context.origin = try self.name(tokens[1])
            } else {
                context.defaultTTL = try ttl(tokens[1])
            }
            return nil
        case "$INCLUDE": return try inclusion(tokens, from: source)
        case "$GENERATE":
            try generate(tokens, in: source)
            return nil
        default: throw Failure(line: tokens[0].line, reason: .unsupportedDirective(tokens[0].text))
        }
    }

    private mutating func add(_ record: ResourceRecord, in source: String, line: Int) {
        records.append(record)
        places.append(ZoneFile.Place(file: source, line: line))
    }

    private func inclusion(_ tokens: [Token], from source: String) throws(Failure) -> Inclusion {
        let line = tokens[0].line
        guard let include else { throw Failure(line: line, reason: .unsupportedDirective(tokens[0].text)) }
        guard tokens.count == 2 || tokens.count == 3 else { throw Failure(line: line, reason: .badInclude) }
        let file = tokens[1].text.unquoted
        let origin = tokens.count == 3 ? try name(tokens[2]) : nil
        guard open.count < Self.maximumDepth else { throw Failure(line: line, reason: .includeTooDeep(file)) }
        switch include(file, source) {
        case .success(let included):
            guard !open.contains(included.file) else { throw Failure(line: line, reason: .includeLoop(file)) }
            return Inclusion(file: included, origin: origin)
        case .failure(let failure): throw Failure(line: line, reason: .includeUnreadable(file, reason: failure.reason))
        }
    }

    private mutating func generate(_ tokens: [Token], in source: String) throws(Failure) {
        let directive = try ZoneFileGenerator(tokens)
        for index in directive.indices {
            let entry = try directive.entry(index)
            add(try record(entry), in: source, line: entry.line)
        }
    }

    private mutating func record(_ entry: ZoneFileLexer.Entry) throws(Failure) -> ResourceRecord {
        var tokens = entry.tokens[...]
        if !entry.inheritsOwner { context.lastOwner = try name(tokens.removeFirst()) }
        guard let owner = context.lastOwner else { throw Failure(line: entry.line, reason: .noOwner) }
        var ttl: UInt32?
        // TTL and class stand in either order (RFC 1035, section 5.1); no type begins with a digit.
        while let token = tokens.first {
            if ttl == nil, token.text.utf8.first.map(Self.isDigit) == true {
                ttl = try self.ttl(token)
                context.lastTTL = ttl
            } else if let rrclass = Self.rrclass(token.text) {
                context.lastClass = rrclass
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
            owner: owner, type: type, rrclass: context.lastClass,
            ttl: ttl ?? context.defaultTTL ?? context.lastTTL ?? Self.lastResortTTL,
            data: try data(type, tokens, line: typeToken.line))
    }

    private func data(_ type: RRType, _ tokens: ArraySlice<Token>, line: Int) throws(Failure) -> RData {
        try checkNumbers(type, tokens)
        let text = tokens.map(\.text).joined(separator: " ")
        do throws(LDNSRecord.Failure) {
            let wire = try LDNSRecord(type: type, rrclass: context.lastClass, rdata: text, origin: context.origin)
                .wire()
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
            return try Name(presentation: token.text, origin: context.origin)
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

extension String {
    /// A token without the quotes around it and the escapes in it, as a file's name is written.
    fileprivate var unquoted: String {
        guard hasPrefix("\""), hasSuffix("\""), utf8.count >= 2 else { return self }
        return String(dropFirst().dropLast()).replacing("\\\"", with: "\"")
    }
}
