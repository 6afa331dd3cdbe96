import QuadaReport

/// Every exchange that a finding points at, as it was on the wire.
extension TextRenderer {
    private static let lineIndent = 4
    /// Octets of one line of a dump: 64 digits, which with their offset fit the narrowest page.
    private static let octetsPerLine = 32

    /// Exchanges that stand under a finding above are named only.
    func addAllEvidence(
        of group: FindingGroup, from all: [String: EvidenceEntry], _ shown: inout Set<String>,
        to page: inout TextPage
    ) {
        var again: [String] = []
        for id in group.findings.flatMap(\.evidence).uniqued() {
            guard let entry = all[id] else { continue }
            if shown.insert(id).inserted { add(entry, to: &page) } else { again.append(id) }
        }
        if !again.isEmpty { field("Evidence", "as above: " + again.joined(separator: ", "), to: &page) }
    }

    private func add(_ entry: EvidenceEntry, to page: inout TextPage) {
        field(
            "Evidence",
            "\(entry.id): \(entry.question) @\(entry.server.address) port \(entry.port), \(entry.server.name)"
                + (entry.edns ? "" : ", without EDNS"),
            to: &page)
        for (index, attempt) in entry.attempts.enumerated() {
            field("", "attempt \(index + 1): \(words(for: attempt))", to: &page)
        }
        for line in entry.lines { page.verbatim(line, indent: Self.lineIndent, style: .cyan) }
        addDump("query", entry.query, to: &page)
        addDump("response", entry.response, to: &page)
    }

    private func words(for attempt: AttemptEntry) -> String {
        "\(attempt.transport.rawValue.uppercased()) at \(attempt.sentAt.value) ms, \(attempt.outcome.rawValue) after "
            + "\(attempt.elapsed.value) ms; id \(attempt.id), from port \(attempt.sourcePort)"
            + (attempt.strays == 0 ? "" : ", \(counted(attempt.strays, "stray"))")
    }

    private func addDump(_ title: String, _ hex: String?, to page: inout TextPage) {
        guard let hex else { return }
        let lines = hex.cut(to: 2 * Self.octetsPerLine)
        page.verbatim(";; \(title), \(counted(hex.utf8.count / 2, "octet")):", indent: Self.lineIndent, style: .dim)
        for (index, line) in lines.enumerated() {
            let offset = String(index * Self.octetsPerLine, radix: 16)
            page.verbatim("\(offset.leadingZeros(to: 4))  \(line)", indent: Self.lineIndent, style: .dim)
        }
    }
}

extension String {
    fileprivate func leadingZeros(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
