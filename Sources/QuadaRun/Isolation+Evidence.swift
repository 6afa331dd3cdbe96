internal import QuadaEvidence
internal import QuadaReport

extension EvidenceFile.Header.Isolation {
    init(_ isolation: QuadaReport.Isolation) {
        self.init(
            level: isolation.level.rawValue,
            missing: isolation.missing.map { Shortfall(measure: $0.measure, reason: $0.reason) })
    }
}

extension QuadaReport.Isolation {
    /// - Returns: None where the level has a name that is none.
    init?(_ saved: EvidenceFile.Header.Isolation) {
        guard let level = Level(rawValue: saved.level) else { return nil }
        self.init(level: level, missing: saved.missing.map { Shortfall(measure: $0.measure, reason: $0.reason) })
    }
}
