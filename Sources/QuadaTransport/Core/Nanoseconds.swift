extension Duration {
    /// Whole nanoseconds; what does not fit (292 years) or is negative is brought to the nearest bound.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product.addingSaturating(attoseconds / 1_000_000_000)
    }
}

extension Int64 {
    /// The sum, or the greatest number.
    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
