public import QuadaDNS

/// What one exchange says, in one word: the only place where RCODEs, bits and sections are read.
///
/// It classifies and does not judge; the walk steers by it and the rules read it.
public enum Answer: Hashable, Sendable {
    /// Records of the type asked, owned by QNAME.
    case data([RData])
    /// A CNAME at QNAME, real or synthesised, or a DNAME above it; whatever else the answer holds, and whatever the
    /// RCODE, which then speaks of the chain's last name (RFC 6604, section 3).
    case alias(Alias)
    /// NOERROR without an answer and without a referral (RFC 2308, section 2.2). The SOA's owner, where there is one.
    case noData(soa: Name?)
    /// NXDOMAIN without an alias (RFC 2308, section 2.1).
    case nameError(soa: Name?)
    /// NS in the authority section, no SOA, nothing in the answer section: upward, sideways or down.
    case referral(Referral)
    /// An answer section with records, none of which is at QNAME and of the type asked, nor an alias of it.
    case wrongData([RRType])
    /// Another RCODE than NOERROR and NXDOMAIN.
    case errorCode(RCODE)
    /// A response that can not be read to its end, or holds RDATA that is not of its type's shape.
    case malformed([WireDefect])
    /// TC=1 over UDP, and TCP did not give the rest.
    case truncated(tcp: NoResponse)
    case noResponse(NoResponse)
    /// Nothing was asked, for a reason of ours: no route, an error of this machine's, cancellation.
    case notTested(NotTested)
}

/// How a server did not respond.
public enum NoResponse: String, Hashable, Sendable, Codable {
    case silence
    /// ICMP port unreachable, or a TCP reset.
    case refused
    /// ICMP host or network unreachable.
    case unreachable
    /// The TCP connection ended before a whole response.
    case closed
}

/// Why a question was not put.
public enum NotTested: String, Hashable, Sendable, Codable {
    /// The kernel has no route to the address, or not its family.
    case noRoute
    /// The kernel refused for another reason.
    case localError
    /// The run ended, or a bound was reached, before the question went out.
    case notSent
}

/// An owner's alias as one response gives it.
public struct Alias: Hashable, Sendable {
    /// The CNAME's target; where only the DNAME came, what should have been synthesised from it.
    public let target: Name
    /// In seconds.
    public let ttl: UInt32
    /// The owner of the DNAME that covers QNAME, if one was in the answer.
    public let dname: Name?
    /// Whether a CNAME at QNAME was in the answer.
    public let hasCNAME: Bool
    /// More targets at the same owner, which RFC 2181, section 10.1, forbids.
    public let otherTargets: [Name]

    public init(target: Name, ttl: UInt32, dname: Name? = nil, hasCNAME: Bool = true, otherTargets: [Name] = []) {
        self.target = target
        self.ttl = ttl
        self.dname = dname
        self.hasCNAME = hasCNAME
        self.otherTargets = otherTargets
    }
}

/// The NS RRset of an authority section that refers elsewhere.
public struct Referral: Hashable, Sendable {
    /// The zone referred to.
    public let owner: Name
    public let servers: [Name]
    /// Addresses of those servers, from the additional section.
    public let glue: [Name: [IPAddress]]

    /// Whether it leads from `zone` strictly down toward `name`.
    public func descends(from zone: Name, toward name: Name) -> Bool {
        owner.isBelow(zone) && name.isAtOrBelow(owner)
    }
}

extension Answer {
    /// Reads an exchange's outcome.
    ///
    /// - Parameter message: The response as read; none where there was none.
    init(of exchange: Exchange, message: Message?) {
        guard let message else {
            self = Self.withoutResponse(exchange)
            return
        }
        if message.header.isTruncated, exchange.attempts.last?.outcome.isResponse != true {
            self = .truncated(tcp: exchange.attempts.last?.outcome.noResponse ?? .silence)
            return
        }
        let fatal = message.defects.filter { !$0.isHarmless }
        guard fatal.isEmpty else {
            self = .malformed(fatal)
            return
        }
        self = Self.reading(message, question: exchange.query.question)
    }

