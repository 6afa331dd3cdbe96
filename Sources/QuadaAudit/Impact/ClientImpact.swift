/// What four kinds of client get of a name, each behind resolvers that do or do not have its aliases cached.
public struct ClientImpact: Hashable, Sendable {
    public enum Client: String, Hashable, Sendable, CaseIterable {
        case ipv4Only
        case dualStack
        case ipv6Only
        /// Behind DNS64 and NAT64 (RFC 6147).
        case ipv6OnlyDNS64
    }

    /// What the resolver knows already.
    public enum Cache: Hashable, Sendable, CaseIterable {
        case cold
        /// The aliases of the chain, from queries for A, and no denial.
        case aliasesCached
    }

    public struct Effect: Hashable, Sendable {
        public enum Word: Hashable, Sendable {
            case works
            /// It gets there, after so many seconds more than with servers in order.
            case slow(seconds: Double)
            /// The share of lookups that fail, 0 to 1.
            case intermittent(share: Double)
            case fails
            case unknown
        }

        public let word: Word
        /// Where resolvers differ, or what goes with the word; a clause.
        public let detail: String?
    }

    /// Of each client, on a cold cache and with the aliases cached.
    private let effects: [Effect]
    /// Who does not see the fault, as a sentence; none where all resolvers see it alike.
    public let masking: String?

    init(masking: String?, effects: (Client, Cache) -> Effect) {
        self.masking = masking
        self.effects = Client.allCases.flatMap { [effects($0, .cold), effects($0, .aliasesCached)] }
    }

    public subscript(client: Client, cache: Cache) -> Effect {
        effects[2 * client.place + (cache == .cold ? 0 : 1)]
    }
}

extension ClientImpact.Client {
    /// Among all cases.
    fileprivate var place: Int {
        switch self {
        case .ipv4Only: 0
        case .dualStack: 1
        case .ipv6Only: 2
        case .ipv6OnlyDNS64: 3
        }
    }
}
