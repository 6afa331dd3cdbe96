/// The key of a dictionary that is saved as an object: names and addresses in their texts.
struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension Name: CodingKeyRepresentable {
    public var codingKey: any CodingKey { TextKey(description) }

    public init?(codingKey: some CodingKey) { self.init(codingKey.stringValue) }
}

extension IPAddress: CodingKeyRepresentable {
    public var codingKey: any CodingKey { TextKey(description) }

    public init?(codingKey: some CodingKey) { self.init(codingKey.stringValue) }
}
