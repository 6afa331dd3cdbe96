public import QuadaDNS

/// One zone's records, by owner and type, with the names that exist only because of those below them.
public struct ZoneData: Sendable {
    public let apex: Name
    private var nodes: [Name: [RRType: [ResourceRecord]]] = [:]

    /// - Parameter records: Those outside the zone are left out.
    public init(apex: Name, records: [ResourceRecord]) {
        self.apex = apex
        nodes[apex] = [:]
        for record in records where record.owner.isAtOrBelow(apex) {
            nodes[record.owner, default: [:]][record.type, default: []].append(record)
            // Empty non-terminals exist (RFC 8020, section 2).
            var ancestor = record.owner.parent
            while let name = ancestor, name.isBelow(apex) {
                if nodes[name] == nil { nodes[name] = [:] }
                ancestor = name.parent
            }
        }
    }

    func exists(_ name: Name) -> Bool { nodes[name] != nil }

    func rrset(_ name: Name, _ type: RRType) -> [ResourceRecord] { nodes[name]?[type] ?? [] }

    func all(_ name: Name) -> [ResourceRecord] { nodes[name]?.values.flatMap { $0 } ?? [] }

    var soa: [ResourceRecord] { rrset(apex, .soa) }

    /// The highest zone cut at or above a name, below the apex.
    func cut(above name: Name) -> Name? {
        ancestors(of: name).last { $0 != apex && !rrset($0, .ns).isEmpty }
    }

    /// The DNAME above a name (RFC 6672, section 3.2).
    func dname(above name: Name) -> ResourceRecord? {
        ancestors(of: name).dropFirst().lazy.compactMap { self.rrset($0, .dname).first }.first
    }

    /// The wildcard that covers a name that does not exist: `*` below its closest encloser (RFC 4592, section 3.3.1).
    func wildcard(for name: Name) -> Name? {
        guard let encloser = ancestors(of: name).dropFirst().first(where: exists),
            let wildcard = try? encloser.child(label: [UInt8(ascii: "*")]), exists(wildcard)
        else { return nil }
        return wildcard
    }

    /// The name and its ancestors up to the apex, deepest first.
    private func ancestors(of name: Name) -> [Name] {
        var names: [Name] = []
        var next: Name? = name
        while let current = next, current.isAtOrBelow(apex) {
            names.append(current)
            next = current.parent
        }
        return names
    }
}
