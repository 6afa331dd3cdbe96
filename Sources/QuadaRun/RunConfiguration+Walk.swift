internal import QuadaEvidence
public import QuadaWalk

extension RunConfiguration {
    /// What the walk needs of it.
    public var walk: WalkConfiguration {
        var walk = WalkConfiguration(
            roots: hints.servers.flatMap { server in
                server.addresses.map { ServerAddress(name: server.name, address: $0, source: .both) }
            },
            pinned: pinned, port: port, families: families, probe: probe, seed: seed, bounds: bounds)
        walk.namesPerServer = namesPerServer
        walk.isBulk = isBulk
        return walk
    }
}
