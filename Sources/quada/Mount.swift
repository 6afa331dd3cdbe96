import QuadaDNS
import QuadaReport
import QuadaTransport
import QuadaWalk

/// What questions are sent into: the network, or a scenario in memory.
struct Mount {
    let transport: any Transport
    /// The scenario's root; none where the built-in one or the user's is meant.
    var hints: RootHints?
    /// Those the scenario has expectations for.
    var names: [Name] = []
    let network: Vantage.Network
}

extension NetworkOptions {
    /// - Parameter onSettled: Sees each exchange when it is settled.
    func mount(seed: UInt64, onSettled: @escaping @Sendable (Exchange) -> Void) throws -> Mount {
        Mount(
            transport: try SocketTransport(onSettled: onSettled), network: server.isEmpty ? .internet : .pinned)
    }
}
