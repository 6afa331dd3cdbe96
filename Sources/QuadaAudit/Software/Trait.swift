internal import QuadaDNS
internal import QuadaEvidence

/// Everything that was seen of one server address that may tell what runs there.
struct SoftwareEvidence {
    let server: ServerAddress
    /// The zone's apex.
    let zone: Name
    let facts: ServerFacts?
    /// What it answered about one owner, A and AAAA first.
    let probes: [Observation]
    /// What it answered about itself; empty where it was not asked.
    let identity: [Observation]
    /// Whether its answers are those of a server in order, as any software gives them.
    let isPlain: Bool

    func answer(to question: IdentityQuestion) -> Observation? {
        identity.first { $0.question == question.question }
    }

    /// The zone's SOA where the server gives it, from an answer or a denial.
    let soa: SOA?
    /// Readable responses for the zone's own data; few traits look at them, and none in servers in order.
    let responses: [Message]
    /// What it says of itself.
    let texts: [IdentityText]

    init(
        server: ServerAddress, zone: Name, facts: ServerFacts?, probes: [Observation], identity: [Observation],
        isPlain: Bool = false
    ) {
        self.server = server
        self.zone = zone
        self.facts = facts
        self.probes = probes
        self.identity = identity
        let isPlain = isPlain && identity.isEmpty
        self.isPlain = isPlain
        soa =
            Self.soa(of: zone, in: identity) ?? facts.flatMap { Self.soa(of: zone, in: [$0.soa]) }
            ?? Self.soa(of: zone, in: probes)
        responses = isPlain ? [] : Self.responses(probes, facts)
        texts =
            identity.isEmpty
            ? []
            : IdentityQuestion.allCases.compactMap { question in
                identity.first { $0.question == question.question }.flatMap { IdentityText(question, $0) }
            }
    }

    private static func soa(of zone: Name, in observations: [Observation]) -> SOA? {
        for message in observations.lazy.compactMap(\.message) {
            for section in [message.answer, message.authority] {
                for record in section where record.owner == zone {
                    if case .soa(let soa) = record.data { return soa }
                }
            }
        }
        return nil
    }

    private static func responses(_ probes: [Observation], _ facts: ServerFacts?) -> [Message] {
        (probes + [facts?.soa, facts?.ns].compactMap(\.self)).compactMap { observation in
            observation.question.rrclass == .in && observation.isPlausible ? observation.message : nil
        }
    }
}

/// One thing that can be seen of a server. Each is a pure function of the evidence.
enum Trait: Hashable, Sendable {
    /// The first character-strings of `version.bind`, `id.server` or `hostname.bind`.
    case says(IdentityQuestion, TextPattern)
    /// The name server's identifier of RFC 5001.
    case nsid(TextPattern)
    /// `version.bind`, `id.server` and `hostname.bind` have one and the same text.
    case sameTextForEveryName
    /// The text has this TTL, in seconds.
    case textTTL(UInt32)
    /// The text's record is of class IN, though CH was asked.
    case textOfClassIN
    /// AA on the text, or none.
    case textIsAuthoritative(Bool)
    /// Beside the text the authority section has an NS record at the same name.
    case textBringsNS
    /// A question is denied by an SOA at its own name, with RNAME `hostmaster.` and that name.
    case deniedByOwnSOA
    /// An error for this question: its RCODE, whether AA is set, and the extended error's INFO-CODE (RFC 8914).
    case refuses(IdentityQuestion, RCODE, authoritative: Bool, extendedError: UInt16?)
    /// An error without OPT, where the zone's own data come with it.
    case refusesWithoutOPT(RCODE)
    /// The name in the zone's SOA is at or below this one.
    case soaMNAME(KnownName)
    case soaRNAME(KnownName)
    /// A label of the server's name begins so, or the name is below it, where it holds a dot.
    case serverName(KnownName)
    /// The UDP payload size in the OPT record of its responses, in octets.
    case payloadSize(UInt16)
    /// RA in answers with authority.
    case offersRecursion
    /// NOERROR with AA for AAAA, with nothing in any section.
    case deniesWithoutSOA
    /// A gives an alias, AAAA neither alias nor address.
    case aliasForAOnly
    /// An alias into the server's own zone is answered without what is there.
    case leavesAliasInZone
    /// The address stands before the alias that leads to it.
    case addressBeforeAlias

