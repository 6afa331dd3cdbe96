extension String {
    /// The text in printable ASCII: everything else, control codes, ESC, C1 and bidirectional overrides among it, is
    /// written out as `\u{1B}`.
    ///
    /// Whatever could come from outside passes here before it meets a terminal or a log. Text that is printable ASCII
    /// already is returned as it is, so passing twice changes nothing.
    public var visible: String {
        guard !utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if 0x20...0x7E ~= scalar.value {
                text.unicodeScalars.append(scalar)
            } else {
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
    }
}
