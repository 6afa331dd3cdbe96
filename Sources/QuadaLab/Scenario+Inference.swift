internal import QuadaDNS

/// What a scenario leaves out because every reader would write the same: servers, delegations, the root.
struct ScenarioInference {
    private(set) var zones: [ScenarioZone]
    private(set) var servers: [ScenarioServer]

    init(zones: [ScenarioZone], servers: [ScenarioServer]) {
        self.zones = zones
        self.servers = servers
        inferServers()
        addRoot()
        addDelegations()
    }

    /// Each name in a zone's apex NS RRset is a server of it, at the addresses that any zone gives it.
    private mutating func inferServers() {
        for zone in zones {
            for name in Self.serverNames(of: zone.apex, in: zone) {
                if let index = servers.firstIndex(where: { $0.name == name }) {
                    if !servers[index].zones.contains(zone.apex), !servers[index].hasWrittenZones {
                        servers[index].zones.append(zone.apex)
                    }
                    continue
                }
                let addresses = addresses(of: name)
                guard !addresses.isEmpty else { continue }
                servers.append(ScenarioServer(name: name, addresses: addresses, zones: [zone.apex]))
            }
        }
    }

    static func serverNames(of owner: Name, in zone: ScenarioZone) -> [Name] {
        zone.records.compactMap { record in
            guard record.owner == owner, case .ns(let name) = record.data else { return nil }
            return name
        }
    }

    private func addresses(of name: Name) -> [IPAddress] {
        zones.flatMap(\.records).compactMap { record in
            guard record.owner == name else { return nil }
            switch record.data {
            case .a(let address), .aaaa(let address): return address
            default: return nil
            }
        }
    }

    private mutating func addRoot() {
        guard !zones.contains(where: { $0.apex.isRoot }) else { return }
        let names = ["a.root-servers.net", "b.root-servers.net"].compactMap { try? Name(presentation: $0) }
        let addresses: [[IPAddress]] = [
            [.v4(0xC629_0004), .v6(high: 0x2001_0503_BA3E_0000, low: 0x0002_0030)],
            [.v4(0xAAF7_AA02), .v6(high: 0x2801_01B8_0010_0000, low: 0xB)],
        ]
        var records: [ResourceRecord] = []
        if let first = names.first {
            let soa = SOA(
                mname: first, rname: first, serial: 1, refresh: 1800, retry: 900, expire: 604_800, minimum: 86_400)
            records.append(ResourceRecord(owner: .root, type: .soa, ttl: 86_400, data: .soa(soa)))
        }
        for (name, own) in zip(names, addresses) {
            records.append(ResourceRecord(owner: .root, type: .ns, ttl: 518_400, data: .ns(name)))
            records += own.map { Self.record(of: name, $0) }
            servers.append(ScenarioServer(name: name, addresses: own, zones: [.root]))
        }
        zones.append(ScenarioZone(apex: .root, records: records))
    }

    static func record(of name: Name, _ address: IPAddress) -> ResourceRecord {
        switch address {
        case .v4: ResourceRecord(owner: name, type: .a, ttl: 172_800, data: .a(address))
        case .v6: ResourceRecord(owner: name, type: .aaaa, ttl: 172_800, data: .aaaa(address))
        }
    }

    /// Each zone is delegated from the closest zone above it, with glue for servers in that bailiwick.
    private mutating func addDelegations() {
        for child in zones where !child.apex.isRoot {
            let above = zones.indices.filter { child.apex.isBelow(zones[$0].apex) }
            guard let parent = above.max(by: { zones[$0].apex.labelCount < zones[$1].apex.labelCount }),
                Self.serverNames(of: child.apex, in: zones[parent]).isEmpty
            else { continue }
            var records = zones[parent].records
            for name in Self.serverNames(of: child.apex, in: child) {
                records.append(ResourceRecord(owner: child.apex, type: .ns, ttl: 172_800, data: .ns(name)))
                guard name.isAtOrBelow(child.apex) else { continue }
                for glue in addresses(of: name).map({ Self.record(of: name, $0) }) where !records.contains(glue) {
                    records.append(glue)
                }
            }
            zones[parent].records = records
        }
    }
}
