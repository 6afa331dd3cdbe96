/// A line of a table for spreadsheets and scripts.
///
/// By RFC 4180: cells with commas, quotes or blanks at their ends in quotes, CR LF behind them. Whatever a spreadsheet
/// would take for a formula, a cell that begins with `=`, `+`, `-` or `@`, has an apostrophe before it, and so has one
/// that begins with an apostrophe: taking one away gives the text back.
///
/// - SeeAlso: RFC 4180, section 2.
enum CSVLine {
    static func octets(_ cells: [String]) -> [UInt8] {
        Array((cells.map(cell).joined(separator: ",") + "\r\n").utf8)
    }

    private static func cell(_ text: String) -> String {
        let text = text.visible
        let safe = text.first.map { "=+-@'".contains($0) } == true ? "'" + text : text
        let isQuoted = safe.contains { ",\"".contains($0) } || safe.first == " " || safe.last == " "
        return isQuoted ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }
}
