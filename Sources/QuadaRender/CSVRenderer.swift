public import QuadaReport

/// A table for spreadsheets and scripts: one row a finding at a name, and one row for a name without any.
///
/// By RFC 4180, with a header line; see `CSVLine`. A fault that shows at many names has a row at each of them, all with
/// the same `key`.
public struct CSVRenderer: Renderer {
    public let name = "csv"

    public init() {}

    /// In the order of the cells; new ones come last.
    public static let columns = [
        "name", "status", "verdict", "reason", "roles", "aaaa_expected", "severity", "declared_severity", "code", "key",
        "title", "owner", "zone", "server", "address", "transport", "detail", "effect", "rfc", "reproduce", "remedy",
        "file", "line", "waived_until", "waiver_expired", "waiver_reason", "baseline", "counts",
    ]

    public func render(_ report: Report) -> [UInt8] {
        let rows = report.audits.flatMap { audit in
            audit.findings.isEmpty ? [row(audit, nil)] : audit.findings.map { row(audit, $0) }
        }
        return ([Self.columns] + rows).flatMap(CSVLine.octets)
    }

    private func row(_ audit: NameAudit, _ finding: FindingEntry?) -> [String] {
        let location = finding?.location ?? audit.location
        let ofName: [String?] = [
            audit.name, audit.status.rawValue, audit.verdict.rawValue, audit.reason,
            audit.roles.map(\.rawValue).joined(separator: " "), audit.expectation?.rawValue,
        ]
        let ofFinding: [String?] = [
            finding?.severity.rawValue, finding?.declaredSeverity?.rawValue, finding?.code, finding?.key,
            finding?.title,
            finding?.name, finding?.zone, finding?.server?.name, finding?.server?.address,
            finding?.server?.transport.rawValue, finding?.detail, finding?.effect,
            finding?.rfc.joined(separator: "; "), finding?.reproduce, finding?.remedy,
        ]
        let ofJudgement: [String?] = [
            location?.file, location.map { "\($0.line)" }, finding?.waiver?.expires.description,
            finding?.waiver.map { "\($0.isExpired)" }, finding?.waiver?.reason, finding?.baseline?.rawValue,
            finding.map { "\($0.isCounted)" },
        ]
        return (ofName + ofFinding + ofJudgement).map { $0 ?? "" }
    }
}
