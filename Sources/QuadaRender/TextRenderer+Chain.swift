import QuadaReport

/// The table of link x server: one line for each server address, what A and AAAA got there, and how fast.
extension TextRenderer {
    /// Wide enough for the longest word, `unreachable`, and for the longest time.
    private static let wordWidth = 12
    private static let timeWidth = 6
    private static let rowIndent = 4
    private static let serverIndent = 10
    /// A link with more rows than this has its alike rows folded.
    private static let rowLimit = 12
    private static let foldedRows = 3
    private static let addressLimit = 8

    private var serverWidth: Int { width - Self.serverIndent - 2 * (Self.wordWidth + Self.timeWidth) }

    func addChain(of audit: NameAudit, to page: inout TextPage) {
        guard !audit.chain.isEmpty else { return }
        page.gap()
        let head = "A".padded(to: Self.wordWidth) + "ms".paddedLeft(to: Self.timeWidth - 1) + " AAAA"
        page.line(
            ("Chain".padded(to: Self.serverIndent + serverWidth), .bold),
            (head.padded(to: head.count + Self.wordWidth - 4) + "ms".paddedLeft(to: Self.timeWidth - 1), .dim))
        for (index, link) in audit.chain.enumerated() {
            let zone = link.zone.map { "zone \($0)" } ?? "zone not found"
            page.labelled(
                "\(index + 1)".paddedLeft(to: 2), indent: 0, column: Self.rowIndent, labelStyle: .bold,
                "\(link.name)  \(zone)")
            addRows(of: link, to: &page)
            addRemarks(of: link, to: &page)
        }
        addAddresses(audit.addresses, to: &page)
    }

    // MARK: - Rows

    private func addRows(of link: ChainLink, to page: inout TextPage) {
        let rows = link.servers.map(Row.init)
        let addressWidth = rows.map(\.address.count).max() ?? 0
        let isOneLine = rows.allSatisfy { $0.name.count + 1 + addressWidth < serverWidth }
        var previousName: String?
        for item in folded(rows) {
            switch item {
            case .row(let row) where isOneLine:
                let server = row.name.padded(to: serverWidth - 1 - addressWidth) + row.address
                add(row, server: server, to: &page)
            case .row(let row):
                if row.name != previousName { page.verbatim(row.name, indent: Self.serverIndent) }
                if row.address.count + 2 >= serverWidth {
                    page.verbatim(row.address, indent: Self.serverIndent + 2)
                    add(row, server: "", to: &page)
                } else {
                    add(row, server: "  " + row.address, to: &page)
                }
                previousName = row.name
            case .more(let rows):
                addFold(of: rows, to: &page)
                previousName = nil
            }
        }
    }

    private func add(_ row: Row, server: String, to page: inout TextPage) {
        page.line(
            (spaces(Self.rowIndent), .plain), (row.mark.padded(to: Self.serverIndent - Self.rowIndent), row.markStyle),
            (server.padded(to: serverWidth), .plain), (cell(row.a), row.style(of: row.a)), (" ", .plain),
            (cell(row.aaaa), row.style(of: row.aaaa)))
    }

    private func cell(_ outcome: TypeOutcome) -> String {
        let time = outcome.roundTrip.map(\.text) ?? ""
        return outcome.word.padded(to: Self.wordWidth) + time.paddedLeft(to: Self.timeWidth - 1)
    }

    private enum Item {
        case row(Row)
        case more([Row])
    }

    /// Rows in their order; in a long table the rows that are alike are folded behind the first few of them.
    private func folded(_ rows: [Row]) -> [Item] {
        guard rows.count > Self.rowLimit else { return rows.map { .row($0) } }
        let groups = Dictionary(grouping: rows, by: \.likeness)
        var shown: [[String]: Int] = [:]
        var items: [Item] = []
        for row in rows {
            let alike = groups[row.likeness] ?? []
            let position = shown[row.likeness, default: 0]
            shown[row.likeness] = position + 1
            if position < Self.foldedRows || alike.count == Self.foldedRows + 1 {
                items.append(.row(row))
            } else if position == Self.foldedRows {
                items.append(.more(Array(alike.dropFirst(Self.foldedRows))))
            }
        }
        return items
    }

    private func addFold(of rows: [Row], to page: inout TextPage) {
        guard let first = rows.first else { return }
        let times = rows.flatMap { [$0.a.roundTrip, $0.aaaa.roundTrip].compactMap(\.self) }.sorted()
        let range = times.first.flatMap { least in times.last.map { "; \(least.text) to \($0.text) ms" } } ?? ""
        page.labelled(
            first.mark, indent: Self.rowIndent, column: Self.serverIndent, labelStyle: first.markStyle,
            "and \(rows.count) more: A \(first.a.word), AAAA \(first.aaaa.word)\(range)", style: .dim)
    }

