public import QuadaReport

/// JUnit's XML, as CI systems read it: one test case a name.
///
/// A name that failed is a failure with all that made it fail, one that could not be audited is skipped; what was found
/// and does not make it fail stands in `system-out`. There is no authority over the format: this is what the schema of
/// Jenkins' xUnit plug-in (`junit-10.xsd`) allows, and `file` and `line` beside it, by which others find the record of
/// the zone file.
public struct JUnitRenderer: Renderer {
    public let name = "junit"
    /// Whether a test case has `file` and `line` where the report knows them. The schema has neither, and Jenkins' xUnit
    /// plug-in keeps to it; its JUnit plug-in, GitLab and others do not.
    public var showsLocations: Bool

    public init(showsLocations: Bool = true) {
        self.showsLocations = showsLocations
    }

    public func render(_ report: Report) -> [UInt8] {
        let counts = report.summary.statuses
        let time = report.duration.seconds(decimals: 3)
        let totals: [(String, String?)] = [
            ("tests", "\(report.audits.count)"), ("failures", "\(counts[.failed, default: 0])"), ("errors", "0"),
        ]
        var xml = XMLText()
        xml.begin("testsuites", [("name", report.tool.name)] + totals + [("time", time)])
        xml.begin(
            "testsuite",
            [("name", report.subject?.phrase ?? "names")] + totals + [
                ("skipped", "\(counts[.inconclusive, default: 0])"), ("time", time),
                // Seconds without a zone, as JUnit writes them; in UTC.
                ("timestamp", String(report.started.description.prefix(19))),
                // The report does not say where it was made, and Ant has this word for it.
                ("hostname", "localhost"),
            ])
        xml.begin("properties", [])
        for (name, value) in properties(of: report) { xml.element("property", [("name", name), ("value", value)]) }
        xml.end()
        for audit in report.audits { add(audit, of: report, to: &xml) }
        if !report.notes.isEmpty { xml.element("system-out", content: report.notes) }
        xml.end()
        xml.end()
        return xml.octets
    }

    private func properties(of report: Report) -> [(String, String)] {
        let summary = report.summary
        return [
            ("tool.name", report.tool.name), ("tool.version", report.tool.version),
            ("fail_on", report.gate.failOn?.rawValue ?? "never"), ("policy", report.gate.policy ?? "none"),
            ("baseline", report.gate.baseline ?? "none"), ("network", report.vantage.network.rawValue),
            ("ipv4", "\(report.vantage.ipv4)"), ("ipv6", "\(report.vantage.ipv6)"),
            ("seed", "\(report.vantage.seed)"), ("queries", "\(report.queries)"),
        ] + (report.isolation.map { [("isolation", $0.level.rawValue)] } ?? [])
            + Severity.allCases.map { ("findings.\($0.rawValue)", "\(summary.findings[$0, default: 0])") }
            + [("findings.waived", "\(summary.waived)"), ("findings.known", "\(summary.known)")]
    }

    private func add(_ audit: NameAudit, of report: Report, to xml: inout XMLText) {
        let place = showsLocations ? audit.location : nil
        xml.begin(
            "testcase",
            [
                ("classname", className(of: audit, in: report)), ("name", audit.name),
                ("time", audit.elapsed.seconds(decimals: 3)), ("file", place?.file),
                ("line", place.map { "\($0.line)" }),
            ])
        let failing = audit.status == .failed ? audit.findings.filter { $0.fails(by: report.gate) } : []
        switch audit.status {
        case .passed: break
        case .failed:
            // Without a finding that explains it, the reason has to.
            let first = failing.first
            let message = first.map { "\($0.title): \($0.detail)" } ?? audit.reason
            let more = failing.count > 1 ? " (and \(counted(failing.count - 1, "other finding"))" + ")" : ""
            let text = failing.isEmpty ? [audit.reason] : failing.flatMap(\.textLines)
            xml.element(
                "failure", [("type", first?.code ?? audit.verdict.rawValue), ("message", message + more)],
                content: text)
        case .inconclusive: xml.element("skipped", [("message", audit.reason)])
        }
        let others = audit.findings.filter { !failing.contains($0) }
        let output = ["\(audit.verdict.rawValue): \(audit.reason)"] + others.flatMap(\.textLines) + audit.notes
        xml.element("system-out", content: output)
        xml.end()
    }

    /// The zone, without the dot behind which Jenkins would look for a class; the dots inside make its packages.
    private func className(of audit: NameAudit, in report: Report) -> String {
        let zone = audit.chain.first?.zone ?? report.subject?.zone ?? "no zone"
        return zone.count > 1 && zone.hasSuffix(".") ? String(zone.dropLast()) : zone
    }
}
