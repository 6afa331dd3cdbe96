// What a reader asks of the tables, in the order that it is read in.

extension ScanSummary {
    /// How many operators a list of the worst has.
    public static let worstLimit = 20

    /// The gravest first, then those that most names have.
    public var findings: [FindingCount] {
        findingTable.rows { left, right in
            left.severity == right.severity ? left.names > right.names : left.severity > right.severity
        }.map(FindingCount.init)
    }

    /// Those met behind most names first.
    public var operators: [OperatorCount] { operatorTable.rows { $0.names > $1.names }.map(OperatorCount.init) }

    /// Those whose servers are at fault behind most names, the worst first; none whose servers all conform.
    public var worstOperators: [OperatorCount] {
        operatorTable.rows(Self.worstLimit) {
            ($0.atFault, $0.broken, $0.names) > ($1.atFault, $1.broken, $1.names)
        }.filter { $0.value.atFault > 0 }.map(OperatorCount.init)
    }

    /// That met behind most names first.
    public var software: [SoftwareCount] { softwareTable.rows { $0.names > $1.names }.map(SoftwareCount.init) }

    /// How many operators are told apart.
    public var operatorCount: Int { operatorTable.count }

    /// What is not in `operators`, added up: a name that met several of them counts once for each.
    public var operatorsLeftOut: NameTally { operatorTable.leftOut }
    /// What is not in `software`, likewise.
    public var softwareLeftOut: NameTally { softwareTable.leftOut }
    /// What is not in `findings`.
    public var findingsLeftOut: FindingTally { findingTable.leftOut }

    /// Whether there was more to tell apart than is held: counts of names, verdicts and statuses are exact all the same,
    /// that of one operator, one software or one code may be too small.
    public var isPartial: Bool { operatorTable.isPartial || softwareTable.isPartial || findingTable.isPartial }
}
