public import QuadaReport

/// The summary of a scan as one JSON document, by `reports/quada.summary.schema.json`; read back, it can be added to
/// others.
public struct ScanSummaryJSONRenderer: Sendable {
    public init() {}

    public func render(_ summary: ScanSummary) -> [UInt8] {
        json(of: summary, isPretty: true) + [UInt8(ascii: "\n")]
    }
}
