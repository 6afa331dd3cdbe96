/// How a fault is mended in one product, and where that is documented.
public struct ProductRemedy: Hashable, Sendable, Codable {
    public var product: String
    public var text: String
    /// As `Title, https://...`.
    public var source: String

    public init(product: String, text: String, source: String) {
        self.product = product
        self.text = text
        self.source = source
    }
}
