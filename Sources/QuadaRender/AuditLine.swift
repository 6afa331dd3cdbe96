internal import QuadaReport

/// One audit as JSON, octet for octet what the general encoder makes of it, at a fraction of its cost.
///
/// A scan writes thousands of lines a second, and nearly all of them have the same shape: that shape is written here by
/// hand. What is rare (findings, evidence, places in files) goes through the general encoder.
struct AuditLine {
    private(set) var octets: [UInt8] = []
    /// How the server before was written.
    private var lastRow: WrittenRow?
    /// Where the row that is being written has what may differ from row to row.
    private var varying: [Range<Int>] = []
    /// Whether there was something to be escaped.
    private var hasEscapes = false

    init(_ audit: NameAudit) {
        octets.reserveCapacity(1024 + audit.chain.reduce(0) { $0 + 256 + 768 * $1.servers.count })
        write("{")
        if let expectation = audit.expectation {
            write("\"aaaa_expected\":")
            write(string: expectation.rawValue)
            write(",")
        }
        write("\"addresses\":{\"ipv4\":")
        write(strings: audit.addresses.ipv4)
        write(",\"ipv6\":")
        write(strings: audit.addresses.ipv6)
        write("}")
        write(",\"chain\":")
        list(audit.chain) { $0.write(link: $1) }
        write(",\"elapsed_ms\":")
        write(milliseconds: audit.elapsed)
        write(",\"evidence\":")
        general(audit.evidence)
        write(",\"findings\":")
        general(audit.findings)
        if let impact = audit.impact {
            write(",\"impact\":")
            write(impact: impact)
        }
        if let location = audit.location {
            write(",\"location\":")
            octets += json(of: location, isPretty: false)
        }
        write(",\"name\":")
        write(string: audit.name)
        write(",\"notes\":")
        write(strings: audit.notes)
        write(",\"queries\":")
        write(number: audit.queries)
        write(",\"reason\":")
        write(string: audit.reason)
        write(",\"roles\":")
        list(audit.roles) { $0.write(string: $1.rawValue) }
        write(",\"status\":")
        write(string: audit.status.rawValue)
        write(",\"verdict\":")
        write(string: audit.verdict.rawValue)
        write("}")
    }

    /// Adds the line feed.
    mutating func end() { octets.append(UInt8(ascii: "\n")) }

    // MARK: - Parts of an audit

    private mutating func write(link: ChainLink) {
        write("{")
        if let impact = link.impact {
            write("\"impact\":")
            write(impact: impact)
            write(",")
        }
        write("\"link\":")
        write(stringOrNull: link.link?.rawValue)
        write(",\"name\":")
        write(string: link.name)
        write(",\"notes\":")
        write(strings: link.notes)
        write(",\"other_targets\":")
        write(strings: link.otherTargets)
        write(",\"servers\":")
        write("[")
        // By place: rows are not small.
        link.servers.withUnsafeBufferPointer { servers in
            for index in servers.indices {
                if index > 0 { write(",") }
                write(server: servers[index])
            }
        }
        write("]")
        write(",\"target\":")
        write(stringOrNull: link.target)
        write(",\"zone\":")
        write(stringOrNull: link.zone)
        write("}")
    }

    /// Nearly all servers of a zone answer alike: what a row shares with the one before is copied from there.
    private mutating func write(server: borrowing ServerRow) {
        if let lastRow, lastRow.isPattern(for: server) {
            write(server, as: lastRow)
            return
        }
        let start = octets.count
        varying.removeAll(keepingCapacity: true)
        varying.reserveCapacity(WrittenRow.varyingCount)
        hasEscapes = false
        writeWhole(server)
        lastRow = hasEscapes ? nil : WrittenRow(copy server, octets[start...], varying)
    }

    private mutating func write(_ server: borrowing ServerRow, as pattern: WrittenRow) {
        write(pattern, part: 0)
        write(millisecondsOrNull: server.a.roundTrip)
        write(pattern, part: 1)
        write(millisecondsOrNull: server.aaaa.roundTrip)
        write(pattern, part: 2)
        write(string: server.address)
        write(pattern, part: 3)
        write(string: server.name)
        write(pattern, part: 4)
    }

