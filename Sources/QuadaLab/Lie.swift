public import QuadaDNS
internal import QuadaTransport

/// Where a server does not behave: which queries it concerns, and what becomes of the honest response.
public struct Lie: Hashable, Sendable {
    public var match: LieMatch
    /// Applied in their order.
    public var changes: [Change]

    public init(match: LieMatch, changes: [Change]) {
        self.match = match
        self.changes = changes
    }

    /// One thing that a lie does to the honest response, or in its place.
    public enum Change: Hashable, Sendable {
        /// Another RCODE over empty sections.
        case rcode(RCODE)
        /// NOERROR with nothing in any section, OPT included.
        case empty
        /// NOERROR with nothing but an SOA: the zone's own, or that of another name.
        case noData(soa: Name?)
        /// Sections written in the scenario; a section left out is emptied.
        case sections(
            answer: [ResourceRecord], authority: [ResourceRecord], additional: [ResourceRecord], rcode: RCODE)
        /// One record of the type asked with these octets as its RDATA.
        case rdata([UInt8])
        /// A CNAME at QNAME to another target.
        case alias(Name)
        /// The alias only, whatever else the honest answer holds.
        case authoritative(Bool)
        case recursionAvailable(Bool)
        /// NS records of this zone in the authority section and nothing else.
        case referral(Name)
        /// TC and empty sections.
        case truncate
        /// This very message, with the query's identifier and, where there is room, nothing else changed.
        case octets([UInt8])
        /// Octets behind the message.
        case trailing([UInt8])
        /// OPT is ignored: the response has none.
        case withoutEDNS
        case silence
        case delay(Duration)
        /// Over TCP a reset, over UDP an ICMP port unreachable.
        case refused
        case unreachable
        /// The TCP connection ends without a response.
        case closed
        /// The response is sent so often, besides the first.
        case duplicated(Int)
        /// Before the response come messages that are not it.
        case strays(Stray.Mismatch, count: Int)
        /// Only the strays come.
        case straysOnly(Stray.Mismatch, count: Int)
    }
}

/// Which queries a lie concerns: all that are not excluded.
public struct LieMatch: Hashable, Sendable {
    /// Names or addresses of servers; empty for all.
    public var serverNames: Set<Name> = []
    public var serverAddresses: Set<IPAddress> = []
    /// The very QNAME, or it and all below.
    public var name: Name?
    public var under: Name?
    /// Empty for all.
    public var types: Set<RRType> = []
    public var exceptTypes: Set<RRType> = []
    public var transport: Attempt.TransportProtocol?
    /// Whether the query has an OPT record.
    public var edns: Bool?
    /// Whether the query has the DO bit (RFC 3225, section 3).
    public var dnssecOK: Bool?
    /// The code of an EDNS option that the query has.
    public var option: UInt16?
    /// When the lie begins and ends, from the start of the run: a zone that is edited, a limit that is reached.
    public var from: Duration = .zero
    public var until: Duration?
    /// The share of such queries, in per cent, drawn for each.
    public var share = 100

    public init() {}

    func concerns(
        _ question: Question, edns: EDNSResponse?, packet: SimulatedPacket, server: ScenarioServer?
    ) -> Bool {
        if !serverNames.isEmpty || !serverAddresses.isEmpty {
            let isNamed = server.map { serverNames.contains($0.name) } ?? false
            guard isNamed || serverAddresses.contains(packet.destination.address) else { return false }
        }
        if let name, question.name != name { return false }
        if let under, !question.name.isAtOrBelow(under) { return false }
        if !types.isEmpty, !types.contains(question.type) { return false }
        if exceptTypes.contains(question.type) { return false }
        if let transport, transport != packet.transportProtocol { return false }
        if let wanted = self.edns, wanted != (edns != nil) { return false }
        if let dnssecOK, dnssecOK != (edns?.dnssecOK ?? false) { return false }
        if let option, edns?.options.contains(where: { $0.code == option }) != true { return false }
        if packet.sentAt < from { return false }
        if let until, packet.sentAt >= until { return false }
        return share >= 100 || Chance(packet, salt: 1).percent < share
    }
}

/// Chance that depends on the seed and the packet's number alone.
struct Chance: Sendable {
    private let value: UInt64

    init(_ packet: SimulatedPacket, salt: UInt64) {
        var mixed = packet.seed &+ packet.number &* 0x9E37_79B9_7F4A_7C15 &+ salt &* 0xD1B5_4A32_D192_ED03
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        value = mixed ^ (mixed >> 31)
    }

    /// 0 to 99.
    var percent: Int { Int(value % 100) }

    func index(below count: Int) -> Int { count < 1 ? 0 : Int(value % UInt64(count)) }
}
