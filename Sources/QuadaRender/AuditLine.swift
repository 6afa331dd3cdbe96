internal import QuadaReport

/// One audit as JSON, octet for octet what the general encoder makes of it, at a fraction of its cost.
///
/// A scan writes thousands of lines a second, and nearly all of them have the same shape: that shape is written here by
/// hand. What is rare (findings, evidence, places in files) goes through the general encoder.
struct AuditLine {
    private(set) var octets: [UInt8] = []

    init(_ audit: NameAudit) {
        octets.reserveCapacity(4096)
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
        list(link.servers) { $0.write(server: $1) }
        write(",\"target\":")
        write(stringOrNull: link.target)
        write(",\"zone\":")
        write(stringOrNull: link.zone)
        write("}")
    }

    private mutating func write(server: ServerRow) {
        write("{\"a\":")
        write(outcome: server.a)
        write(",\"aaaa\":")
        write(outcome: server.aaaa)
        write(",\"address\":")
        write(string: server.address)
        write(",\"address_source\":")
        write(stringOrNull: server.addressSource?.rawValue)
        write(",\"conforms\":")
        write(flag: server.conforms)
        write(",\"name\":")
        write(string: server.name)
        write(",\"note\":")
        write(stringOrNull: server.note)
        write(",\"other\":{")
        for (index, type) in server.other.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { write(",") }
            write(string: type.key)
            write(":")
            write(outcome: type.value)
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
        write("{\"aa\":")
        write(flag: outcome.aa)
        write(",\"attempts\":")
        write(number: outcome.attempts)
        write(",\"outcome\":")
        write(string: outcome.outcome.rawValue)
        write(",\"rcode\":")
        write(stringOrNull: outcome.rcode)
        write(",\"records\":")
        write(strings: outcome.records)
        write(",\"rtt_ms\":")
        if let roundTrip = outcome.roundTrip { write(milliseconds: roundTrip) } else { write("null") }
        write(",\"tc\":")
        write(flag: outcome.tc)
        write(",\"ttl\":")
        if let ttl = outcome.ttl { write(number: Int(ttl)) } else { write("null") }
        write("}")
    }

    private mutating func write(impact: Impact) {
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
        for (index, element) in elements.enumerated() {
            if index > 0 { octets.append(UInt8(ascii: ",")) }
            write(&self, element)
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
            for octet in utf8 where octet < 0x20 || octet > 0x7E || octet == 0x22 || octet == 0x5C { return false }
            octets.append(UInt8(ascii: "\""))
            octets.append(contentsOf: utf8)
            octets.append(UInt8(ascii: "\""))
            return true
        }
        // Something to be escaped: there is one place that knows how.
        if !isPlain { octets += json(of: text, isPretty: false) }
    }

    private mutating func write(number: Int) {
        guard number >= 0 else {
            octets.append(UInt8(ascii: "-"))
            return write(magnitude: number.magnitude)
        }
        write(magnitude: number.magnitude)
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
