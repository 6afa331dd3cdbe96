/// A table whose rows end in a bar that draws their numbers.
struct ChartTable {
    struct Row {
        /// A word before the title, and its tone.
        var badge: (word: String, tone: String)?
        var title: String
        var numbers: [String]
        /// Stretches from left to right, and their tones: classes of the style sheet.
        var bar: [(share: Share, tone: String)]
    }

    var caption: String
    /// Of the title and each number.
    var columns: [String]
    var rows: [Row]

    // In SVG units, which the style sheet stretches over the cell.
    private static let width = 1000
    private static let height = 20

    func add(to page: inout Markup) {
        page.element("div", ("class", "scroll"), ("role", "region"), ("aria-label", caption), ("tabindex", "0")) {
            page in
            page.element("table", ("class", "chart")) { page in
                page.element("caption", text: caption)
                page.element("thead") { page in
                    page.element("tr") { page in
                        for (index, column) in columns.enumerated() {
                            page.element(
                                "th", ("scope", "col"), ("class", index == 0 ? "title" : "count"), text: column)
                        }
                        // Without words, and so no heading: the bars say nothing that the numbers do not.
                        page.element("td", ("class", "drawn"), text: "")
                    }
                }
                page.element("tbody") { page in
                    for row in rows { add(row, to: &page) }
                }
            }
        }
    }

    private func add(_ row: Row, to page: inout Markup) {
        page.element("tr") { page in
            page.element("th", ("scope", "row"), ("class", "title")) { page in
                if let badge = row.badge {
                    page.badge(badge.word, badge.tone)
                    page.text(" ")
                }
                page.text(row.title)
            }
            for number in row.numbers { page.element("td", ("class", "count"), text: number) }
            page.element("td", ("class", "drawn")) { addBar(of: row, to: &$0) }
        }
    }

    private func addBar(of row: Row, to page: inout Markup) {
        page.element(
            "svg", ("class", "bar"), ("viewBox", "0 0 \(Self.width) \(Self.height)"), ("preserveAspectRatio", "none"),
            ("aria-hidden", "true"), ("focusable", "false")
        ) { page in
            page.element(
                "rect", ("class", "track"), ("width", "\(Self.width)"), ("height", "\(Self.height)"))
            var x = 0
            for stretch in row.bar {
                // Wide enough to be seen, however little it is.
                let width = min(Self.width - x, stretch.share.perMille == 0 ? 0 : max(6, stretch.share.perMille))
                guard width > 0 else { continue }
                page.element(
                    "rect", ("class", stretch.tone), ("x", "\(x)"), ("width", "\(width)"), ("height", "\(Self.height)"))
                x += width
            }
        }
    }
}
