import QuadaReport

extension TextPage {
    /// What mends it in each product, and beneath it the document that says so, its address whole.
    mutating func products(_ remedies: [ProductRemedy], indent: Int, column: Int) {
        for (index, remedy) in remedies.enumerated() {
            labelled(
                index == 0 ? "Products" : "", indent: indent, column: column, labelStyle: .dim,
                "\(remedy.product): \(remedy.text)")
            paragraph(remedy.source, indent: column, style: .dim, cutsWords: false)
        }
    }
}
