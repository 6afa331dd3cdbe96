public import QuadaReport

/// SARIF 2.1.0 for code scanning: each distinct fault is a result, at the zone file's record where there is one.
///
/// What is waived is suppressed with the waiver's reason, what was known before is unchanged against the baseline. A
/// fault without a record of its own stands at the first line of the zone file that was audited; where none was, it has
/// a logical location alone. Names that could not be audited are notifications of the run.
public struct SARIFRenderer: Renderer {
    public let name = "sarif"

    public init() {}

    public func render(_ report: Report) -> [UInt8] {
        let faults = report.faults
        let rules = rules(of: faults)
        let indices = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let places = Dictionary(report.audits.map { ($0.name, $0.location) }) { first, _ in first }
        let run = SARIFLog.Run(
            tool: .init(driver: .init(name: report.tool.name, version: report.tool.version, rules: rules)),
            invocations: [invocation(of: report)],
            results: faults.map { fault in
                let record = fault.names.lazy.compactMap { places[$0] ?? nil }.first
                return result(
                    fault, index: indices[fault.finding.code] ?? 0,
                    place: fault.finding.location ?? record ?? wholeFile(of: report))
            },
            properties: .init(
                failOn: report.gate.failOn?.rawValue ?? "never", policy: report.gate.policy,
                baseline: report.gate.baseline, subject: report.subject?.phrase, names: report.audits.count,
                queries: report.queries))
        return json(of: SARIFLog(runs: [run]), isPretty: true) + [UInt8(ascii: "\n")]
    }

    // MARK: - Rules

    /// Those of the faults, in the catalogue's order; a code of another version's catalogue speaks for itself, last.
    private func rules(of faults: [Fault]) -> [SARIFLog.Rule] {
        let codes = faults.map(\.finding.code).uniqued()
        let known = RulePage.catalogue.filter { codes.contains($0.code) }
        let unknown = codes.filter { code in !known.contains { $0.code == code } }.compactMap { code in
            faults.first { $0.finding.code == code }?.finding
        }
        return known.map(rule)
            + unknown.map { finding in
                rule(
                    RulePage(
                        code: finding.code, severity: finding.declaredSeverity ?? finding.severity,
                        scope: finding.server == nil ? .name : .server, title: finding.title, rfc: finding.rfc,
                        explanation: finding.title, impact: finding.effect, remedy: finding.remedy,
                        productRemedies: [], demonstration: [], scenarios: []))
            }
    }

    private func rule(_ page: RulePage) -> SARIFLog.Rule {
        let title = page.title.visible
        let pascal = page.code.visible.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let sources = page.rfc.map(\.visible).joined(separator: "; ")
        let help = [page.explanation, page.impact, page.remedy].map(\.visible) + (sources.isEmpty ? [] : [sources])
        let markdown = RulesMarkdownRenderer().explain([page])
        return SARIFLog.Rule(
            id: page.code, name: pascal, shortDescription: .init(text: nonEmpty(title)),
            fullDescription: .init(text: nonEmpty(page.explanation.visible)),
            help: .init(text: help.joined(separator: "\n\n"), markdown: String(decoding: markdown, as: UTF8.self)),
            helpUri: page.rfc.lazy.compactMap(RFCLink.address).first,
            defaultConfiguration: .init(level: SARIFLog.Level(page.severity)),
            properties: .init(
                tags: ["dns", "ipv6", page.scope.rawValue],
                problemSeverity: page.severity == .notice ? "recommendation" : page.severity.rawValue))
    }

    // MARK: - The run

    private func invocation(of report: Report) -> SARIFLog.Invocation {
        let notes = report.notes.map { SARIFLog.Notification(level: .note, message: .init(text: plain($0))) }
        let gaps = report.audits.filter { $0.status == .inconclusive }.map { audit in
            SARIFLog.Notification(
                level: .warning, message: .init(text: plain("\(audit.name) could not be audited: \(audit.reason)")),
                locations: [location(of: audit.name, at: audit.location)])
        }
        return SARIFLog.Invocation(
            executionSuccessful: true, exitCode: ExitStatus(report: report).rawValue,
            startTimeUtc: report.started.description, endTimeUtc: report.finished.description,
            toolExecutionNotifications: notes + gaps)
    }

