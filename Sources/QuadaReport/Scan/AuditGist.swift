// What a summary counts of an audit, read from its line without the rest: a tenth of the time that the whole takes.

extension NameAudit {
    /// Reads of a line of JSON what `ScanSummary.add` looks at; everything else is left empty.
    ///
    /// What is skipped must be sound JSON, but need not be of the shape that an audit has.
    /// - Returns: None where anything asks for a closer look, sound or not: the decoder of the whole has the word then.
    public init?(gistOf line: [UInt8]) {
        var json = PlainJSON(line)
        do throws(PlainJSON.NotPlain) {
            try self.init(gist: &json)
            try json.end()
        } catch {
            return nil
        }
    }

    private init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var name: String?
        var verdict: Verdict?
        var status: Status?
        var queries: Int?
        var addresses: Addresses?
        var chain: [ChainLink]?
        var findings: [FindingEntry]?
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "name") {
                try Self.once(&name, try json.string())
            } else if json.is(key, "verdict") {
                try Self.once(&verdict, try json.word())
            } else if json.is(key, "status") {
                try Self.once(&status, try json.word())
            } else if json.is(key, "queries") {
                try Self.once(&queries, try json.count())
            } else if json.is(key, "addresses") {
                try Self.once(&addresses, try Addresses(gist: &json))
            } else if json.is(key, "chain") {
                try Self.once(&chain, try ChainLink.gists(&json))
            } else if json.is(key, "findings") {
                try Self.once(&findings, try FindingEntry.gists(&json))
            } else {
                try json.skip()
            }
        }
        guard let name, let verdict, let status, let queries, let addresses, let chain, let findings else {
            throw PlainJSON.NotPlain()
        }
        self.init(
            name: name, verdict: verdict, reason: "", chain: chain, addresses: addresses, findings: findings,
            queries: queries, status: status)
    }

    /// A key that is there twice is nothing that we write.
    fileprivate static func once<Value>(_ place: inout Value?, _ value: Value) throws(PlainJSON.NotPlain) {
        guard place == nil else { throw PlainJSON.NotPlain() }
        place = value
    }
}

extension Addresses {
    fileprivate init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var (ipv4, ipv6): ([String]?, [String]?)
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "ipv4") {
                try NameAudit.once(&ipv4, try Self.list(&json))
            } else if json.is(key, "ipv6") {
                try NameAudit.once(&ipv6, try Self.list(&json))
            } else {
                try json.skip()
            }
        }
        guard let ipv4, let ipv6 else { throw PlainJSON.NotPlain() }
        self.init(ipv4: ipv4, ipv6: ipv6)
    }

    private static func list(_ json: inout PlainJSON) throws(PlainJSON.NotPlain) -> [String] {
        var list: [String] = []
        try json.elements { (json) throws(PlainJSON.NotPlain) in list.append(try json.string()) }
        return list
    }
}

extension ChainLink {
    fileprivate static func gists(_ json: inout PlainJSON) throws(PlainJSON.NotPlain) -> [ChainLink] {
        var links: [ChainLink] = []
        try json.elements { (json) throws(PlainJSON.NotPlain) in links.append(try ChainLink(gist: &json)) }
        return links
    }

    private init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var zone: String??
        var servers: [ServerRow]?
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "zone") {
                try NameAudit.once(&zone, try json.stringOrNull())
            } else if json.is(key, "servers") {
                var rows: [ServerRow] = []
                try json.elements { (json) throws(PlainJSON.NotPlain) in rows.append(try ServerRow(gist: &json)) }
                try NameAudit.once(&servers, rows)
            } else {
                try json.skip()
            }
        }
        guard let zone, let servers else { throw PlainJSON.NotPlain() }
        self.init(name: "", zone: zone, servers: servers)
    }
}

extension ServerRow {
    fileprivate init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var (name, address): (String?, String?)
        var (a, aaaa): (TypeOutcome?, TypeOutcome?)
        var conforms: Bool??
        var software: Software??
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "name") {
                try NameAudit.once(&name, try json.string())
            } else if json.is(key, "address") {
                try NameAudit.once(&address, try json.string())
            } else if json.is(key, "a") {
                try NameAudit.once(&a, try TypeOutcome(gist: &json))
            } else if json.is(key, "aaaa") {
                try NameAudit.once(&aaaa, try TypeOutcome(gist: &json))
            } else if json.is(key, "conforms") {
                try NameAudit.once(&conforms, try json.truthOrNull())
            } else if json.is(key, "software") {
                try NameAudit.once(&software, try Software.gistOrNull(&json))
            } else {
                try json.skip()
            }
        }
        guard let name, let address, let a, let aaaa, let conforms, let software else { throw PlainJSON.NotPlain() }
        self.init(
            name: name, address: address, source: .parent, a: a, aaaa: aaaa, conforms: conforms, software: software)
    }
}

extension TypeOutcome {
    fileprivate init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var outcome: Outcome?
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "outcome") {
                try NameAudit.once(&outcome, try json.word())
            } else {
                try json.skip()
            }
        }
        guard let outcome else { throw PlainJSON.NotPlain() }
        self.init(outcome)
    }
}

extension Software {
    fileprivate static func gistOrNull(_ json: inout PlainJSON) throws(PlainJSON.NotPlain) -> Software? {
        if json.takesNull() { return nil }
        var product: String?
        var version: String??
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "product") {
                try NameAudit.once(&product, try json.string())
            } else if json.is(key, "version") {
                try NameAudit.once(&version, try json.stringOrNull())
            } else {
                try json.skip()
            }
        }
        guard let product, let version else { throw PlainJSON.NotPlain() }
        return Software(product: product, version: version, confidence: .low, traits: [])
    }
}

extension FindingEntry {
    fileprivate static func gists(_ json: inout PlainJSON) throws(PlainJSON.NotPlain) -> [FindingEntry] {
        var findings: [FindingEntry] = []
        try json.elements { (json) throws(PlainJSON.NotPlain) in findings.append(try FindingEntry(gist: &json)) }
        return findings
    }

    private init(gist json: inout PlainJSON) throws(PlainJSON.NotPlain) {
        var code: String?
        var severity: Severity?
        try json.members { (json, key) throws(PlainJSON.NotPlain) in
            if json.is(key, "code") {
                try NameAudit.once(&code, try json.string())
            } else if json.is(key, "severity") {
                try NameAudit.once(&severity, try json.word())
            } else if json.is(key, "waiver") || json.is(key, "baseline") {
                // Whether it counts is more than a word.
                throw PlainJSON.NotPlain()
            } else {
                try json.skip()
            }
        }
        guard let code, let severity else { throw PlainJSON.NotPlain() }
        self.init(
            code: code, key: "", severity: severity, name: "", zone: nil, title: "", detail: "", effect: "", rfc: [],
            remedy: "")
    }
}
