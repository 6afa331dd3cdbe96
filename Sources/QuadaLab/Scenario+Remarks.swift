public import QuadaDNS

extension Scenario {
    /// What in the scenario has no effect: each remark is one line.
    public var remarks: [String] {
        var remarks: [String] = []
        for zone in zones where !servers.contains(where: { $0.zones.contains(zone.apex) }) {
            remarks.append("zone \(zone.apex) is on no server")
        }
        for server in servers {
            if server.addresses.isEmpty { remarks.append("server \(server.name) has no address") }
            if server.zones.isEmpty { remarks.append("server \(server.name) serves no zone") }
        }
        for lie in lies {
            if let name = lie.match.name, zone(of: name) == nil, !LabSoftware.isAsked(name) {
                remarks.append("a lie speaks of \(name), in no zone")
            }
            if !servers.contains(where: { server in server.addresses.contains { lie.match.mayConcern(server, $0) } }) {
                remarks.append("a lie concerns no server")
            }
        }
        let isNamed = Set(expectations.map(\.name))
        if isNamed.isEmpty { remarks.append("nothing is expected") }
        for expectation in expectations where expectation.verdict.isEmpty {
            remarks.append("no verdict is expected for \(expectation.name)")
        }
        return remarks
    }

    private func zone(of name: Name) -> ScenarioZone? {
        zones.filter { !$0.apex.isRoot && name.isAtOrBelow($0.apex) }.max { $0.apex.labelCount < $1.apex.labelCount }
    }
}

extension LieMatch {
    /// Whether a lie can be told by a server at one of its addresses.
    public func mayConcern(_ server: ScenarioServer, _ address: IPAddress) -> Bool {
        (serverNames.isEmpty && serverAddresses.isEmpty) || serverNames.contains(server.name)
            || serverAddresses.contains(address)
    }
}
