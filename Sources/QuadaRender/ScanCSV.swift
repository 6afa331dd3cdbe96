public import QuadaReport

/// A table of a scan for spreadsheets and scripts, written line by line as the names end: a row a name; see `CSVLine`.
///
/// `CSVRenderer` has a row a finding, with all its words.
public struct ScanCSV: Sendable {
    public init() {}

    /// In the order of the cells; new ones come last.
    public static let columns = [
        "name", "verdict", "status", "reason", "ipv4", "ipv6", "zone", "links", "end", "servers", "servers_at_fault",
        "operators", "operators_at_fault", "errors", "warnings", "notices", "codes", "software", "queries",
        "elapsed_ms",
    ]

    /// The first line, once.
    public var header: [UInt8] { CSVLine.octets(Self.columns) }

    /// The line of one name. Lists in a cell have blanks between them; findings that are waived or were known before are
    /// in none of its columns.
    public func line(for audit: NameAudit) -> [UInt8] {
        let rows = audit.chain.flatMap { link in link.servers.map { (zone: link.zone, server: $0) } }
        let atFault = rows.filter { $0.server.conforms == false }
        let findings = audit.findings.filter(\.isCounted)
        func operators(_ rows: [(zone: String?, server: ServerRow)]) -> String {
            rows.map { ServerOperator.name(of: $0.server.name, in: $0.zone) }.uniqued().joined(separator: " ")
        }
        func count(_ severity: Severity) -> String { "\(findings.count { $0.severity == severity })" }
        let ofName = [
            audit.name, audit.verdict.rawValue, audit.status.rawValue, audit.reason,
            audit.addresses.ipv4.joined(separator: " "), audit.addresses.ipv6.joined(separator: " "),
            audit.chain.first?.zone ?? "", "\(audit.chain.count)", audit.chain.last?.name ?? "",
        ]
        let ofServers = ["\(rows.count)", "\(atFault.count)", operators(rows), operators(atFault)]
        let ofFindings = [
            count(.error), count(.warning), count(.notice), findings.map(\.code).uniqued().joined(separator: " "),
        ]
        let software = rows.compactMap(\.server.software).map { hint in
            hint.version.map { "\(hint.product) \($0)" } ?? hint.product
        }
        return CSVLine.octets(
            ofName + ofServers + ofFindings
                + [software.uniqued().joined(separator: "; "), "\(audit.queries)", "\(audit.elapsed.value)"])
    }
}