    private static func withoutResponse(_ exchange: Exchange) -> Answer {
        guard let last = exchange.attempts.last else { return .notTested(.notSent) }
        // One answer of the network outweighs later silence: the reason is what the last attempt says.
        switch last.outcome {
        case .noRoute: return .notTested(.noRoute)
        case .localError: return .notTested(.localError)
        case .response, .silence, .refused, .unreachable, .closed:
            return .noResponse(last.outcome.noResponse ?? .silence)
        }
    }

    private static func reading(_ message: Message, question: Question) -> Answer {
        if message.hasAliases, let alias = Alias(in: message, of: question.name) { return .alias(alias) }
        let soa = message.authority.first { $0.type == .soa }?.owner
        switch message.rcode {
        case .noError: break
        case .nxDomain: return .nameError(soa: soa)
        default: return .errorCode(message.rcode)
        }
        let records = message.answer
        var asked: [RData] = []
        for index in records.indices
        where records[index].type == question.type && records[index].owner == question.name {
            if asked.isEmpty { asked.reserveCapacity(records.count - index) }
            asked.append(records[index].data)
        }
        if !asked.isEmpty { return .data(asked) }
        if !records.isEmpty { return .wrongData(message.unaskedTypes(than: question.type)) }
        if soa == nil, let referral = Referral(in: message) { return .referral(referral) }
        return .noData(soa: soa)
    }
}

extension Alias {
    init?(in message: Message, of name: Name) {
        var targets: [(Name, UInt32)] = []
        for record in message.answer {
            if case .cname(let target) = record.data, record.owner == name, !targets.contains(where: { $0.0 == target })
            {
                targets.append((target, record.ttl))
            }
        }
        let dname = message.answer.lazy.compactMap { record -> (owner: Name, target: Name, ttl: UInt32)? in
            guard case .dname(let target) = record.data, name.isBelow(record.owner) else { return nil }
            return (record.owner, target, record.ttl)
        }.first
        if let first = targets.first {
            self.init(
                target: first.0, ttl: first.1, dname: dname?.owner, otherTargets: targets.dropFirst().map(\.0))
        } else if let dname, let target = try? name.replacing(suffix: dname.owner, with: dname.target) {
            self.init(target: target, ttl: dname.ttl, dname: dname.owner, hasCNAME: false)
        } else {
            return nil
        }
    }
}

extension Referral {
    init?(in message: Message) {
        guard let owner = message.authority.first(where: { $0.type == .ns })?.owner else { return nil }
        var servers: [Name] = []
        for record in message.authority where record.owner == owner {
            if case .ns(let server) = record.data, !servers.contains(server) { servers.append(server) }
        }
        var glue: [Name: [IPAddress]] = [:]
        for record in message.additional where servers.contains(record.owner) {
            switch record.data {
            case .a(let address), .aaaa(let address):
                if glue[record.owner]?.contains(address) != true { glue[record.owner, default: []].append(address) }
            default: break
            }
        }
        self.init(owner: owner, servers: servers, glue: glue)
    }
}

extension WireDefect {
    /// Octets behind the last record: every known resolver reads on without them.
    var isHarmless: Bool {
        if case .trailingOctets = kind { true } else { false }
    }
}

extension Message {
    /// Whether the answer section has an alias of whatever name.
    fileprivate var hasAliases: Bool {
        let records = answer
        return records.indices.contains { records[$0].type == .cname || records[$0].type == .dname }
    }

    /// The types in the answer section that nobody asked for; aliases and signatures are expected beside any type.
    public func unaskedTypes(than asked: RRType) -> [RRType] {
        var types: [RRType] = []
        for type in answer.map(\.type) where type != asked && !types.contains(type) {
            if type != .cname, type != .dname, type != .rrsig { types.append(type) }
        }
        return types
    }
}

extension Attempt.Outcome {
    public var isResponse: Bool {
        if case .response = self { true } else { false }
    }

    /// The word for an attempt that brought no response; none where it did, or where the fault was ours.
    public var noResponse: NoResponse? {
        switch self {
        case .response, .noRoute, .localError: nil
        case .silence: .silence
        case .refused: .refused
        case .unreachable: .unreachable
        case .closed: .closed
        }
    }
}
