// The JSON face: every count is there even where it is zero, and a row has its counts beside its name.

extension ScanSummary: Codable {
    private enum CodingKeys: String, CodingKey {
        case schema, names, queries, verdicts, statuses, endings, servers, findings, operators, software
        case isPartial = "partial"
        case worstOperators = "worst_operators"
    }

    private enum FamilyKeys: String, CodingKey {
        case ipv4, ipv6
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(names, forKey: .names)
        try container.encode(queries, forKey: .queries)
        try container.encode(isPartial, forKey: .isPartial)
        try container.encode(Counts(verdicts), forKey: .verdicts)
        try container.encode(Counts(statuses), forKey: .statuses)
        try container.encode(endings, forKey: .endings)
        var servers = container.nestedContainer(keyedBy: FamilyKeys.self, forKey: .servers)
        try servers.encode(ipv4Servers, forKey: .ipv4)
        try servers.encode(ipv6Servers, forKey: .ipv6)
        try container.encode(RowList(findingTable, findings), forKey: .findings)
        try container.encode(worstOperators, forKey: .worstOperators)
        try container.encode(RowList(operatorTable, operators), forKey: .operators)
        try container.encode(RowList(softwareTable, software), forKey: .software)
    }

    /// - Throws: `DecodingError` where the JSON has another shape or another schema's name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let schema = try container.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema, in: container, debugDescription: "\(schema) is not \(Self.schema)")
        }
        self.init()
        names = try container.decode(UInt.self, forKey: .names)
        queries = try container.decode(UInt.self, forKey: .queries)
        verdicts = try container.decode(Counts<Verdict>.self, forKey: .verdicts).counts
        statuses = try container.decode(Counts<NameAudit.Status>.self, forKey: .statuses).counts
        endings = try container.decode(Endings.self, forKey: .endings)
        let servers = try container.nestedContainer(keyedBy: FamilyKeys.self, forKey: .servers)
        ipv4Servers = try servers.decode(Asked.self, forKey: .ipv4)
        ipv6Servers = try servers.decode(Asked.self, forKey: .ipv6)
        try container.decode(RowList<FindingCount>.self, forKey: .findings).fill(&findingTable)
        try container.decode(RowList<OperatorCount>.self, forKey: .operators).fill(&operatorTable)
        try container.decode(RowList<SoftwareCount>.self, forKey: .software).fill(&softwareTable)
    }
}

/// Counts by word, all words present.
private struct Counts<Word>: Codable
where Word: Hashable & Sendable & CaseIterable & RawRepresentable<String> {
    var counts: [Word: UInt]

    init(_ counts: [Word: UInt]) {
        self.counts = counts
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ word: Word) { stringValue = word.rawValue }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for word in Word.allCases { try container.encode(counts[word, default: 0], forKey: Key(word)) }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        counts = [:]
        for word in Word.allCases {
            let count = try container.decode(UInt.self, forKey: Key(word))
            // Without zeros, so that it equals one that was counted.
            if count > 0 { counts[word] = count }
        }
    }
}

/// A table's rows, and what it holds no row for.
private struct RowList<Row: TallyRow>: Codable {
    let limit: Int
    let isPartial: Bool
    let leftOut: Row.Value
    let rows: [Row]

    init(_ table: TallyTable<Row.Value>, _ rows: [Row]) {
        limit = table.limits.keys
        isPartial = table.isPartial
        leftOut = table.leftOut
        self.rows = rows
    }

    func fill(_ table: inout TallyTable<Row.Value>) {
        for row in rows {
            table.add(row.tally, to: row.key)
            table.settle()
        }
        if isPartial { table.add(leftOut, at: nil) }
    }

    private enum CodingKeys: String, CodingKey {
        case limit, rows
        case isPartial = "partial"
        case leftOut = "left_out"
    }
}
