public import QuadaReport

/// The summary of a scan as one self-contained page, without a script: tables whose rows draw their numbers as bars.
///
/// The bars repeat what stands in words beside them, so they are hidden from a screen reader; colour is never alone.
public struct ScanSummaryHTMLRenderer: Sendable {
    /// Rows of findings and software; the JSON has all.
    private static let rowLimit = 100

    public init() {}

    public func render(_ summary: ScanSummary) -> [UInt8] {
        var page = Markup()
        page.own("<!DOCTYPE html>\n")
        page.element("html", ("lang", "en")) { page in
            page.element("head") { addHead(of: summary, to: &$0) }
            page.element("body") { page in
                page.element("a", ("class", "skip"), ("href", "#main"), text: "Skip to the numbers")
                page.element("header") { addHeader(of: summary, to: &$0) }
                page.element("main", ("id", "main")) { page in
                    addVerdicts(of: summary, to: &page)
                    addFindings(of: summary, to: &page)
                    addOperators(of: summary, to: &page)
                    addSoftware(of: summary, to: &page)
                    addAddresses(of: summary, to: &page)
                }
                page.element("footer") { page in
                    page.element("p", text: "Made by quada. The JSON of this summary holds every operator.")
                }
            }
        }
        return page.octets
    }

    /// What the browser may do: apply the two style sheets of this page, known by their hashes.
    private static let policy =
        "default-src 'none'; style-src 'sha256-\(HTMLRenderer.styleHash)' 'sha256-\(chartStyleHash)'; "
        + "base-uri 'none'; form-action 'none'"

