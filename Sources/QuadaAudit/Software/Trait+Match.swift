internal import QuadaDNS
internal import QuadaEvidence

extension Trait {
    /// - Returns: What was seen; none where the trait is not there, or could not be looked at.
    func match(in seen: SoftwareEvidence) -> Match? {
        switch self {
        case .says(let question, let pattern): Self.says(question, pattern, seen)
        case .nsid(let pattern):
            seen.identity.lazy.compactMap { $0.message?.edns?.nsid }.first.flatMap { octets in
                pattern.version(in: octets).map { Match(text: "NSID is \(Self.quoted(octets))", version: $0) }
            }
        case .sameTextForEveryName:
            Self.isSameForEveryName(seen)
                ? Match(text: "version.bind, id.server and hostname.bind have the same text") : nil
        case .textTTL(let ttl):
            seen.texts.contains { $0.record.ttl == ttl } ? Match(text: "its CH text has TTL \(ttl)") : nil
        case .textOfClassIN:
            seen.texts.contains { $0.record.rrclass == .in }
                ? Match(text: "its CH text comes in class IN") : nil
        case .textIsAuthoritative(let wanted):
            seen.texts.contains { $0.message.header.isAuthoritative == wanted }
                ? Match(text: wanted ? "its CH text comes with AA" : "its CH text comes without AA") : nil
        case .textBringsNS:
            seen.texts.contains { text in
                text.message.authority.contains { $0.type == .ns && $0.owner == text.record.owner }
            } ? Match(text: "its CH text comes with an NS record at the same name") : nil
        case .deniedByOwnSOA: Self.deniedByOwnSOA(seen)
        case .refuses(let question, let rcode, let isAuthoritative, let extendedError):
            Self.refuses(question, rcode, isAuthoritative, extendedError, seen)
        case .refusesWithoutOPT(let rcode):
            seen.identity.contains {
                $0.question.rrclass == .chaos && $0.errorCode == rcode && $0.message?.edns == nil
            } && seen.responses.contains { $0.edns != nil }
                ? Match(text: "CH gets \(rcode) without OPT, other queries get OPT") : nil
        case .soaMNAME(let name):
            Self.isAtOrBelow(seen.soa?.mname, name).map { Match(text: "the SOA's MNAME is \($0)") }
        case .soaRNAME(let name):
            Self.isAtOrBelow(seen.soa?.rname, name).map { Match(text: "the SOA's RNAME is \($0)") }
        case .serverName(let pattern):
            pattern.matches(seen.server.name)
                ? Match(text: "the server's name has '\(pattern.text)'") : nil
        case .payloadSize(let size):
            seen.hasResponse(ofPayloadSize: size)
                ? Match(text: "its EDNS payload size is \(size)") : nil
        case .offersRecursion:
            seen.responses.contains { $0.header.recursionAvailable && $0.header.isAuthoritative }
                ? Match(text: "RA in answers with authority") : nil
        case .deniesWithoutSOA:
            seen.probes.contains(where: Self.deniesWithoutSOA)
                ? Match(text: "AAAA is denied with AA and without SOA") : nil
        case .aliasForAOnly:
            Self.hasAliasForAOnly(seen) ? Match(text: "A gives an alias, AAAA neither alias nor address") : nil
        case .leavesAliasInZone:
            seen.leftAliasInZone ? Match(text: "an alias into its own zone is not followed") : nil
        case .addressBeforeAlias:
            seen.responses.contains(where: \.hasAddressBeforeAlias)
                ? Match(text: "the address stands before the alias that leads to it") : nil
        }
    }

    // MARK: - What it says of itself

    private static func says(_ question: IdentityQuestion, _ pattern: TextPattern, _ seen: SoftwareEvidence) -> Match? {
        guard let text = seen.texts.first(where: { $0.question == question })?.octets,
            let version = pattern.version(in: text)
        else { return nil }
        return Match(text: "\(question.rawValue) says \(quoted(text))", version: version)
    }

    private static func isSameForEveryName(_ seen: SoftwareEvidence) -> Bool {
        let texts = seen.texts
        return Set(texts.map(\.question)).count == IdentityQuestion.allCases.count
            && Set(texts.map(\.octets)).count == 1
    }

    private static func deniedByOwnSOA(_ seen: SoftwareEvidence) -> Match? {
        for question in IdentityQuestion.allCases {
            guard let response = seen.answer(to: question), case .noData(let soa?) = response.answer,
                soa == question.name, let name = Name("hostmaster.\(question.rawValue)"),
                response.message?.authority.contains(where: { record in
                    if case .soa(let soa) = record.data { soa.rname == name } else { false }
                }) == true
            else { continue }
            return Match(text: "CH TXT \(question.rawValue) is denied by an SOA of that very name")
        }
        return nil
    }

