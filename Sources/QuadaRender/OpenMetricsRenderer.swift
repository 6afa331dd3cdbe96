public import QuadaReport

/// Gauges for Prometheus: OpenMetrics 1.0 that is the older text format, too.
///
/// node_exporter's textfile collector reads the latter, to which `# UNIT` and `# EOF` are comments; so all are gauges,
/// where OpenMetrics also has types (info, stateset) that the other lacks. What is counted is the state of one run and
/// may fall, hence no counters. There are at most 30 series for the whole, 7 for each of `maximumNames` names and 3 for
/// each of `maximumServers` servers; how many were left out is a gauge of its own. Names that failed go before others.
///
/// - SeeAlso: OpenMetrics 1.0.0, "Text format"; Prometheus, "Exposition formats".
public struct OpenMetricsRenderer: Renderer {
    public let name = "openmetrics"
    public var maximumNames: Int
    /// Rows of one address of a server and one name of a chain, over all audits.
    public var maximumServers: Int

    public init(maximumNames: Int = 1_000, maximumServers: Int = 4_000) {
        self.maximumNames = maximumNames
        self.maximumServers = maximumServers
    }

    public func render(_ report: Report) -> [UInt8] {
        let families = run(report) + counts(report) + names(report) + servers(report)
        let lines = families.flatMap(\.lines) + ["# EOF"]
        return lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }

    // MARK: - The run

    private func run(_ report: Report) -> [MetricFamily] {
        let finished = max(0, report.finished.millisecondsSince1970)
        let fraction = String(1000 + finished % 1000).dropFirst()
        return [
            MetricFamily(
                "build_info", help: "The version that made the report; always 1.",
                [.init([("version", report.tool.version)], "1")]),
            MetricFamily(
                "run_timestamp_seconds", unit: "seconds", help: "When the run ended, in seconds since 1970.",
                [.init([], "\(finished / 1000).\(fraction)")]),
            MetricFamily(
                "run_duration_seconds", unit: "seconds", help: "How long the run took.",
                [.init([], report.duration.seconds(decimals: 3))]),
            MetricFamily(
                "queries", help: "Queries sent in the run, retries included.", [.init([], "\(report.queries)")]),
        ]
    }

    private func counts(_ report: Report) -> [MetricFamily] {
        let summary = report.summary
        return [
            MetricFamily(
                "names", help: "Names by verdict.",
                Verdict.allCases.map { .init([("verdict", $0.rawValue)], "\(summary.verdicts[$0, default: 0])") }),
            MetricFamily(
                "names_status", help: "Names by status: what comes of them, held against threshold and policy.",
                NameAudit.Status.allCases.map {
                    .init([("status", $0.rawValue)], "\(summary.statuses[$0, default: 0])")
                }),
            MetricFamily(
                "findings", help: "Distinct faults that count, by severity: neither waived nor known before.",
                Severity.allCases.map { .init([("severity", $0.rawValue)], "\(summary.findings[$0, default: 0])") }),
            MetricFamily(
                "findings_waived", help: "Distinct faults that the policy waives.", [.init([], "\(summary.waived)")]),
            MetricFamily(
                "findings_known", help: "Distinct faults known from the earlier report.",
                [.init([], "\(summary.known)")]),
        ]
    }

    // MARK: - Names

    private func names(_ report: Report) -> [MetricFamily] {
        var seen: Set<String> = []
        let audits = NameAudit.Status.byUrgency.flatMap { status in report.audits.filter { $0.status == status } }
            .filter { seen.insert($0.name.visible).inserted }
        let shown = audits.prefix(max(0, maximumNames))
        return [
            MetricFamily(
                "name_info", help: "The zone and the verdict of a name; always 1.",
                shown.map { audit in
                    .init(
                        [
                            ("name", audit.name), ("zone", audit.chain.first?.zone ?? ""),
                            ("verdict", audit.verdict.rawValue),
                        ], "1")
                }),
            MetricFamily(
                "name_status", help: "Whether the name has the status: 1 for one of the three.",
                shown.flatMap { audit in
                    NameAudit.Status.allCases.map { status in
                        .init([("name", audit.name), ("status", status.rawValue)], audit.status == status ? "1" : "0")
                    }
                }),
            MetricFamily(
                "name_findings", help: "Findings at the name that count, by severity.",
                shown.flatMap { audit in
                    Severity.allCases.map { severity in
                        let count = audit.findings.count { $0.isCounted && $0.severity == severity }
                        return .init([("name", audit.name), ("severity", severity.rawValue)], "\(count)")
                    }
                }),
            MetricFamily(
                "names_left_out", help: "Names without series of their own, for there are too many.",
                [.init([], "\(audits.count - shown.count)")]),
        ]
    }

    // MARK: - Servers

    private func servers(_ report: Report) -> [MetricFamily] {
        let all = report.audits.flatMap(\.chain).flatMap { link in
            link.servers.map { row in
                ServerSeries(
                    row: row,
                    labels: [
                        ("name", link.name), ("zone", link.zone ?? ""), ("server", row.name), ("address", row.address),
                    ])
            }
        }
        // A link of many chains may have one server at one name twice: it is at fault if either row says so.
        var seen: Set<[String]> = []
        let rows = [true, false].flatMap { isAtFault in all.filter { ($0.row.conforms == false) == isAtFault } }
            .filter { seen.insert($0.labels.map(\.1.visible)).inserted }
        let shown = rows.prefix(max(0, maximumServers))
        return [
            MetricFamily(
                "server_conforms", help: "Whether the server answers for the name by the rules; absent where unknown.",
                shown.compactMap { server in server.row.conforms.map { .init(server.labels, $0 ? "1" : "0") } }),
            MetricFamily(
                "server_rtt_seconds", unit: "seconds", help: "Round-trip time of the answered query, by type.",
                shown.flatMap { server in
                    [("A", server.row.a), ("AAAA", server.row.aaaa)].compactMap { type, outcome in
                        outcome.roundTrip.map { .init(server.labels + [("type", type)], $0.seconds(decimals: 4)) }
                    }
                }),
            MetricFamily(
                "servers_left_out", help: "Servers without series of their own, for there are too many.",
                [.init([], "\(rows.count - shown.count)")]),
        ]
    }
}

extension NameAudit.Status {
    /// Those first that somebody has to look at.
    fileprivate static let byUrgency: [NameAudit.Status] = [.failed, .inconclusive, .passed]
}

/// One address of a server, asked for one name.
private struct ServerSeries {
    let row: ServerRow
    let labels: [(String, String)]
}

/// One gauge with all its series.
private struct MetricFamily {
    struct Sample {
        let labels: [(String, String)]
        let value: String

        init(_ labels: [(String, String)], _ value: String) {
            self.labels = labels
            self.value = value
        }
    }

    let name: String
    let unit: String?
    let help: String
    let samples: [Sample]

    init(_ name: String, unit: String? = nil, help: String, _ samples: [Sample]) {
        self.name = "quada_" + name
        self.unit = unit
        self.help = help
        self.samples = samples
    }

    var lines: [String] {
        ["# TYPE \(name) gauge"] + (unit.map { ["# UNIT \(name) \($0)"] } ?? []) + ["# HELP \(name) \(help)"]
            + samples.map { sample in
                let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
                return name + (labels.isEmpty ? "" : "{\(labels)}") + " " + sample.value
            }
    }

    /// Both formats escape the backslash, the quote and the line feed; the last is no longer there.
    private static func escaped(_ value: String) -> String {
        value.visible.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
