/// What four kinds of client get, each behind a resolver that does or does not have the alias cached.
public struct Impact: Hashable, Sendable, Codable {
    public var ipv4Only: ClientImpact
    public var dualStack: ClientImpact
    public var ipv6Only: ClientImpact
    /// Behind DNS64 and NAT64 (RFC 6147).
    public var ipv6OnlyDNS64: ClientImpact
    /// Behind which resolvers the fault is hidden, as a sentence; none where all show it alike.
    public var masking: String?

    public init(
        ipv4Only: ClientImpact, dualStack: ClientImpact, ipv6Only: ClientImpact, ipv6OnlyDNS64: ClientImpact,
        masking: String? = nil
    ) {
        self.ipv4Only = ipv4Only
        self.dualStack = dualStack
        self.ipv6Only = ipv6Only
        self.ipv6OnlyDNS64 = ipv6OnlyDNS64
        self.masking = masking
    }

    private enum CodingKeys: String, CodingKey {
        case ipv4Only = "ipv4-only"
        case dualStack = "dual-stack"
        case ipv6Only = "ipv6-only"
        case ipv6OnlyDNS64 = "ipv6-only-dns64"
        case masking
    }
}

/// What one kind of client gets.
public struct ClientImpact: Hashable, Sendable, Codable {
    /// Behind a resolver that has nothing of the chain cached.
    public var cold: Effect
    /// Behind a resolver that has the alias cached.
    public var cached: Effect

    public init(cold: Effect, cached: Effect) {
        self.cold = cold
        self.cached = cached
    }

    public struct Effect: Hashable, Sendable, Codable {
        public enum Word: String, Hashable, Sendable, Codable, CaseIterable {
            case works
            case slow
            case intermittent
            case fails
            case unknown
        }

        public var effect: Word
        /// Lost before the client gets on; with `slow`.
        public var secondsLost: Double?
        /// Of the servers that break it, 0 to 1; with `intermittent`.
        public var share: Double?
        public var detail: String?

        public init(_ effect: Word, secondsLost: Double? = nil, share: Double? = nil, detail: String? = nil) {
            self.effect = effect
            self.secondsLost = secondsLost
            self.share = share
            self.detail = detail
        }

        private enum CodingKeys: String, CodingKey {
            case effect
            case secondsLost = "seconds_lost"
            case share
            case detail
        }
    }
}
