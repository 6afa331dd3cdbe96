public import QuadaDNS
internal import QuadaTransport
public import QuadaYAML

extension Scenario {
    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - text: YAML; zones in it are master-file text.
    ///   - source: What errors call it, as a file's path.
    ///   - compose: Makes a tree of the text.
    ///   - rdata: Reads the zones' RDATA.
    public init(
        text: String, source: String, compose: YAMLTree.Composer = YAMLTree.compose,
        rdata: @escaping WrittenRData.Reader = { $0.map(\.reading) }
    ) throws(ScenarioError) {
        let root = try YAMLNode(text: text, source: source, compose: compose)
        var reader = ScenarioReader(rdata: rdata)
        let entries = try root.entries(allowed: [
            "about", "seed", "probe", "zones", "servers", "lies", "routes", "expect",
        ])
        // Servers take their addresses from the zones, wherever those stand in the file.
        for (key, value) in entries.filter({ $0.key == "zones" }) + entries.filter({ $0.key != "zones" }) {
            switch key {
            case "about": reader.about = try value.string()
            case "probe": reader.probe = try value.string()
            case "seed": reader.seed = UInt64(try value.integer(in: 0...Int.max))
            case "zones": try reader.readZones(value)
            case "servers": try reader.readServers(value)
            case "lies": reader.lieNodes = try value.items()
            case "routes": try reader.readRoutes(value)
            default: reader.expect = value
            }
        }
        guard !reader.zones.isEmpty else { throw root.error("a scenario needs zones") }
        let inferred = ScenarioInference(zones: reader.zones, servers: reader.servers)
        about = reader.about
        seed = reader.seed
        probe = reader.probe
        zones = inferred.zones
        servers = inferred.servers
        unroutedFamilies = reader.unroutedFamilies
        var lies: [Lie] = []
        for node in reader.lieNodes { lies.append(try LieReader(rdata: rdata, servers: inferred.servers).lie(node)) }
        self.lies = lies
        expectations = try reader.expectations()
    }
}

private struct ScenarioReader {
    let rdata: WrittenRData.Reader
    var about = ""
    var seed: UInt64 = 1
    var probe: String?
    var zones: [ScenarioZone] = []
    var servers: [ScenarioServer] = []
    var lieNodes: [YAMLNode] = []
    var unroutedFamilies: Set<IPFamily> = []
    var expect: YAMLNode?

    mutating func readZones(_ node: YAMLNode) throws(ScenarioError) {
        for (key, value) in try node.entries() {
            guard let apex = Name(key) else { throw value.error("'\(key)' is not a zone's name") }
            let zone = ScenarioZone(apex: apex, records: try value.records(origin: apex, rdata))
            guard zone.records.contains(where: { $0.type == .soa && $0.owner == apex }) else {
                throw value.error("zone \(apex) has no SOA")
            }
            zones.append(zone)
        }
    }

    mutating func readServers(_ node: YAMLNode) throws(ScenarioError) {
        for item in try node.items() {
            var name: Name?
            var addresses: [IPAddress] = []
            var apexes: [Name]?
            var server = ScenarioServer(name: .root, addresses: [], zones: [])
            for (key, value) in try item.entries(
                allowed: ["name", "addresses", "zones", "rtt", "loss", "minimal", "rotates", "software"])
            {
                switch key {
                case "name": name = try value.name()
                case "addresses": for address in try value.items() { addresses.append(try address.address()) }
                case "zones":
                    apexes = []
                    for zone in try value.items() { apexes?.append(try zone.name()) }
                case "rtt": server.roundTrip = try value.duration()
                case "loss": server.lossPercent = try value.integer(in: 0...100)
                case "minimal": server.isMinimal = try value.boolean()
                case "software": server.software = try software(value)
                default: server.rotatesRecords = try value.boolean()
                }
            }
            guard let name else { throw item.error("a server needs a name") }
            var read = ScenarioServer(
                name: name, addresses: addresses.isEmpty ? self.addresses(of: name) : addresses, zones: apexes ?? [])
            read.roundTrip = server.roundTrip
            read.lossPercent = server.lossPercent
            read.isMinimal = server.isMinimal
            read.rotatesRecords = server.rotatesRecords
            read.software = server.software
            read.hasWrittenZones = apexes != nil
            servers.append(read)
        }
    }

    private func software(_ node: YAMLNode) throws(ScenarioError) -> LabSoftware {
        var software = LabSoftware()
        for (key, value) in try node.entries(allowed: ["version", "id", "nsid"]) {
            switch key {
            case "version": software.version = try value.string()
            case "id": software.id = try value.string()
            default: software.nsid = try value.string()
            }
        }
        return software
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

    mutating func readRoutes(_ node: YAMLNode) throws(ScenarioError) {
        for (key, value) in try node.entries(allowed: ["ipv4", "ipv6"]) where try !value.boolean() {
            unroutedFamilies.insert(key == "ipv4" ? .ipv4 : .ipv6)
        }
    }

    func expectations() throws(ScenarioError) -> [Scenario.Expectation] {
        guard let expect else { return [] }
        var expectations: [Scenario.Expectation] = []
        for (key, value) in try expect.entries() {
            guard let name = Name(key) else { throw value.error("'\(key)' is not a name") }
            var verdict = ""
            var findings: [String] = []
            for (key, value) in try value.entries(allowed: ["verdict", "findings"]) {
                if key == "verdict" {
                    verdict = try value.string()
                } else {
                    for finding in try value.items() { findings.append(try finding.string()) }
                }
            }
            expectations.append(
                Scenario.Expectation(name: name, verdict: verdict, findings: findings.sorted()))
        }
        return expectations
    }
}

/// Reads one lie: which queries, and what becomes of the response.
private struct LieReader {
    let rdata: WrittenRData.Reader
    let servers: [ScenarioServer]

