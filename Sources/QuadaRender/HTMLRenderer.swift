public import QuadaReport

/// One self-contained page: no network, and nothing in it that a strict Content-Security-Policy would not let run.
///
/// The verdict and the numbers come first; without its script all of it can be read. Names that nothing is said against
/// are folded where there are many.
public struct HTMLRenderer: Renderer {
    public let name = "html"

    /// More names than these make a report of many: a table of them leads to each.
    static let manyNames = 1
    /// Beyond these, names that nothing is said against are not drawn.
    static let drawnNames = 20

    public init() {}

    public func render(_ report: Report) -> [UInt8] {
        var page = Markup()
        page.own("<!DOCTYPE html>\n")
        page.element("html", ("lang", "en")) { page in
            page.element("head") { addHead(of: report, to: &$0) }
            page.element("body") { page in
                page.element("a", ("class", "skip"), ("href", "#main"), text: "Skip to the names")
                page.element("header") { addHeader(of: report, to: &$0) }
                page.element("main", ("id", "main")) { addMain(of: report, to: &$0) }
                page.element("footer") { addFooter(of: report, to: &$0) }
                page.element("script") { $0.own(Self.script) }
            }
        }
        return page.octets
    }

    /// What the browser may do: apply the one style sheet and run the one script of this page, known by their hashes.
    private static let policy =
        "default-src 'none'; style-src 'sha256-\(styleHash)'; script-src 'sha256-\(scriptHash)'; base-uri 'none'; "
        + "form-action 'none'"

    private func addHead(of report: Report, to page: inout Markup) {
        page.element("meta", ("charset", "utf-8"))
        page.element("meta", ("http-equiv", "Content-Security-Policy"), ("content", Self.policy))
        page.element("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
        page.element("meta", ("name", "color-scheme"), ("content", "light dark"))
        page.element("meta", ("name", "referrer"), ("content", "no-referrer"))
        page.element("title", text: "\(headline(of: report)) - quada")
        page.element("style") { $0.own(Self.style) }
    }

    private func addMain(of report: Report, to page: inout Markup) {
        // What failed first, else in the order of the report.
        let ranks: [NameAudit.Status] = [.failed, .inconclusive, .passed]
        let audits = ranks.flatMap { rank in report.audits.filter { $0.status == rank } }
        if audits.count > Self.manyNames {
            addNames(audits, to: &page)
            addFaults(report.faults, among: audits, to: &page)
        }
        for (index, audit) in audits.enumerated() {
            addAudit(
                audit, at: index, isOneOfMany: audits.count > Self.manyNames,
                isDrawn: audit.needsAttention || audits.count <= Self.drawnNames, to: &page)
        }
    }

    private func addFooter(of report: Report, to page: inout Markup) {
        let vantage = report.vantage
        page.element("p") { page in
            page.text(
                "Audited by \(report.tool.name) \(report.tool.version) from \(report.started) to \(report.finished); seed "
                    + "\(vantage.seed), port \(vantage.port), bounds: "
                    + vantage.bounds.map { "\($0.name) \($0.limit)" }.joined(separator: ", ")
                    + (report.isolation.map { "; \($0.phrase)" } ?? "") + ".")
        }
    }

    // MARK: - The top

    /// The verdict of one name, or how many failed.
    func headline(of report: Report) -> String {
        if report.audits.count == 1, let audit = report.audits.first {
            return "\(audit.name) is \(audit.verdict.phrase)"
        }
        let statuses = report.summary.statuses
        let failed = statuses[.failed, default: 0]
        let unclear = statuses[.inconclusive, default: 0]
        let all = counted(report.audits.count, "name")
        if failed > 0 { return "\(failed) of \(all) failed" }
        return unclear > 0
            ? "\(unclear) of \(all) could not be audited" : report.audits.isEmpty ? "No names" : "All of \(all) passed"
    }

    private func addHeader(of report: Report, to page: inout Markup) {
        let status = QuadaReport.ExitStatus(report: report)
        page.element("p", ("class", "brand")) { page in
            page.element("strong", text: "quada")
            page.text(" AAAA, asked of every authoritative server")
        }
        page.element("h1", ("class", status.tone)) { $0.text(headline(of: report)) }
        if report.audits.count == 1, let audit = report.audits.first {
            page.element("p", ("class", "lead"), text: audit.reason)
        }
        addNumbers(report.summary, to: &page)
        page.element("dl", ("class", "facts")) { page in
            if let subject = report.subject { fact("Subject", subject.phrase, to: &page) }
            fact("Gate", report.gate.words, to: &page)
            fact("Audited", report.circumstances, to: &page)
            for note in report.notes { fact("Note", note, to: &page) }
        }
    }

    private func fact(_ label: String, _ text: String, to page: inout Markup) {
        page.element("dt", text: label)
        page.element("dd", text: text)
    }

    private func addNumbers(_ summary: Summary, to page: inout Markup) {
        page.element("ul", ("class", "numbers"), ("aria-label", "Numbers")) { page in
            for status in NameAudit.Status.allCases {
                number(summary.statuses[status, default: 0], status.rawValue, status.tone, to: &page)
            }
            for severity in Severity.allCases {
                let count = summary.findings[severity, default: 0]
                number(count, severity.rawValue + (count == 1 ? "" : "s"), severity.tone, to: &page)
            }
            if summary.waived > 0 { number(summary.waived, "waived", "quiet", to: &page) }
            if summary.known > 0 { number(summary.known, "known", "quiet", to: &page) }
        }
        let verdicts = Verdict.allCases.compactMap { verdict in
            summary.verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        page.element("p", ("class", "verdicts"), text: verdicts.joined(separator: ", "))
    }

    /// The number and its word read as one, with a space between, by ear and in a text browser.
    private func number(_ count: Int, _ word: String, _ tone: String, to page: inout Markup) {
        page.element("li", ("class", count == 0 ? "zero" : tone)) { page in
            page.element("strong", text: "\(count)")
            page.text(" \(word)")
        }
    }
}

// MARK: - Words and tones

extension Verdict {
    /// Behind "is".
    var phrase: String {
        switch self {
        case .ready, .degraded, .broken: rawValue
        case .ipv4Only: "IPv4-only"
        case .nonexistent: "nonexistent"
        case .indeterminate: "indeterminate"
        }
    }

    /// A class of the style sheet; words carry the meaning beside it.
    var tone: String {
        switch self {
        case .ready: "good"
        case .degraded, .indeterminate: "fair"
        case .broken: "bad"
        case .ipv4Only, .nonexistent: "info"
        }
    }
}

extension NameAudit.Status {
    var tone: String {
        switch self {
        case .passed: "good"
        case .failed: "bad"
        case .inconclusive: "fair"
        }
    }
}

extension Severity {
    var tone: String {
        switch self {
        case .error: "bad"
        case .warning: "fair"
        case .notice: "info"
        }
    }
}

extension QuadaReport.ExitStatus {
    fileprivate var tone: String {
        switch self {
        case .clean: "good"
        case .findings, .usage: "bad"
        case .indeterminate, .interrupted: "fair"
        }
    }
}

extension Gate {
    fileprivate var words: String {
        let threshold = failOn.map { "a name fails on \($0.rawValue) or worse" } ?? "nothing makes a name fail"
        let others = [policy.map { "policy \($0)" }, baseline.map { "compared with \($0)" }].compactMap(\.self)
        return ([threshold] + others).joined(separator: "; ")
    }
}
