public import QuadaReport

/// What changed, for a person at a terminal.
public struct ComparisonTextRenderer: Sendable {
    public var usesColour: Bool
    /// In columns.
    public var width: Int

    public init(usesColour: Bool = false, width: Int = 80) {
        self.usesColour = usesColour
        self.width = max(80, width)
    }

    public func render(_ comparison: Comparison) -> [UInt8] {
        var page = TextPage(width: width, usesColour: usesColour)
        add("NEW", comparison.appeared, .red, to: &page)
        add("FIXED", comparison.vanished, .green, to: &page)
        for change in comparison.verdicts {
            page.labelled(
                "VERDICT", indent: 0, column: Self.column, labelStyle: .bold,
                "\(change.name)  \(change.from.rawValue) -> \(change.to.rawValue)")
            page.paragraph(change.reason, indent: Self.column, style: .dim)
        }
        page.gap()
        for name in comparison.addedNames { page.labelled("ADDED", indent: 0, column: Self.column, name) }
        for name in comparison.removedNames { page.labelled("REMOVED", indent: 0, column: Self.column, name) }
        page.gap()
        page.labelled(
            "Summary", indent: 0, column: Self.column, labelStyle: .bold,
            "\(comparison.appeared.count) new, \(comparison.vanished.count) fixed, \(comparison.unchanged) unchanged; "
                + counted(comparison.verdicts.count, "other verdict"))
        page.labelled(
            "Between", indent: 0, column: Self.column,
            "\(comparison.old.place) of \(comparison.old.finished), \(counted(comparison.old.names, "name")), and "
                + "\(comparison.new.place) of \(comparison.new.finished), \(counted(comparison.new.names, "name"))",
            style: .dim)
        return page.octets
    }

    private static let column = 10
    private static let nameLimit = 3

    private func add(
        _ word: String, _ faults: [Comparison.FaultEntry], _ style: TextStyle, to page: inout TextPage
    ) {
        for fault in faults {
            page.labelled(
                word, indent: 0, column: Self.column, labelStyle: fault.isWaived ? .dim : style,
                "\(fault.severity.rawValue.uppercased()) \(fault.code)  \(fault.title)"
                    + (fault.isWaived ? " (waived)" : ""))
            let place = fault.server.map { "\($0.name) \($0.address): " } ?? ""
            page.paragraph(place + fault.detail, indent: Self.column)
            let others = fault.names.count - Self.nameLimit
            page.paragraph(
                "at " + fault.names.prefix(Self.nameLimit).joined(separator: ", ")
                    + (others > 0 ? " and \(counted(others, "more name"))" : "")
                    + (fault.location.map { " (\($0))" } ?? ""), indent: Self.column, style: .dim)
        }
        page.gap()
    }
}

/// What changed, as one JSON document.
public struct ComparisonJSONRenderer: Sendable {
    public init() {}

    public func render(_ comparison: Comparison) -> [UInt8] {
        json(of: comparison, isPretty: true) + [UInt8(ascii: "\n")]
    }
}
