/// A part of a whole, as a person compares it.
struct Share: Hashable {
    /// In thousandths, rounded down; at least 1 where there is any part, at most 1,000.
    let perMille: Int

    init(_ part: UInt, of whole: UInt) {
        guard part > 0, whole > 0 else {
            perMille = 0
            return
        }
        // By halves, where a thousandfold does not fit: nobody sees the difference.
        var (part, whole) = (min(part, whole), whole)
        while part > UInt.max / 1000 {
            part /= 2
            whole /= 2
        }
        perMille = max(1, Int(part * 1000 / whole))
    }

    /// As "12.3 %".
    var percent: String { "\(perMille / 10).\(perMille % 10) %" }

    /// As many of `length` as its share; at least one where there is any part.
    func length(of length: Int) -> Int { perMille == 0 ? 0 : max(1, (length * perMille + 500) / 1000) }
}
