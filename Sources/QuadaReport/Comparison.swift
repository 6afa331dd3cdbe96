/// What changed between two reports.
///
/// In JSON it has the shape of `reports/quada.diff.schema.json`.
public struct Comparison: Hashable, Sendable, Codable {
    public static let schema = "quada.diff/1"

    /// A report that is compared.
    public struct Side: Hashable, Sendable, Codable {
        /// The file, as it was named.
        public var place: String
        public var finished: Timestamp
        public var names: Int
    }

    /// A name whose verdict is another.
    public struct Change: Hashable, Sendable, Codable {
        public var name: String
        public var from: Verdict
        public var to: Verdict
        /// Why it is so now.
        public var reason: String
    }

    public var old: Side
    public var new: Side
    /// In the new report and not in the old one, the gravest first.
    public var appeared: [FaultEntry]
    /// In the old report and not in the new one, of names that both hold.
    public var vanished: [FaultEntry]
    /// How many are in both.
    public var unchanged: Int
    public var verdicts: [Change]
    /// Only in the new report.
    public var addedNames: [String]
    /// Only in the old report.
    public var removedNames: [String]

    /// One fault, in the words a list needs; all are in the reports.
    public struct FaultEntry: Hashable, Sendable, Codable {
        public var code: String
        public var key: String
        public var severity: Severity
        public var title: String
        public var detail: String
        @OrNull public var server: ServerReference?
        public var location: SourceLocation?
        public var isWaived: Bool
        /// The audited names behind which it shows.
        public var names: [String]

        init(_ fault: Fault) {
            let finding = fault.finding
            code = finding.code
            key = finding.key
            severity = finding.severity
            title = finding.title
            detail = finding.detail
            server = finding.server
            location = finding.location
            isWaived = finding.isWaived
            names = fault.names
        }

        private enum CodingKeys: String, CodingKey {
            case code, key, severity, title, detail, server, location, names
            case isWaived = "waived"
        }
    }

    /// - Parameters:
    ///   - oldPlace: The old report's file.
    ///   - newPlace: The new report's file.
    public init(old: Report, at oldPlace: String, new: Report, at newPlace: String) {
        self.old = Side(place: oldPlace, finished: old.finished, names: old.audits.count)
        self.new = Side(place: newPlace, finished: new.finished, names: new.audits.count)
        let (oldFaults, newFaults) = (old.faults, new.faults)
        let (oldKeys, newKeys) = (Set(oldFaults.map(\.finding.key)), Set(newFaults.map(\.finding.key)))
        let oldAudits = Dictionary(old.audits.map { ($0.name, $0) }) { first, _ in first }
        let newNames = Set(new.audits.map(\.name))
        appeared = newFaults.filter { !oldKeys.contains($0.finding.key) }.map(FaultEntry.init)
        vanished = oldFaults.filter { fault in
            !newKeys.contains(fault.finding.key) && fault.names.contains(where: newNames.contains)
        }.map(FaultEntry.init)
        unchanged = newKeys.intersection(oldKeys).count
        verdicts = new.audits.compactMap { audit in
            guard let before = oldAudits[audit.name], before.verdict != audit.verdict else { return nil }
            return Change(name: audit.name, from: before.verdict, to: audit.verdict, reason: audit.reason)
        }
        addedNames = new.audits.map(\.name).filter { oldAudits[$0] == nil }
        removedNames = old.audits.map(\.name).filter { !newNames.contains($0) }
    }

    /// Whether something appeared that is as grave and not waived.
    public func hasAppeared(atLeast severity: Severity) -> Bool {
        appeared.contains { $0.severity >= severity && !$0.isWaived }
    }

    private enum CodingKeys: String, CodingKey {
        case schema, old, new, appeared, vanished, unchanged, verdicts
        case addedNames = "added_names"
        case removedNames = "removed_names"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(old, forKey: .old)
        try container.encode(new, forKey: .new)
        try container.encode(appeared, forKey: .appeared)
        try container.encode(vanished, forKey: .vanished)
        try container.encode(unchanged, forKey: .unchanged)
        try container.encode(verdicts, forKey: .verdicts)
        try container.encode(addedNames, forKey: .addedNames)
        try container.encode(removedNames, forKey: .removedNames)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        old = try container.decode(Side.self, forKey: .old)
        new = try container.decode(Side.self, forKey: .new)
        appeared = try container.decode([FaultEntry].self, forKey: .appeared)
        vanished = try container.decode([FaultEntry].self, forKey: .vanished)
        unchanged = try container.decode(Int.self, forKey: .unchanged)
        verdicts = try container.decode([Change].self, forKey: .verdicts)
        addedNames = try container.decode([String].self, forKey: .addedNames)
        removedNames = try container.decode([String].self, forKey: .removedNames)
    }
}
