import QuadaReport

extension FindingEntry {
    /// The finding as lines of text, for formats that show none of their own shape; not yet made visible.
    var textLines: [String] {
        var lines = ["\(severity.rawValue) \(code): \(title)"]
        func add(_ label: String, _ text: String?) {
            if let text, !text.isEmpty { lines.append("  \(label): \(text)") }
        }
        add("name", name + (zone.map { ", zone \($0)" } ?? ""))
        add("server", server?.phrase)
        add("seen", detail)
        add("clients", effect)
        add("see it", reproduce)
        add("remedy", remedy)
        add("source", rfc.joined(separator: "; "))
        add("where", location?.description)
        add("standing", standing)
        add("waiver", waiver.map { "\($0.reason) (\($0.location))" })
        return lines
    }
}