    // MARK: - Beside the rows

    private func addRemarks(of link: ChainLink, to page: inout TextPage) {
        if link.servers.isEmpty {
            page.paragraph("no server of this link could be asked", indent: Self.rowIndent)
        }
        let others = link.servers.map { row in
            row.other.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.word)" }.joined(separator: ", ")
        }
        addCounted(others, of: link, lead: "also asked: ", to: &page)
        addSoftware(of: link, to: &page)
        addCounted(link.servers.map { $0.note ?? "" }, of: link, lead: "", to: &page)
        for note in link.notes { page.paragraph(note, indent: Self.rowIndent) }
        if let kind = link.link, let target = link.target {
            page.labelled(
                "\(kind.rawValue.uppercased()) ->", indent: Self.rowIndent, column: Self.serverIndent + 3, target)
        }
        for target in link.otherTargets {
            page.labelled("or ->", indent: Self.rowIndent, column: Self.serverIndent + 3, target)
        }
    }

    /// Each distinct text once, in the order met, with how many servers it is true of where that is not all.
    private func addCounted(_ texts: [String], of link: ChainLink, lead: String, to page: inout TextPage) {
        for text in texts.uniqued() where !text.isEmpty {
            let count = texts.count { $0 == text }
            let whose = count == texts.count ? "" : " (\(counted(count, "address", "addresses")) of \(texts.count))"
            page.paragraph(lead + text + whose, indent: Self.serverIndent, style: .dim)
        }
    }

    /// Each distinct hint once, quietly: it accuses nobody.
    private func addSoftware(of link: ChainLink, to page: inout TextPage) {
        let hints = link.servers.map(\.software)
        for hint in hints.compactMap(\.self).uniqued() {
            let count = hints.count { $0 == hint }
            let whose = count == hints.count ? "" : " (\(counted(count, "address", "addresses")) of \(hints.count))"
            page.labelled(
                "software", indent: Self.serverIndent, column: Self.serverIndent + 10, labelStyle: .dim,
                hint.sentence + whose, style: .dim)
        }
    }

    private func addAddresses(_ addresses: Addresses, to page: inout TextPage) {
        for (type, all) in [("A", addresses.ipv4), ("AAAA", addresses.ipv6)] {
            let shown = all.prefix(Self.addressLimit).joined(separator: ", ")
            let more = all.count > Self.addressLimit ? " and \(all.count - Self.addressLimit) more" : ""
            page.labelled(type, indent: Self.rowIndent, column: Self.serverIndent, all.isEmpty ? "none" : shown + more)
        }
    }
}

/// One line of the table, its texts made visible before they are measured.
private struct Row {
    let name: String
    let address: String
    let a: TypeOutcome
    let aaaa: TypeOutcome
    let conforms: Bool?

    init(_ server: ServerRow) {
        name = server.name.visible
        address = server.address.visible
        a = server.a
        aaaa = server.aaaa
        conforms = server.conforms
    }

    var mark: String {
        switch conforms {
        case true?: "ok"
        case false?: "FAULT"
        case nil: "?"
        }
    }

    var markStyle: TextStyle {
        switch conforms {
        case true?: .green
        case false?: .red
        case nil: .yellow
        }
    }

    /// Equal for rows that differ only in who answered and how fast.
    var likeness: [String] { [mark, a.word, aaaa.word] }

    func style(of outcome: TypeOutcome) -> TextStyle {
        switch outcome.outcome {
        case .addresses, .data, .alias: .plain
        case .noData, .notTested: .dim
        case .nameError, .referral, .rcode, .wrongType, .malformed, .truncated, .varies, .silence, .unreachable:
            conforms == true ? .plain : .red
        }
    }
}

extension TypeOutcome {
    /// As an operator calls it; an error RCODE by its mnemonic.
    var word: String {
        switch outcome {
        case .noData: "NODATA"
        case .nameError: "NXDOMAIN"
        case .rcode: String((rcode ?? "rcode").visible.prefix(11))
        case .wrongType: "wrong type"
        case .notTested: "not tested"
        case .addresses, .data, .alias, .referral, .malformed, .truncated, .varies, .silence, .unreachable:
            outcome.rawValue
        }
    }
}

extension Software {
    /// `NSD 4.6.1 (high): version.bind says 'NSD 4.6.1'`
    fileprivate var sentence: String {
        let name = version.map { "\(product) \($0)" } ?? product
        return "\(name) (\(confidence.rawValue)): \(traits.joined(separator: "; "))"
    }
}

extension Milliseconds {
    /// At most five characters: a tenth is told below 100 ms, above it is noise; from 100 s on, seconds.
    var text: String {
        switch value {
        case ..<100: "\(value)"
        case ..<99_999: "\(Int(value.rounded()))"
        default: "\(Int(min(value / 1000, 9999)))s"
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, where it was met first.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
