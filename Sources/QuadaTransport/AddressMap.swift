public import QuadaDNS

/// Where packets for an endpoint really go: a scenario's servers have addresses of their own and live on loopback.
///
/// An exchange and its strays speak of the original endpoints; only the sockets see the others. The two may be of
/// different families.
public struct AddressMap: Hashable, Sendable {
    /// From the endpoint asked to the one that packets are sent to.
    public var routes: [Endpoint: Endpoint] { forward }

    private let forward: [Endpoint: Endpoint]
    private let backward: [Endpoint: Endpoint]

    /// - Parameter routes: From the endpoint asked to the one that packets are sent to. What is not listed goes where
    ///   it says.
    public init(_ routes: [Endpoint: Endpoint]) {
        forward = routes
        backward = Dictionary(routes.map { ($1, $0) }, uniquingKeysWith: min)
    }

    /// Everything goes where it says.
    public static let direct = AddressMap([:])

    /// Where packets for `endpoint` are sent.
    public func destination(for endpoint: Endpoint) -> Endpoint {
        forward.isEmpty ? endpoint : forward[endpoint] ?? endpoint
    }

    /// Whose packets come from `endpoint`; the lowest, where several endpoints are sent there.
    public func original(of endpoint: Endpoint) -> Endpoint {
        backward.isEmpty ? endpoint : backward[endpoint] ?? endpoint
    }
}
