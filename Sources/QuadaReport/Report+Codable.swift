// What the synthesised coding can not do: the schema's name, the summary that is counted, and counts that are present
// even where they are zero.

extension Report: Codable {
    private enum CodingKeys: String, CodingKey {
        case schema, tool, started, finished, vantage, isolation, subject, gate, summary, audits, notes
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(tool, forKey: .tool)
        try container.encode(started, forKey: .started)
        try container.encode(finished, forKey: .finished)
        try container.encode(vantage, forKey: .vantage)
        try container.encodeIfPresent(isolation, forKey: .isolation)
        try container.encodeIfPresent(subject, forKey: .subject)
        try container.encode(gate, forKey: .gate)
        try container.encode(summary, forKey: .summary)
        try container.encode(audits, forKey: .audits)
        try container.encode(notes, forKey: .notes)
    }

    /// - Throws: `DecodingError` where the JSON has another shape or another schema's name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let schema = try container.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema, in: container, debugDescription: "\(schema) is not \(Self.schema)")
        }
        self.init(
            tool: try container.decode(Tool.self, forKey: .tool),
            started: try container.decode(Timestamp.self, forKey: .started),
            finished: try container.decode(Timestamp.self, forKey: .finished),
            vantage: try container.decode(Vantage.self, forKey: .vantage),
            isolation: try container.decodeIfPresent(Isolation.self, forKey: .isolation),
            subject: try container.decodeIfPresent(Subject.self, forKey: .subject),
            gate: try container.decode(Gate.self, forKey: .gate),
            audits: try container.decode([NameAudit].self, forKey: .audits),
            notes: try container.decode([String].self, forKey: .notes))
    }
}

extension Summary: Encodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for verdict in Verdict.allCases {
            try container.encode(verdicts[verdict, default: 0], forKey: Key(verdict.rawValue))
        }
        var counts = container.nestedContainer(keyedBy: Key.self, forKey: Key("findings"))
        for severity in Severity.allCases {
            try counts.encode(findings[severity, default: 0], forKey: Key(severity.rawValue))
        }
        try container.encode(waived, forKey: Key("waived"))
        try container.encode(known, forKey: Key("known"))
        var names = container.nestedContainer(keyedBy: Key.self, forKey: Key("names"))
        for status in NameAudit.Status.allCases {
            try names.encode(statuses[status, default: 0], forKey: Key(status.rawValue))
        }
    }
}
