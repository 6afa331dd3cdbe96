public import QuadaDNS
public import QuadaReport

/// The records of one zone, and where each was read.
public struct ZoneContents: Sendable {
    /// The owner of the SOA record.
    public let apex: Name
    public let serial: UInt32
    /// What belongs to the zone, as read.
    public let records: [ResourceRecord]
    /// By the index of `records`; none where they came from a server.
    public let locations: [SourceLocation]
    /// Records whose owner is not at or below the apex: left out, as servers do.
    public let outside: [SourceLocation]

    /// The contents of a master file.
    public init(_ file: ZoneFile, source: String) throws(ZoneContentsError) {
        let locations = file.places.map { SourceLocation(file: $0.file, line: $0.line) }
        try self.init(records: file.records, locations: locations, source: source)
    }

    /// The contents of a transfer.
    public init(transferred records: [ResourceRecord], from source: String) throws(ZoneContentsError) {
        try self.init(records: records, locations: [], source: source)
    }

    private init(
        records: [ResourceRecord], locations: [SourceLocation], source: String
    ) throws(ZoneContentsError) {
        var start: (apex: Name, serial: UInt32, index: Int)?
        for (index, record) in records.enumerated() {
            guard case .soa(let soa) = record.data else { continue }
            if let start, start.apex != record.owner {
                throw .severalApexes(
                    start.apex, record.owner,
                    at: locations.indices.contains(index) ? locations[index].description : source)
            }
            if start == nil { start = (record.owner, soa.serial, index) }
        }
        guard let start else { throw .noSOA(source) }
        let isInside = records.map { $0.owner.isAtOrBelow(start.apex) && $0.rrclass == .in }
        apex = start.apex
        serial = start.serial
        self.records = zip(records, isInside).filter(\.1).map(\.0)
        self.locations = zip(locations, isInside).filter(\.1).map(\.0)
        outside = zip(locations, isInside).filter { !$0.1 }.map(\.0)
    }

    /// Where a record was read.
    func location(_ index: Int) -> SourceLocation? { locations.indices.contains(index) ? locations[index] : nil }
}

/// Why records are not one zone.
public enum ZoneContentsError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSOA(String)
    case severalApexes(Name, Name, at: String)

    public var description: String {
        switch self {
        case .noSOA(let source):
            "\(source): no SOA record, so the zone's name is not known; is this the zone's own file?"
        case .severalApexes(let first, let second, let place):
            "\(place): a SOA record of \(second), and one of \(first) before it: a file holds one zone"
        }
    }
}