    // MARK: - Results

    private func result(_ fault: Fault, index: Int, place: SourceLocation?) -> SARIFLog.Result {
        let finding = fault.finding
        let server = finding.server.map { " at \($0.phrase)" } ?? ""
        let text = "\(finding.title): \(finding.name)\(server). \(finding.detail)"
        return SARIFLog.Result(
            ruleId: finding.code, ruleIndex: index, level: SARIFLog.Level(finding.severity),
            message: .init(text: plain(text), markdown: markdown(of: finding)),
            locations: [location(of: finding.name, at: place)], partialFingerprints: ["quada/v1": finding.key],
            suppressions: finding.isWaived ? [.init(justification: finding.waiver?.reason ?? "")] : [],
            baselineState: finding.baseline.map { $0 == .new ? .new : .unchanged },
            properties: .init(
                names: fault.names, server: finding.server?.name, address: finding.server?.address, zone: finding.zone,
                effect: finding.effect, reproduce: finding.reproduce, remedy: finding.remedy))
    }

    private func markdown(of finding: FindingEntry) -> String {
        let server = finding.server.map {
            " at \($0.name.markdownCode) \($0.address.markdownCode) over \($0.transport.rawValue.uppercased())"
        }
        var parts = [
            "**\(finding.title.markdown())**: \(finding.name.markdownCode)\(server ?? "")", finding.detail.markdown(),
            finding.effect.markdown(),
        ]
        if let command = finding.reproduce {
            parts.append(markdownFence([command], language: "sh").joined(separator: "\n"))
        }
        parts.append("**Remedy.** \(finding.remedy.markdown())")
        return withoutPlaceholders(parts.joined(separator: "\n\n"))
    }

    private func wholeFile(of report: Report) -> SourceLocation? {
        guard let subject = report.subject, subject.source != .transfer else { return nil }
        return subject.place == "standard input" ? nil : SourceLocation(file: subject.place, line: 1)
    }

    private func location(of name: String, at place: SourceLocation?) -> SARIFLog.Location {
        let physical = place.map { place in
            SARIFLog.Location.Physical(
                artifactLocation: .init(uri: FileReference.uri(of: place.file)),
                region: .init(startLine: max(1, place.line)))
        }
        return SARIFLog.Location(
            physicalLocation: physical, logicalLocations: [.init(fullyQualifiedName: nonEmpty(name.visible))])
    }

    // MARK: - Texts

    /// A plain text message: no braces that mean an argument, no brackets that make a link.
    ///
    /// - SeeAlso: SARIF 2.1.0, sections 3.11.5 and 3.11.6.
    private func plain(_ text: String) -> String {
        withoutPlaceholders(nonEmpty(text.visible).replacing("](", with: "] ("))
    }

    private func withoutPlaceholders(_ text: String) -> String {
        text.replacing("{", with: "{{").replacing("}", with: "}}")
    }

    /// The schema wants no text and no name empty.
    private func nonEmpty(_ text: String) -> String { text.isEmpty ? "(none)" : text }
}

extension SARIFLog.Level {
    fileprivate init(_ severity: Severity) {
        switch severity {
        case .error: self = .error
        case .warning: self = .warning
        case .notice: self = .note
        }
    }
}

/// A file's path as a URI reference.
enum FileReference {
    /// Relative as long as the path is, so that it is found below the top of a checkout; else with the scheme `file`.
    ///
    /// - SeeAlso: RFC 3986, sections 2.1 and 4.2; RFC 8089, section 2.
    static func uri(of path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        let segments = path.split(separator: "/").filter { $0 != "." }
        return (isAbsolute ? "file:///" : "") + segments.map(encoded).joined(separator: "/")
    }

    /// All but the unreserved characters is written by number, a colon too, which would end a scheme.
    private static func encoded(_ segment: Substring) -> String {
        segment.utf8.reduce(into: "") { text, octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}
