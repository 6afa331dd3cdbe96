/// Numbers of rows that many names share, so that each is looked up once; bounded, and empty again where it is full.
struct KnownNumbers: Sendable {
    struct Server: Hashable {
        var name: String
        var address: String
        /// The operator; not always the same, since the zone has a part in it.
        var owner: String
    }

    struct Product: Hashable {
        var name: String
        var version: String?
    }

    private(set) var servers: [Server: Int64] = [:]
    private(set) var products: [Product: Int64] = [:]

    /// About 8 MB of servers.
    private static let limit = 32_768

    mutating func keep(_ number: Int64, of server: Server) {
        if servers.count >= Self.limit { servers.removeAll(keepingCapacity: true) }
        servers[server] = number
    }

    mutating func keep(_ number: Int64, of product: Product) {
        if products.count >= Self.limit { products.removeAll(keepingCapacity: true) }
        products[product] = number
    }
}