    func lie(_ node: YAMLNode) throws(ScenarioError) -> Lie {
        var match = LieMatch()
        var changes: [Lie.Change] = []
        for (key, value) in try node.entries(
            allowed: [
                "server", "name", "under", "type", "not", "transport", "edns", "dnssec", "option", "from", "until",
                "share", "reply",
            ])
        {
            switch key {
            case "server": for item in try value.items() { try readServer(item, into: &match) }
            case "name": match.name = try value.name()
            case "under": match.under = try value.name()
            case "type": for item in try value.items() { match.types.insert(try item.type()) }
            case "not": for item in try value.items() { match.exceptTypes.insert(try item.type()) }
            case "transport":
                guard let transport = Attempt.TransportProtocol(rawValue: try value.string()) else {
                    throw value.error("udp or tcp is wanted here")
                }
                match.transport = transport
            case "edns": match.edns = try value.boolean()
            case "dnssec": match.dnssecOK = try value.boolean()
            case "option": match.option = UInt16(try value.integer(in: 0...65_535))
            case "from": match.from = try value.duration()
            case "until": match.until = try value.duration()
            case "share": match.share = try value.integer(in: 0...100)
            default:
                for item in try value.items() { changes += try self.changes(item, match) }
            }
        }
        guard !changes.isEmpty else { throw node.error("a lie needs a reply") }
        return Lie(match: match, changes: changes)
    }

    private func readServer(_ node: YAMLNode, into match: inout LieMatch) throws(ScenarioError) {
        if let address = IPAddress(try node.string()) {
            guard servers.contains(where: { $0.addresses.contains(address) }) else {
                throw node.error("no server has the address \(address)")
            }
            match.serverAddresses.insert(address)
        } else {
            let name = try node.name()
            guard servers.contains(where: { $0.name == name }) else { throw node.error("no server is named \(name)") }
            match.serverNames.insert(name)
        }
    }

    private func changes(_ node: YAMLNode, _ match: LieMatch) throws(ScenarioError) -> [Lie.Change] {
        guard node.isMapping else { return [try word(node)] }
        let origin = match.name ?? match.under ?? .root
        var changes: [Lie.Change] = []
        var sections: [String: [ResourceRecord]] = [:]
        var rcode: RCODE?
        for (key, value) in try node.entries(
            allowed: [
                "rcode", "delay", "octets", "rdata", "trailing", "answer", "authority", "additional", "alias", "aa",
                "ra",
                "referral", "soa", "strays", "strays-only", "duplicates",
            ])
        {
            switch key {
            case "rcode":
                rcode = RCODE(try value.string())
                guard rcode != nil else { throw value.error("not an RCODE") }
            case "delay": changes.append(.delay(try value.duration()))
            case "octets": changes.append(.octets(try value.octets()))
            case "rdata": changes.append(.rdata(try value.octets()))
            case "trailing": changes.append(.trailing(try value.octets()))
            case "answer", "authority", "additional": sections[key] = try value.records(origin: origin, rdata)
            case "alias": changes.append(.alias(try value.name()))
            case "aa": changes.append(.authoritative(try value.boolean()))
            case "ra": changes.append(.recursionAvailable(try value.boolean()))
            case "referral": changes.append(.referral(try value.name()))
            case "soa": changes.append(.noData(soa: try value.name()))
            case "duplicates": changes.append(.duplicated(try value.integer(in: 1...1000)))
            default: changes.append(try strays(value, only: key == "strays-only"))
            }
        }
        if !sections.isEmpty {
            changes.insert(
                .sections(
                    answer: sections["answer"] ?? [], authority: sections["authority"] ?? [],
                    additional: sections["additional"] ?? [], rcode: rcode ?? .noError), at: 0)
        } else if let rcode {
            changes.insert(.rcode(rcode), at: 0)
        }
        return changes
    }

    private func word(_ node: YAMLNode) throws(ScenarioError) -> Lie.Change {
        switch try node.string() {
        case "empty": return .empty
        case "nodata": return .noData(soa: nil)
        case "silence": return .silence
        case "truncate": return .truncate
        case "no-edns": return .withoutEDNS
        case "refused": return .refused
        case "unreachable": return .unreachable
        case "closed": return .closed
        default:
            throw node.error(
                "not a reply; known are empty, nodata, silence, truncate, no-edns, refused, unreachable, closed")
        }
    }

    private func strays(_ node: YAMLNode, only: Bool) throws(ScenarioError) -> Lie.Change {
        var mismatch: Stray.Mismatch?
        var count = 1
        for (key, value) in try node.entries(allowed: ["kind", "count"]) {
            if key == "count" {
                count = try value.integer(in: 1...10_000)
            } else {
                mismatch = Stray.Mismatch(rawValue: try value.string())
            }
        }
        guard let mismatch else {
            throw node.error("strays need a kind: sourceAddress, id, question, questionCase or notAResponse")
        }
        return only ? .straysOnly(mismatch, count: count) : .strays(mismatch, count: count)
    }
}
