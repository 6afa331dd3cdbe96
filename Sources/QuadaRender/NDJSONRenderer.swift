public import QuadaReport

/// One audit a line, each a JSON object of the shape that `audits` has in the report (`$defs/audit` of the schema).
public struct NDJSONRenderer: Renderer {
    public let name = "ndjson"

    public init() {}

    public func render(_ report: Report) -> [UInt8] { report.audits.flatMap(line(for:)) }

    /// The line of one audit, its line feed included: to be written as the audit ends.
    public func line(for audit: NameAudit) -> [UInt8] {
        var line = AuditLine(audit)
        line.end()
        return line.octets
    }
}
