public import QuadaDNS
public import QuadaReport

/// Which names of a zone clients look up: those that own addresses or aliases, and the hosts that records point to.
public struct TargetSelection: Hashable, Sendable {
    /// Which records names are taken from.
    public var roles: Set<Role>
    /// Names that match none of them are left out; all are taken if there is none.
    public var including: [NamePattern]
    public var excluding: [NamePattern]

    public init(
        roles: Set<Role> = Self.usualRoles, including: [NamePattern] = [], excluding: [NamePattern] = []
    ) {
        self.roles = roles
        self.including = including
        self.excluding = excluding
    }

    /// All but the zones that are delegated: they are their own operators' to audit.
    public static let usualRoles = Set(Role.allCases).subtracting([.given, .delegation])

    /// The names, each once: the apex, then in the order of the records.
    public func targets(in zone: ZoneContents) -> [AuditTarget] {
        var list = TargetList(zone)
        list.add(zone.apex, .zone, at: zone.records.firstIndex { if case .soa = $0.data { true } else { false } })
        for index in zone.records.indices { list.add(index) }
        return list.targets.compactMap { target in
            var target = target
            target.roles = target.roles.filter(roles.contains)
            return !target.roles.isEmpty && takes(target.name) ? target : nil
        }
    }

    /// Whether the patterns take a name.
    public func takes(_ name: Name) -> Bool {
        let text = name.lowercaseDescription
        return (including.isEmpty || including.contains { $0.matches(text) })
            && !excluding.contains { $0.matches(text) }
    }
}

/// The names of a zone while they are gathered.
private struct TargetList {
    private let zone: ZoneContents
    /// Owners of NS records below the apex: what is at or below them is another zone's, or glue.
    private let cuts: Set<Name>
    /// What is below them is not there (RFC 6672, section 2.4).
    private let dnames: Set<Name>
    private let owners: Set<Name>
    /// A name directly below each that has an address or an alias.
    private let children: [Name: Name]
    private(set) var targets: [AuditTarget] = []
    private var places: [Name: Int] = [:]

    init(_ zone: ZoneContents) {
        self.zone = zone
        cuts = Set(zone.records.lazy.filter { $0.type == .ns && $0.owner != zone.apex }.map(\.owner))
        dnames = Set(zone.records.lazy.filter { $0.type == .dname }.map(\.owner))
        owners = Set(zone.records.lazy.map(\.owner))
        let hosts = zone.records.lazy.filter { [.a, .aaaa, .cname].contains($0.type) && !$0.owner.isWildcard }
        children = Dictionary(hosts.compactMap { host in host.owner.parent.map { ($0, host.owner) } }) { first, _ in
            first
        }
    }

    mutating func add(_ name: Name, _ role: Role, at index: Int?) {
        if let place = places[name] {
            if !targets[place].roles.contains(role) { targets[place].roles.append(role) }
        } else {
            places[name] = targets.count
            targets.append(AuditTarget(name, roles: [role], location: index.flatMap(zone.location)))
        }
    }

    /// The names that one record gives.
    mutating func add(_ index: Int) {
        let record = zone.records[index]
        let owner = record.owner
        if case .ns(let host) = record.data, !isOccluded(owner, by: cuts), !isOccluded(owner, by: dnames) {
            if owner != zone.apex { add(owner, .delegation, at: index) }
            add(host, .ns, at: index)
            return
        }
        guard !cuts.contains(owner), !isOccluded(owner, by: cuts), !isOccluded(owner, by: dnames) else { return }
        switch record.data {
        case .a: addOwner(owner, .a, at: index)
        case .aaaa: addOwner(owner, .aaaa, at: index)
        case .cname: addOwner(owner, .cname, at: index)
        case .dname(let target): add(dname: owner, to: target, at: index)
        // An exchange or target of "." says that there is none (RFC 7505; RFC 2782).
        case .mx(_, let host) where !host.isRoot: add(host, .mx, at: index)
        case .srv(_, _, _, let host) where !host.isRoot: add(host, .srv, at: index)
        case .opaque(let rdata) where record.type == .https || record.type == .svcb:
            add(service: owner, record.type == .https ? .https : .svcb, rdata, at: index)
        case .mx, .srv, .ns, .ptr, .soa, .opaque, .malformed: break
        }
    }

    /// An owner that clients look up; below a wildcard, a name that nothing else in the zone answers for.
    private mutating func addOwner(_ owner: Name, _ role: Role, at index: Int) {
        guard owner.isWildcard, let parent = owner.parent else { return add(owner, role, at: index) }
        for attempt in 0..<8 {
            let label = "quada-wildcard-probe" + (attempt == 0 ? "" : "-\(attempt)")
            guard let name = try? parent.child(label: Array(label.utf8)), !owners.contains(name) else { continue }
            return add(name, .wildcard, at: index)
        }
    }

    /// The target, and where names below it are known, one of them through the alias that is synthesised for it.
    private mutating func add(dname owner: Name, to target: Name, at index: Int) {
        add(target, .dname, at: index)
        guard let below = children[target], let name = try? below.replacing(suffix: target, with: owner) else { return }
        add(name, .dname, at: index)
    }

    /// RFC 9460, section 2: SvcPriority and TargetName; "." is the owner itself (section 2.5).
    private mutating func add(service owner: Name, _ role: Role, _ rdata: [UInt8], at index: Int) {
        // Of a name as _8443._https.example.com nobody asks A and AAAA; its target is the host.
        if owner.labels.first?.first != UInt8(ascii: "_") { addOwner(owner, role, at: index) }
        guard let host = Self.target(of: rdata), !host.isRoot else { return }
        add(host, role, at: index)
    }

    /// None where the RDATA is not of its type's shape: ldns has read it, but a server may have sent it.
    private static func target(of rdata: [UInt8]) -> Name? {
        var end = 2
        while end < rdata.count, rdata[end] != 0 { end += 1 + Int(rdata[end]) }
        return end < rdata.count ? try? Name(wire: Array(rdata[2...end])) : nil
    }

    private func isOccluded(_ owner: Name, by names: Set<Name>) -> Bool {
        guard !names.isEmpty else { return false }
        var ancestor = owner.parent
        while let name = ancestor, name.isAtOrBelow(zone.apex) {
            if names.contains(name) { return true }
            ancestor = name.parent
        }
        return false
    }
}