    private mutating func write(_ pattern: WrittenRow, part: Int) {
        let part = pattern.parts[part]
        pattern.octets.withUnsafeBufferPointer { octets.append(contentsOf: UnsafeBufferPointer(rebasing: $0[part])) }
    }

    /// Writes what may differ from row to row, and remembers where.
    private mutating func vary(_ write: (inout AuditLine) -> Void) {
        let start = octets.count
        write(&self)
        varying.append(start..<octets.count)
    }

    private mutating func writeWhole(_ server: ServerRow) {
        write("{\"a\":")
        write(outcome: server.a)
        write(",\"aaaa\":")
        write(outcome: server.aaaa)
        write(",\"address\":")
        vary { $0.write(string: server.address) }
        write(",\"address_source\":")
        write(stringOrNull: server.addressSource?.rawValue)
        write(",\"conforms\":")
        write(flag: server.conforms)
        write(",\"name\":")
        vary { $0.write(string: server.name) }
        write(",\"note\":")
        write(stringOrNull: server.note)
        write(",\"other\":{")
        if !server.other.isEmpty {
            for (index, type) in server.other.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { write(",") }
                write(string: type.key)
                write(":")
                write(outcome: type.value)
            }
        }
        write("},\"software\":")
        if let software = server.software {
            octets += json(of: software, isPretty: false)
        } else {
            write("null")
        }
        write(",\"source\":")
        write(string: server.source.rawValue)
        write("}")
    }

    private mutating func write(outcome: TypeOutcome) {
        if outcome.isInOrder {
            write(#"{"aa":true,"attempts":1,"outcome":"addresses","rcode":"NOERROR","records":"#)
        } else {
            write("{\"aa\":")
            write(flag: outcome.aa)
            write(",\"attempts\":")
            write(number: outcome.attempts)
            write(",\"outcome\":")
            write(string: outcome.outcome.rawValue)
            write(",\"rcode\":")
            write(stringOrNull: outcome.rcode)
            write(",\"records\":")
        }
        write(strings: outcome.records)
        write(",\"rtt_ms\":")
        vary { $0.write(millisecondsOrNull: outcome.roundTrip) }
        write(",\"tc\":")
        write(flag: outcome.tc)
        write(",\"ttl\":")
        if let ttl = outcome.ttl { write(number: Int(ttl)) } else { write("null") }
        write("}")
    }

    private mutating func write(impact: Impact) {
        if impact.isNone {
            write(
                """
                {"dual-stack":{"cached":{"effect":"works"},"cold":{"effect":"works"}},\
                "ipv4-only":{"cached":{"effect":"works"},"cold":{"effect":"works"}},\
                "ipv6-only":{"cached":{"effect":"works"},"cold":{"effect":"works"}},\
                "ipv6-only-dns64":{"cached":{"effect":"works"},"cold":{"effect":"works"}}}
                """)
            return
        }
        write("{\"dual-stack\":")
        write(client: impact.dualStack)
        write(",\"ipv4-only\":")
        write(client: impact.ipv4Only)
        write(",\"ipv6-only\":")
        write(client: impact.ipv6Only)
        write(",\"ipv6-only-dns64\":")
        write(client: impact.ipv6OnlyDNS64)
        if let masking = impact.masking {
            write(",\"masking\":")
            write(string: masking)
        }
        write("}")
    }

    private mutating func write(client: ClientImpact) {
        write("{\"cached\":")
        write(effect: client.cached)
        write(",\"cold\":")
        write(effect: client.cold)
        write("}")
    }

    private mutating func write(effect: ClientImpact.Effect) {
        guard effect.secondsLost == nil, effect.share == nil else {
            octets += json(of: effect, isPretty: false)
            return
        }
        write("{")
        if let detail = effect.detail {
            write("\"detail\":")
            write(string: detail)
            write(",")
        }
        write("\"effect\":")
        write(string: effect.effect.rawValue)
        write("}")
    }

    // MARK: - JSON

    private mutating func write(_ text: StaticString) {
        text.withUTF8Buffer { octets.append(contentsOf: $0) }
    }

    private mutating func list<Element>(_ elements: [Element], _ write: (inout AuditLine, Element) -> Void) {
        octets.append(UInt8(ascii: "["))
        for index in elements.indices {
            if index > 0 { octets.append(UInt8(ascii: ",")) }
            write(&self, elements[index])
        }
        octets.append(UInt8(ascii: "]"))
    }

    private mutating func general(_ elements: [some Encodable]) {
        if elements.isEmpty { write("[]") } else { octets += json(of: elements, isPretty: false) }
    }

    private mutating func write(strings: [String]) {
        list(strings) { $0.write(string: $1) }
    }

    private mutating func write(stringOrNull text: String?) {
        if let text { write(string: text) } else { write("null") }
    }

    private mutating func write(flag: Bool?) {
        switch flag {
        case true?: write("true")
        case false?: write("false")
        case nil: write("null")
        }
    }

    private mutating func write(string text: String) {
        var text = text
        let isPlain = text.withUTF8 { utf8 in
            guard !Self.hasToBeEscaped(utf8) else { return false }
            octets.append(UInt8(ascii: "\""))
            octets.append(contentsOf: utf8)
            octets.append(UInt8(ascii: "\""))
            return true
        }
        // There is one place that knows how.
        if !isPlain {
            hasEscapes = true
            octets += json(of: text, isPretty: false)
        }
    }

    /// Whether there is a control, a quotation mark, a backslash or anything that is not ASCII; eight octets at a time.
    private static func hasToBeEscaped(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(utf8)
        guard raw.count >= 8 else {
            for octet in raw where octet < 0x20 || octet > 0x7E || octet == 0x22 || octet == 0x5C { return true }
            return false
        }
        var start = 0
        while start < raw.count {
            // The last eight overlap those before.
            let word = raw.loadUnaligned(fromByteOffset: min(start, raw.count - 8), as: UInt64.self)
            if hasToBeEscaped(word) { return true }
            start += 8
        }
        return false
    }

    private static func hasToBeEscaped(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The highest bit of an octet that is 0; where there is none, no such bit at all.
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let controls = (word &- ones &* 0x20) & ~word
        let signs = zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5C) | zeros(word ^ ones &* 0x7F)
        return (word | controls | signs) & (ones &* 0x80) != 0
    }

    private mutating func write(number: Int) {
        guard number >= 0 else {
            octets.append(UInt8(ascii: "-"))
            return write(magnitude: number.magnitude)
        }
        write(magnitude: number.magnitude)
    }

    private mutating func write(millisecondsOrNull milliseconds: Milliseconds?) {
        if let milliseconds { write(milliseconds: milliseconds) } else { write("null") }
    }

    private mutating func write(magnitude: UInt) {
        if magnitude >= 10 { write(magnitude: magnitude / 10) }
        octets.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
    }

    /// Tenths, as many as there are.
    private mutating func write(milliseconds: Milliseconds) {
        guard milliseconds.value.magnitude < 1e12 else {
            octets += json(of: milliseconds, isPretty: false)
            return
        }
        let tenths = Int((milliseconds.value * 10).rounded())
        if tenths < 0 { octets.append(UInt8(ascii: "-")) }
        write(magnitude: tenths.magnitude / 10)
        if tenths % 10 != 0 {
            octets.append(UInt8(ascii: "."))
            write(magnitude: tenths.magnitude % 10)
        }
    }
}

extension TypeOutcome {
    /// Whether addresses were given at once.
    fileprivate var isInOrder: Bool {
        outcome == .addresses && attempts == 1 && aa == true && rcode == "NOERROR"
    }
}

extension Impact {
    /// Whether every client gets there as it should, and nothing is to be added.
    fileprivate var isNone: Bool {
        masking == nil && ipv4Only.isNone && dualStack.isNone && ipv6Only.isNone && ipv6OnlyDNS64.isNone
    }
}

extension ClientImpact {
    fileprivate var isNone: Bool { cold.isNone && cached.isNone }
}

extension ClientImpact.Effect {
    fileprivate var isNone: Bool { effect == .works && secondsLost == nil && share == nil && detail == nil }
}
