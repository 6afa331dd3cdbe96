internal import QuadaDNS

/// One of several equal parts of a scan: the names of one zone fall into the same part, on every machine.
public struct Shard: Hashable, Sendable {
    /// From 1.
    public let index: Int
    public let count: Int

    /// - Returns: None unless 1 <= `index` <= `count`.
    public init?(index: Int, count: Int) {
        guard count >= 1, (1...count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// As `2/8`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
        self.init(index: index, count: count)
    }

    /// All of the scan.
    public static let whole = Shard(first: 1)

    private init(first count: Int) {
        index = 1
        self.count = count
    }

    /// Whether a line belongs to this part; lines that hold no name belong to the first.
    func holds(_ content: ScanEntry.Content) -> Bool {
        switch content {
        case .name(let name): Int(Self.place(of: name) % UInt64(count)) == index - 1
        case .flaw: index == 1
        }
    }

    /// A number that names of one zone have in common.
    ///
    /// Where the zones are cut is not known before they are walked. Two labels are taken for the zone that somebody
    /// registered, and three where the second looks like a registry's, as in `co.uk`: too few labels keep a zone's names
    /// together as well, and only make the parts less equal.
    static func place(of name: Name) -> UInt64 {
        var labels = min(2, name.labelCount)
        if name.labelCount > 2, isRegistryLike(name) { labels = 3 }
        return name.suffix(labels: labels).lowercased.wire.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
    }

    /// Whether a name ends as `co.uk` or `com.br` do: a country's two letters, and two or three before them.
    private static func isRegistryLike(_ name: Name) -> Bool {
        let wire = name.suffix(labels: 2).wire
        guard let second = wire.first, (2...3).contains(second) else { return false }
        return wire[Int(second) + 1] == 2
    }
}
