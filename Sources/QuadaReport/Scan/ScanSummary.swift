/// What a scan of many names comes to, in memory that does not grow with their number.
///
/// A pure sum over the names: summaries of the parts of a list, added in whatever order, are the summary of the list. It
/// is exact up to 131,072 operators of servers, 4,096 versions of software and 1,024 codes of findings; what is beyond
/// is added up under `leftOut`, the lightest first, and `isPartial` says so. In JSON it has the shape of
/// `reports/quada.summary.schema.json`, and one that was read can be added to another.
public struct ScanSummary: Hashable, Sendable {
    /// Names the shape of the JSON; the number changes when a reader of the old shape would be misled.
    public static let schema = "quada.summary/1"

    /// Lines that were no names are among them, as `indeterminate`.
    public internal(set) var names: UInt = 0
    /// Sent for all names, retries included.
    public internal(set) var queries: UInt = 0
    public internal(set) var verdicts: [Verdict: UInt] = [:]
    public internal(set) var statuses: [NameAudit.Status: UInt] = [:]
    public internal(set) var endings = Endings()
    /// Server addresses of each family, counted at each link of each name.
    public internal(set) var ipv4Servers = Asked()
    public internal(set) var ipv6Servers = Asked()

    var operatorTable: TallyTable<NameTally>
    var softwareTable: TallyTable<NameTally>
    var findingTable: TallyTable<FindingTally>

    /// How many names end in addresses.
    public struct Endings: Hashable, Sendable, Codable {
        public internal(set) var ipv4: UInt = 0
        public internal(set) var ipv6: UInt = 0
        public internal(set) var both: UInt = 0
    }

    /// How often servers were asked.
    public struct Asked: Hashable, Sendable, Codable {
        public internal(set) var asked: UInt = 0
        /// A or AAAA got some response, be it an error.
        public internal(set) var answered: UInt = 0
    }

    /// What is held at most.
    struct Limits: Hashable, Sendable {
        /// The average key may have 64 octets; that of an operator has about 18.
        var operators = TallyTable<NameTally>.Limits(keys: 131_072, octets: 8 << 20)
        var software = TallyTable<NameTally>.Limits(keys: 4096, octets: 1 << 20)
        var findings = TallyTable<FindingTally>.Limits(keys: 1024, octets: 1 << 18)
    }

    public init() {
        self.init(limits: Limits())
    }

    init(limits: Limits) {
        operatorTable = TallyTable(limits: limits.operators)
        softwareTable = TallyTable(limits: limits.software)
        findingTable = TallyTable(limits: limits.findings)
    }

    /// Counts one more name.
    public mutating func add(_ audit: NameAudit) {
        names.count(1)
        queries.count(UInt(max(0, audit.queries)))
        verdicts[audit.verdict, default: 0].count(1)
        statuses[audit.status, default: 0].count(1)
        let (ipv4, ipv6) = (!audit.addresses.ipv4.isEmpty, !audit.addresses.ipv6.isEmpty)
        if ipv4 { endings.ipv4.count(1) }
        if ipv6 { endings.ipv6.count(1) }
        if ipv4 && ipv6 { endings.both.count(1) }
        addServers(of: audit)
        addFindings(of: audit)
    }

    /// Adds what another part of the same scan came to.
    public mutating func merge(_ other: ScanSummary) {
        names.count(other.names)
        queries.count(other.queries)
        for (verdict, count) in other.verdicts { verdicts[verdict, default: 0].count(count) }
        for (status, count) in other.statuses { statuses[status, default: 0].count(count) }
        endings.ipv4.count(other.endings.ipv4)
        endings.ipv6.count(other.endings.ipv6)
        endings.both.count(other.endings.both)
        ipv4Servers.add(other.ipv4Servers)
        ipv6Servers.add(other.ipv6Servers)
        operatorTable.merge(other.operatorTable)
        softwareTable.merge(other.softwareTable)
        findingTable.merge(other.findingTable)
    }
}

extension ScanSummary.Asked {
    fileprivate mutating func add(_ other: Self) {
        asked.count(other.asked)
        answered.count(other.answered)
    }
}

// MARK: - One name

extension ScanSummary {
    /// What one name met, each once.
    private struct Met {
        private(set) var places: [(place: Int?, isAtFault: Bool)] = []

        mutating func add(_ place: Int?, isAtFault: Bool) {
            for index in places.indices where places[index].place == place {
                if isAtFault { places[index].isAtFault = true }
                return
            }
            places.append((place, isAtFault))
        }
    }

    private mutating func addServers(of audit: NameAudit) {
        var key: [UInt8] = []
        key.reserveCapacity(128)
        var (operators, software) = (Met(), Met())
        for link in audit.chain.indices {
            let (servers, zone) = (audit.chain[link].servers, audit.chain[link].zone)
            var last: (name: String, place: Int?)?
            // By index: a row holds many references, which a copy would have to count.
            for index in servers.indices {
                let isAtFault = servers[index].conforms == false
                count(a: servers[index].a.outcome, aaaa: servers[index].aaaa.outcome, at: servers[index].address)
                // The addresses of one server mostly stand beside each other.
                if let last, last.name == servers[index].name {
                    operators.add(last.place, isAtFault: isAtFault)
                } else {
                    ServerOperator.write(servers[index].name, in: zone, to: &key)
                    let place = operatorTable.place(of: key)
                    operators.add(place, isAtFault: isAtFault)
                    last = (servers[index].name, place)
                }
                if let hint = servers[index].software {
                    SoftwareCount.write(hint.product, hint.version, to: &key)
                    software.add(softwareTable.place(of: key), isAtFault: isAtFault)
                }
            }
        }
        for met in operators.places {
            operatorTable.add(NameTally(audit.verdict, isAtFault: met.isAtFault), at: met.place)
        }
        for met in software.places {
            softwareTable.add(NameTally(audit.verdict, isAtFault: met.isAtFault), at: met.place)
        }
        operatorTable.settle()
        softwareTable.settle()
    }

    private mutating func count(a: Outcome, aaaa: Outcome, at address: String) {
        guard a != .notTested || aaaa != .notTested else { return }
        let asked = Asked(asked: 1, answered: a.isResponse || aaaa.isResponse ? 1 : 0)
        if address.utf8.contains(UInt8(ascii: ":")) { ipv6Servers.add(asked) } else { ipv4Servers.add(asked) }
    }

    private mutating func addFindings(of audit: NameAudit) {
        let findings = audit.findings
        for index in findings.indices {
            let code = findings[index].code
            var tally = FindingTally()
            tally.severity = findings[index].severity
            tally.findings = 1
            // The name counts with the first finding of a code, for all of them.
            if !findings[..<index].contains(where: { $0.code == code }) {
                let isCounted = findings[index...].contains { $0.code == code && $0.isCounted }
                tally.names = isCounted ? 1 : 0
                tally.namesSetAside = isCounted ? 0 : 1
            }
            findingTable.add(tally, to: Array(code.utf8))
        }
        findingTable.settle()
    }
}

extension Outcome {
    /// Whether something came back from the server.
    fileprivate var isResponse: Bool {
        switch self {
        case .addresses, .data, .alias, .noData, .nameError, .referral, .rcode, .wrongType, .malformed, .truncated,
            .varies:
            true
        case .silence, .unreachable, .notTested: false
        }
    }
}
