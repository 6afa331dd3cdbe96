internal import CSockets
internal import QuadaDNS

extension quada_endpoint {
    init(_ endpoint: Endpoint) {
        switch endpoint.address {
        case .v4(let value): self.init(high: 0, low: UInt64(value), port: endpoint.port, family: 4)
        case .v6(let high, let low): self.init(high: high, low: low, port: endpoint.port, family: 6)
        }
    }
}

extension Endpoint {
    init(_ endpoint: quada_endpoint) {
        self.init(
            address: endpoint.family == 4
                ? .v4(UInt32(truncatingIfNeeded: endpoint.low)) : .v6(high: endpoint.high, low: endpoint.low),
            port: endpoint.port)
    }
}

extension IPFamily {
    /// As the shim counts families.
    var number: Int32 { self == .ipv4 ? 4 : 6 }
}