    /// What the trait is a matter of: two traits of one aspect are not independent of each other.
    enum Aspect: Hashable, Sendable {
        case text
        case nsid
        case chaos
        case soa
        case serverName
        case edns
        case flags
        case denial
        case alias

        /// Whether the software behind the address makes it so, not whoever wrote the zone.
        var isOfTheServer: Bool {
            switch self {
            case .text, .nsid, .chaos, .edns, .flags, .denial, .alias: true
            case .soa, .serverName: false
            }
        }

        /// Whether it shows only where the server was asked about itself.
        var isOfIdentity: Bool {
            switch self {
            case .text, .nsid, .chaos: true
            case .soa, .serverName, .edns, .flags, .denial, .alias: false
            }
        }
    }

    var aspect: Aspect {
        switch self {
        case .says: .text
        case .nsid: .nsid
        case .sameTextForEveryName, .textTTL, .textOfClassIN, .textIsAuthoritative, .textBringsNS, .deniedByOwnSOA,
            .refuses, .refusesWithoutOPT:
            .chaos
        case .soaMNAME, .soaRNAME: .soa
        case .serverName: .serverName
        case .payloadSize: .edns
        case .offersRecursion: .flags
        case .deniesWithoutSOA: .denial
        case .aliasForAOnly, .leavesAliasInZone, .addressBeforeAlias: .alias
        }
    }

    /// Whether it can be met in a server that is in order and was not asked about itself.
    var isSeenInPlainServers: Bool {
        switch self {
        case .soaMNAME, .soaRNAME, .serverName, .payloadSize: true
        case .says, .nsid, .sameTextForEveryName, .textTTL, .textOfClassIN, .textIsAuthoritative, .textBringsNS,
            .deniedByOwnSOA, .refuses, .refusesWithoutOPT, .offersRecursion, .deniesWithoutSOA, .aliasForAOnly,
            .leavesAliasInZone, .addressBeforeAlias:
            false
        }
    }

    /// What was seen, in words; what it says of the version.
    struct Match: Hashable, Sendable {
        let text: String
        var version: String?
    }

    /// Octets of a server's own text that are shown; the rest is left out.
    static let textLimit = 60
    /// Characters of a version.
    static let versionLimit = 40
}

/// What a text begins with, without case.
enum TextPattern: Hashable, Sendable {
    /// A product's name; a version follows it.
    case prefix(String)
    /// BIND gives its version alone: `9.18.49-1~deb12u3-Debian`.
    case bindNumber
    /// YADIFA gives its version alone: `2.6.4-10892`.
    case yadifaNumber

    /// - Returns: The version, empty where there is none; no value where the text does not match.
    func version(in text: [UInt8]) -> String?? {
        switch self {
        case .prefix(let prefix):
            let start = Array(prefix.utf8)
            guard text.count >= start.count, zip(text, start).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { return nil }
            return .some(Self.token(text.dropFirst(start.count)))
        case .bindNumber:
            let named = text.starts(with: Array("BIND ".utf8)) ? text.dropFirst(5) : text[...]
            guard named.starts(with: Array("9.".utf8)), named.dropFirst(2).first.map(Self.isDigit) == true else {
                return nil
            }
            return .some(Self.token(named))
        case .yadifaNumber:
            let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].count >= 4, parts[1].allSatisfy(Self.isDigit) else { return nil }
            let numbers = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard numbers.count == 3, numbers.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(Self.isDigit) })
            else { return nil }
            return .some(Self.token(text[...]))
        }
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    /// The characters of a version at the start of a text; none where it does not begin with a digit.
    private static func token(_ text: ArraySlice<UInt8>) -> String? {
        let token = text.prefix(Trait.versionLimit).prefix {
            isDigit($0) || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || ".-_+~".utf8.contains($0)
        }
        guard let first = token.first, isDigit(first) else { return nil }
        return String(decoding: token, as: UTF8.self)
    }
}
