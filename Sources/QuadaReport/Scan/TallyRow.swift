/// One key of a table with its counts, as it stands in a list.
protocol TallyRow: Hashable, Sendable, Codable {
    associatedtype Value: Tally

    var tally: Value { get }

    /// As the table holds it.
    var key: [UInt8] { get }
}

/// A code, and how often it was found.
public struct FindingCount: TallyRow {
    public let code: String
    public let tally: FindingTally

    var key: [UInt8] { Array(code.utf8) }

    init(key: String, tally: FindingTally) {
        code = key
        self.tally = tally
    }

    private enum CodingKeys: CodingKey {
        case code
    }

    public init(from decoder: any Decoder) throws {
        code = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .code)
        tally = try FindingTally(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try tally.encode(to: encoder)
    }
}

/// An operator of servers, and the names behind which its servers were met; see `ServerOperator`.
public struct OperatorCount: TallyRow {
    public let name: String
    public let tally: NameTally

    var key: [UInt8] { Array(name.utf8) }

    init(key: String, tally: NameTally) {
        name = key
        self.tally = tally
    }

    private enum CodingKeys: String, CodingKey {
        case name = "operator"
    }

    public init(from decoder: any Decoder) throws {
        name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
        tally = try NameTally(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try tally.encode(to: encoder)
    }
}

/// What may run on servers, as the hints have it, and the names behind which it was met.
public struct SoftwareCount: TallyRow {
    public let product: String
    public let version: String?
    public let tally: NameTally

    /// "BIND 9.18.28", or the product alone.
    public var title: String { version.map { "\(product) \($0)" } ?? product }

    var key: [UInt8] {
        var octets: [UInt8] = []
        Self.write(product, version, to: &octets)
        return octets
    }

    init(key: String, tally: NameTally) {
        let parts = key.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false)
        product = parts.first.map(String.init) ?? ""
        version = parts.count > 1 ? String(parts[1]) : nil
        self.tally = tally
    }

    static func write(_ product: String, _ version: String?, to octets: inout [UInt8]) {
        octets.removeAll(keepingCapacity: true)
        octets.append(contentsOf: product.utf8)
        if let version {
            octets.append(0)
            octets.append(contentsOf: version.utf8)
        }
    }

    private enum CodingKeys: CodingKey {
        case product, version
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        product = try container.decode(String.self, forKey: .product)
        version = try container.decodeIfPresent(String.self, forKey: .version)
        tally = try NameTally(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(product, forKey: .product)
        try container.encode(version, forKey: .version)
        try tally.encode(to: encoder)
    }
}