    private func addHead(of summary: ScanSummary, to page: inout Markup) {
        page.element("meta", ("charset", "utf-8"))
        page.element("meta", ("http-equiv", "Content-Security-Policy"), ("content", Self.policy))
        page.element("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
        page.element("meta", ("name", "color-scheme"), ("content", "light dark"))
        page.element("meta", ("name", "referrer"), ("content", "no-referrer"))
        page.element("title", text: "\(headline(of: summary)) - quada")
        page.element("style") { $0.own(HTMLRenderer.style) }
        page.element("style") { $0.own(Self.chartStyle) }
    }

    private func headline(of summary: ScanSummary) -> String {
        let broken = summary.verdicts[.broken, default: 0]
        let all = counted(summary.names, "name")
        if summary.names == 0 { return "No names" }
        return broken > 0 ? "\(broken) of \(all) broken" : "None of \(all) broken"
    }

    private func addHeader(of summary: ScanSummary, to page: inout Markup) {
        page.element("p", ("class", "brand")) { page in
            page.element("strong", text: "quada")
            page.text(" AAAA, asked of every authoritative server")
        }
        let tone = summary.verdicts[.broken, default: 0] > 0 ? "bad" : summary.names == 0 ? "fair" : "good"
        page.element("h1", ("class", tone), text: headline(of: summary))
        page.element("ul", ("class", "numbers"), ("aria-label", "Numbers")) { page in
            number(summary.names, summary.names == 1 ? "name" : "names", "info", to: &page)
            for status in NameAudit.Status.allCases {
                number(summary.statuses[status, default: 0], status.rawValue, status.tone, to: &page)
            }
            number(summary.queries, summary.queries == 1 ? "query" : "queries", "quiet", to: &page)
        }
        for remark in summary.remarks { page.element("p", ("class", "note"), text: remark) }
    }

    private func number(_ count: UInt, _ word: String, _ tone: String, to page: inout Markup) {
        page.element("li", ("class", count == 0 ? "zero" : tone)) { page in
            page.element("strong", text: "\(count)")
            page.text(" \(word)")
        }
    }

    // MARK: - Sections

    private func section(_ id: String, _ title: String, to page: inout Markup, body: (inout Markup) -> Void) {
        page.element("section", ("aria-labelledby", "\(id)-title")) { page in
            page.element("h2", ("id", "\(id)-title"), text: title)
            body(&page)
        }
    }

    private func addVerdicts(of summary: ScanSummary, to page: inout Markup) {
        section("verdicts", "Verdicts", to: &page) { page in
            let rows = Verdict.allCases.map { verdict in
                ChartTable.Row(
                    title: verdict.rawValue, numbers: numbers(summary.verdicts[verdict, default: 0], summary),
                    bar: [(Share(summary.verdicts[verdict, default: 0], of: summary.names), verdict.tone)])
            }
            ChartTable(
                caption: "How many names got which verdict", columns: ["Verdict", "Names", "Share"], rows: rows
            ).add(to: &page)
        }
    }

    private func addFindings(of summary: ScanSummary, to page: inout Markup) {
        let findings = summary.findings
        guard !findings.isEmpty else { return }
        section("findings", "Findings", to: &page) { page in
            let most = UInt(findings.map(\.tally.names).max() ?? 0)
            let rows = findings.prefix(Self.rowLimit).map { finding in
                ChartTable.Row(
                    badge: (finding.tally.severity.rawValue, finding.tally.severity.tone), title: finding.code,
                    numbers: numbers(UInt(finding.tally.names), summary)
                        + ["\(finding.tally.namesSetAside)", "\(finding.tally.findings)"],
                    bar: [(Share(UInt(finding.tally.names), of: most), finding.tally.severity.tone)])
            }
            ChartTable(
                caption: "How many names have which finding, drawn against the most frequent one; set aside are those "
                    + "that a policy puts up with or an earlier report had",
                columns: ["Code", "Names", "Share", "Set aside", "Findings"], rows: rows
            ).add(to: &page)
            addRest(findings.count, to: &page)
        }
    }

    private func addOperators(of summary: ScanSummary, to page: inout Markup) {
        guard summary.operatorCount > 0 else { return }
        section("operators", "Worst operators of servers", to: &page) { page in
            let worst = summary.worstOperators
            guard !worst.isEmpty else {
                page.element(
                    "p",
                    text: "\(counted(summary.operatorCount, "operator")), and no server of theirs is at fault.")
                return
            }
            ChartTable(
                caption: "At fault: names behind which a server of the operator does not conform; the other numbers "
                    + "are of all names that met one. \(counted(summary.operatorCount, "operator")) in all",
                columns: ["Operator"] + Self.hitColumns, rows: worst.map { row($0.name, $0.tally, worst.map(\.tally)) }
            ).add(to: &page)
        }
    }

    private func addSoftware(of summary: ScanSummary, to page: inout Markup) {
        let software = summary.software
        guard !software.isEmpty else { return }
        section("software", "Software", to: &page) { page in
            let shown = software.prefix(Self.rowLimit)
            ChartTable(
                caption: "What may run on the servers: hints, part of no verdict. A product at fault here is one whose "
                    + "servers do not conform, for whatever reason",
                columns: ["Software"] + Self.hitColumns, rows: shown.map { row($0.title, $0.tally, shown.map(\.tally)) }
            ).add(to: &page)
            addRest(software.count, to: &page)
        }
    }

    private func addAddresses(of summary: ScanSummary, to page: inout Markup) {
        section("addresses", "Addresses", to: &page) { page in
            let ends = summary.endingRows.map { label, count in
                ChartTable.Row(
                    title: "Names \(label)", numbers: ["\(count)", "\(summary.names)", percent(count, summary.names)],
                    bar: [(Share(count, of: summary.names), "info")])
            }
            let servers = [("IPv4", summary.ipv4Servers), ("IPv6", summary.ipv6Servers)].map { family, asked in
                ChartTable.Row(
                    title: "Server addresses that answered over \(family)",
                    numbers: ["\(asked.answered)", "\(asked.asked)", percent(asked.answered, asked.asked)],
                    bar: [(Share(asked.answered, of: asked.asked), "info")])
            }
            ChartTable(
                caption: "Addresses at the ends of the chains, and server addresses, each at every link of every name",
                columns: ["What", "Number", "Of", "Share"], rows: ends + servers
            ).add(to: &page)
        }
    }

    // MARK: - Rows

    private static let hitColumns = ["At fault", "Names", "Broken", "Degraded", "Not ready"]

    /// The bar is of the names, against the greatest number among its neighbours; at fault are those at its left.
    private func row(_ title: String, _ tally: NameTally, _ neighbours: [NameTally]) -> ChartTable.Row {
        let most = UInt(neighbours.map(\.names).max() ?? 0)
        let atFault = min(tally.atFault, tally.names)
        return ChartTable.Row(
            title: title,
            numbers: [tally.atFault, tally.names, tally.broken, tally.degraded, tally.notReady].map { "\($0)" },
            bar: [
                (Share(UInt(atFault), of: most), "bad"), (Share(UInt(tally.names - atFault), of: most), "quiet"),
            ])
    }

    private func numbers(_ names: UInt, _ summary: ScanSummary) -> [String] {
        ["\(names)", percent(names, summary.names)]
    }

    private func percent(_ part: UInt, _ whole: UInt) -> String { Share(part, of: whole).percent }

    private func addRest(_ count: Int, to page: inout Markup) {
        guard count > Self.rowLimit else { return }
        page.element("p", ("class", "note"), text: "And \(count - Self.rowLimit) more in the JSON.")
    }
}
