/// Gives entries their owner, TTL, class and type; their RDATA is read in batches by whoever does that.
struct ZoneFileParser {
    typealias Failure = ZoneFileLexer.Failure
    typealias Token = ZoneFileLexer.Token

    private var context: Context
    private let include: ZoneFile.Includer?
    private let rdata: WrittenRData.Reader
    /// Entries whose RDATA is not read yet, in the order of the files.
    private var pending: [Pending] = []
    private var pendingOctets = 0
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

    /// All of a record but its RDATA.
    private struct Pending {
        let owner: Name
        let ttl: UInt32
        let written: WrittenRData
        let place: ZoneFile.Place
        /// Where RDATA that is refused is told to stand.
        let line: Int
    }

    init(origin: Name, include: ZoneFile.Includer?, rdata: @escaping WrittenRData.Reader) {
        context = Context(origin: origin)
        self.include = include
        self.rdata = rdata
    }

    /// As many are read at once.
    private static let batchRecords = 4096
    private static let batchOctets = 1 << 20

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
                // What is wrong further up is told first.
                try finish()
                throw ZoneFileError(file: source, line: error.line, reason: error.reason)
            }
            if pending.count >= Self.batchRecords || pendingOctets >= Self.batchOctets { try finish() }
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
            add(try record(entry, in: source))
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

    private mutating func add(_ entry: Pending) {
        pending.append(entry)
        pendingOctets += entry.written.text.utf8.count
    }

    /// Reads the RDATA of every entry so far.
    mutating func finish() throws(ZoneFileError) {
        defer {
            pending = []
            pendingOctets = 0
        }
        var rest = pending[...]
        while !rest.isEmpty {
            var octets = 0
            let batch = rest.prefix(Self.batchRecords).prefix { entry in
                defer { octets += entry.written.text.utf8.count }
                return octets < Self.batchOctets
            }
            rest = rest.dropFirst(batch.count)
            try read(batch)
        }
    }

    private mutating func read(_ batch: ArraySlice<Pending>) throws(ZoneFileError) {
        let readings: [WrittenRData.Reading]
        do throws(WrittenRData.Unread) {
            readings = try rdata(batch.map(\.written))
        } catch {
            let place = batch.first?.place
            throw ZoneFileError(file: place?.file ?? "", line: place?.line ?? 1, reason: .unread(error.reason))
        }
        precondition(readings.count == batch.count, "as many readings as texts")
        for (entry, reading) in zip(batch, readings) {
            let type = entry.written.type
            let reason: String
            switch reading {
            case .octets(let octets):
                if let record = entry.written.record(octets) {
                    records.append(
                        ResourceRecord(
                            owner: entry.owner, type: type, rrclass: entry.written.rrclass, ttl: entry.ttl,
                            data: record.data))
                    places.append(entry.place)
                    continue
                }
                // The library joins a relative name and its origin without counting octets.
                reason = "not of the type's shape in wire form"
            case .refused(let words): reason = Self.reason(type, entry.written.text) ?? words
            }
            throw ZoneFileError(file: entry.place.file, line: entry.line, reason: .badRDATA(type, reason: reason))
        }
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
            add(try record(try directive.entry(index), in: source))
        }
    }

    private mutating func record(_ entry: ZoneFileLexer.Entry, in source: String) throws(Failure) -> Pending {
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
        guard let type = RRType(typeToken.text) ?? RRType(rareMnemonic: typeToken.text) else {
            throw Failure(line: typeToken.line, reason: .unknownType(typeToken.text))
        }
        try checkNumbers(type, tokens)
        let text = tokens.map(\.text).joined(separator: " ")
        guard text.utf8.count <= WrittenRData.maximumTextOctets else {
            throw Failure(line: typeToken.line, reason: .badRDATA(type, reason: "longer than any RDATA"))
        }
        return Pending(
            owner: owner, ttl: ttl ?? context.defaultTTL ?? context.lastTTL ?? Self.lastResortTTL,
            written: WrittenRData(type: type, rrclass: context.lastClass, text: text, origin: context.origin),
            place: ZoneFile.Place(file: source, line: entry.line), line: typeToken.line)
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