    private static func refuses(
        _ question: IdentityQuestion, _ rcode: RCODE, _ isAuthoritative: Bool, _ extendedError: UInt16?,
        _ seen: SoftwareEvidence
    ) -> Match? {
        guard let response = seen.answer(to: question), response.errorCode == rcode,
            response.isAuthoritative == isAuthoritative,
            response.message?.edns?.extendedErrors.first?.code == extendedError
        else { return nil }
        let error = extendedError.map { " and extended error \($0)" } ?? ""
        return Match(text: "CH TXT \(question.rawValue) gets \(rcode)\(isAuthoritative ? " with AA" : "")\(error)")
    }

    /// A text of unknown origin in printable ASCII: at most `textLimit` of its octets, `\DDD` for what a terminal might
    /// obey (RFC 1035, section 5.1).
    private static func quoted(_ octets: [UInt8]) -> String {
        var text = ""
        for octet in octets.prefix(textLimit) {
            switch octet {
            case UInt8(ascii: "'"), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(octet))
            case 0x20...0x7E: text.unicodeScalars.append(UnicodeScalar(octet))
            default:
                let digits = String(octet)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return "'\(text)'" + (octets.count > textLimit ? " and more" : "")
    }

    // MARK: - Names

    private static func isAtOrBelow(_ name: Name?, _ known: KnownName) -> String? {
        guard let name, known.matches(name) else { return nil }
        return String(name.lowercaseDescription.prefix(textLimit))
    }

    // MARK: - Denials and aliases

    private static func deniesWithoutSOA(_ observation: Observation) -> Bool {
        guard observation.question.type == .aaaa, case .noData(nil) = observation.answer,
            let message = observation.message
        else { return false }
        return observation.isAuthoritative && message.authority.isEmpty && message.additional.isEmpty
    }

    private static func hasAliasForAOnly(_ seen: SoftwareEvidence) -> Bool {
        let aaaa = seen.probes.filter { $0.question.type == .aaaa && $0.isAnswered }
        return seen.probes.contains { $0.question.type == .a && $0.isAlias } && !aaaa.isEmpty
            && aaaa.allSatisfy { if case .noData = $0.answer { true } else { false } }
    }
}

/// A character-string that a server gives about itself.
struct IdentityText {
    let question: IdentityQuestion
    let record: ResourceRecord
    let message: Message
    /// The character-strings of its first record one after another, as far as they are looked at.
    let octets: [UInt8]

    init?(_ question: IdentityQuestion, _ observation: Observation) {
        guard case .data = observation.answer, let message = observation.message,
            let record = message.answer.first(where: { $0.type == .txt && $0.owner == observation.question.name }),
            case .opaque(let rdata) = record.data
        else { return nil }
        self.question = question
        self.record = record
        self.message = message
        octets = Self.joined(rdata)
    }

    /// Reads character-strings (RFC 1035, section 3.3) until enough is there to be shown and matched; one that overruns
    /// the RDATA ends with it.
    private static func joined(_ rdata: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var offset = 0
        while offset < rdata.count, text.count <= Trait.textLimit {
            let end = min(offset + 1 + Int(rdata[offset]), rdata.count)
            text += rdata[(offset + 1)..<end]
            offset = end
        }
        return text
    }
}

extension SoftwareEvidence {
    fileprivate func hasResponse(ofPayloadSize size: UInt16) -> Bool {
        func isSo(_ observation: Observation) -> Bool {
            observation.payloadSizeInOctets == size && observation.question.rrclass == .in && observation.isPlausible
        }
        return probes.contains(where: isSo) || facts.map { isSo($0.soa) || isSo($0.ns) } == true
    }

    /// Whether an alias whose target lies in the same zone came alone, though the same server gives addresses there.
    ///
    /// Only the owner was asked here, so what the target has is known where the server gives the alias' own target in
    /// no section: neither address nor the denial that an existing or missing name calls for.
    fileprivate var leftAliasInZone: Bool {
        probes.contains { observation in
            guard observation.question.type == .a || observation.question.type == .aaaa, observation.isAuthoritative,
                case .alias(let alias) = observation.answer, alias.target.isAtOrBelow(zone),
                let message = observation.message, message.rcode == .noError
            else { return false }
            return message.answer.allSatisfy { $0.owner == observation.question.name }
                && !message.authority.contains { $0.type == .soa || $0.type == .ns }
        }
    }
}

extension Message {
    fileprivate var hasAddressBeforeAlias: Bool {
        guard let alias = answer.firstIndex(where: { $0.type == .cname }),
            let address = answer.firstIndex(where: { $0.type == .a || $0.type == .aaaa })
        else { return false }
        guard case .cname(let target) = answer[alias].data else { return false }
        return address < alias && answer[address].owner == target
    }
}
