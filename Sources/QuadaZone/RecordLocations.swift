internal import QuadaDNS
public import QuadaReport

/// Where a zone file has what findings speak of, for whoever mends it there.
public struct RecordLocations: Hashable, Sendable {
    /// By the owner's name as reports have it.
    private var first: [String: SourceLocation] = [:]
    private let apex: String?
    private var start: SourceLocation?

    /// Of a file that holds no zone.
    public init() {
        apex = nil
    }

    public init(_ zone: ZoneContents) {
        apex = zone.apex.lowercaseDescription
        for (index, record) in zone.records.enumerated() {
            guard let location = zone.location(index) else { continue }
            if case .soa = record.data, start == nil { start = location }
            let owner = record.owner.lowercaseDescription
            if first[owner] == nil { first[owner] = location }
        }
    }

    /// The audit with the line that each finding speaks of: its owner's first record; for a fault of the zone itself the
    /// SOA record; for one further along the chain, the record of the audited name that leads there.
    public func applied(to audit: NameAudit, of target: AuditTarget) -> NameAudit {
        var audit = audit
        audit.roles = target.roles
        audit.location = target.location
        for index in audit.findings.indices {
            let finding = audit.findings[index]
            audit.findings[index].location =
                (finding.isAboutZone && finding.zone == apex ? start : nil) ?? first[finding.name] ?? target.location
        }
        return audit
    }
}

extension FindingEntry {
    /// Its key speaks of the zone, whichever owner was asked.
    fileprivate var isAboutZone: Bool {
        guard let zone else { return false }
        return key == "\(code) \(zone)" || key.hasPrefix("\(code) \(zone) ")
    }
}
