internal import QuadaDNS
internal import QuadaEvidence

/// What a survey has seen so far of one server and one owner, as far as it steers what is asked next.
struct SurveyReading {
    /// About the owner, in the order of asking.
    let owned: [Observation]
    private let all: [Observation]
    private let usesEDNS: Bool

    init(_ observations: [Observation], owner: Name, usesEDNS: Bool) {
        all = observations
        owned = observations.filter { $0.question.name == owner }
        self.usesEDNS = usesEDNS
    }

    private init(all: [Observation], owned: [Observation], usesEDNS: Bool) {
        self.all = all
        self.owned = owned
        self.usesEDNS = usesEDNS
    }

    /// Whether the first round shows a server in order that gives addresses for A and AAAA: nearly all are so, and no
    /// stage of a survey asks them more.
    static func isInOrder(_ round: [Observation], in zone: Name) -> Bool {
        guard round.count >= 2 else { return false }
        // Plain data agree in authority, and hold what was asked and nothing else.
        if round[0].plainness != .data || round[1].plainness != .data {
            guard case .data = round[0].answer, case .data = round[1].answer,
                case .nothing = Suspicion(a: round[0], aaaa: round[1], in: zone)
            else { return false }
        } else if round.count == 2 {
            return true
        }
        return round.allSatisfy { observation in
            if case .nameError = observation.answer { return false }
            return observation.exchange.attempts.allSatisfy { $0.strays.isEmpty && $0.transportProtocol == .udp }
        }
    }

    func with(usesEDNS: Bool) -> SurveyReading { SurveyReading(all: all, owned: owned, usesEDNS: usesEDNS) }

    /// The last answer over UDP, asked in the usual way.
    private func last(_ type: RRType) -> Observation? {
        usual(type).last
    }

    private func usual(_ type: RRType) -> [Observation] {
        owned.filter {
            $0.question.type == type && !$0.startedOverTCP && $0.variant == (usesEDNS ? .standard : .plain)
        }
    }

    var a: Observation? { last(.a) }
    var aaaa: Observation? { last(.aaaa) }

    /// Whether A or AAAA brought a response in the usual way.
    var isAnswered: Bool { (usual(.a) + usual(.aaaa)).contains(where: \.isAnswered) }

    var isAlias: Bool { (usual(.a) + usual(.aaaa)).contains(where: \.isAlias) }

    /// Whether the very first A, with OPT, was not answered, or not readably: no honest refusal of OPT.
    var isUnanswerableWithEDNS: Bool { owned.first?.isUnanswerable == true }

    var wasAskedOverTCP: Bool { owned.contains { $0.startedOverTCP && $0.question.type == .a } }

    var isUnansweredOverTCP: Bool {
        let overTCP = owned.filter(\.startedOverTCP)
        return !overTCP.isEmpty && overTCP.allSatisfy(\.isNoResponse)
    }

    var isSilentOverTCP: Bool { owned.allSatisfy { !$0.startedOverTCP || $0.answer == .noResponse(.silence) } }

    var hasStrays: Bool { all.contains { $0.exchange.attempts.contains { !$0.strays.isEmpty } } }

    // MARK: - Other types

    func isSilent(_ type: RRType) -> Bool { last(type)?.isNoResponse == true }

    func isError(_ type: RRType) -> Bool { last(type)?.isError == true }

    /// The types that were asked and not answered as those of a server in order are.
    func oddTypes(among types: [RRType]) -> [RRType] {
        types.filter { type in
            guard let answer = last(type), let a = usual(.a).first(where: \.isAnswered) else { return false }
            switch answer.answer {
            case .alias: return !a.isAlias
            case .data: return a.isAlias && type != .cname
            case .noData: return a.isAlias
            case .nameError: return a.isNoErrorOrAlias
            case .errorCode, .malformed, .wrongData, .truncated, .noResponse: return a.isNoErrorOrAlias
            case .referral, .notTested: return false
            }
        }
    }

    // MARK: - EDNS options

    /// Whether putting the question so changed what is answered.
    func changes(_ type: RRType, asked edns: EDNSRequest?) -> Bool {
        let variant = EDNSVariant(edns)
        guard let usual = last(type), usual.isAnswered,
            let other = owned.last(where: { $0.question.type == type && $0.variant == variant && !$0.startedOverTCP })
        else { return false }
        return usual.kind != other.kind
    }

    // MARK: - Denial, ancestors

    /// Whether a denial says that the owner lacks a type which this server answers.
    var denialOmitsType: Bool {
        owned.contains { observation in
            guard observation.variant == .dnssec, let message = observation.message,
                let signer = message.authority.first(where: { $0.type == .soa })?.owner
            else { return false }
            return message.authority.compactMap(DenialRecord.init).contains { record in
                record.matches(observation.question.name, in: signer)
                    && !(record.types.contains(.a) || record.types.contains(.cname))
            }
        }
    }

    func deniedAncestors(_ ancestors: [Name]) -> [Name] {
        ancestors.filter { ancestor in
            all.contains {
                guard $0.question.name == ancestor, case .nameError = $0.answer else { return false }
                return true
            }
        }
    }

    // MARK: - EDNS

    /// Whether the answer may be due to the OPT record: an error, something unreadable, or nothing at all.
    static func mayBeEDNS(_ observation: Observation) -> Bool {
        switch observation.answer {
        case .errorCode(let rcode):
            rcode == .formErr || rcode == .notImp || rcode == .badVers || rcode == .servFail || rcode == .refused
        case .noResponse(let how): how == .silence
        case .malformed, .truncated: true
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .notTested: false
        }
    }
}

extension SurveyReading {
    /// What the first round of A and AAAA calls for.
    enum Suspicion {
        case nothing
        /// AAAA brought no response, A did; or the other way round.
        case silence
        /// The two differ in a way that an honest server's do not, or one of them is an error.
        case difference
        /// AAAA is denied without the SOA that a resolver needs to remember it.
        case denialWithoutSOA
        /// AAAA is denied in the name of a zone that does not hold the owner.
        case denialFromElsewhere
        /// Neither brought a response, or neither could be asked.
        case unreachable

        init(a: Observation, aaaa: Observation, in zone: Name) {
            let agree = Self.agree(a, aaaa)
            switch (a.answer, aaaa.answer) {
            case (.notTested, _), (_, .notTested), (.noResponse, .noResponse): self = .unreachable
            case (.noResponse, _), (_, .noResponse): self = .silence
            case (.alias(let first), .alias(let second)): self = first == second && agree ? .nothing : .difference
            case (.data, .data), (.nameError, .nameError): self = agree ? .nothing : .difference
            case (.data, .noData(let soa)), (.noData(let soa), .data), (.noData, .noData(let soa)):
                self = agree ? Self.denial(of: aaaa.question.name, in: zone, soa) : .difference
            case (.referral(let first), .referral(let second)):
                self = first.owner == second.owner ? .nothing : .difference
            case (.errorCode(let first), .errorCode(let second)): self = first == second ? .nothing : .difference
            case (.alias, _), (.data, _), (.noData, _), (.nameError, _), (.referral, _), (.errorCode, _),
                (.wrongData, _), (.malformed, _), (.truncated, _):
                self = .difference
            }
        }

        private static func denial(of owner: Name, in zone: Name, _ soa: Name?) -> Suspicion {
            guard let soa else { return .denialWithoutSOA }
            return owner.isAtOrBelow(soa) && soa.isAtOrBelow(zone) ? .nothing : .denialFromElsewhere
        }

        /// Whether both speak with the same authority and hold only what was asked.
        private static func agree(_ a: Observation, _ aaaa: Observation) -> Bool {
            a.isAuthoritative == aaaa.isAuthoritative && a.message?.rcode == aaaa.message?.rcode
                && a.message?.unaskedTypes(than: .a).isEmpty == true
                && aaaa.message?.unaskedTypes(than: .aaaa).isEmpty == true
        }
    }
}

extension Observation {
    var isError: Bool {
        if case .errorCode = answer { true } else { false }
    }

    /// NODATA, whatever stands beside it.
    var deniesData: Bool {
        if case .noData = answer { true } else { false }
    }

    /// What an existing name gives.
    fileprivate var isNoErrorOrAlias: Bool { isPositive || deniesData }

    /// Nothing came, or nothing that can be read: not an honest refusal of OPT.
    fileprivate var isUnanswerable: Bool {
        switch answer {
        case .noResponse, .malformed, .truncated: true
        case .errorCode(let rcode): rcode != .formErr && rcode != .notImp
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .notTested: false
        }
    }

    /// What is answered, as far as it must not depend on the OPT record.
    fileprivate var kind: Kind {
        switch answer {
        case .data(let records): .data(Set(records))
        case .alias(let alias): .alias(alias.target)
        case .noData: .noData
        case .nameError: .nameError
        case .referral: .referral
        case .wrongData: .wrongData
        case .errorCode(let rcode): .error(rcode)
        case .malformed: .malformed
        case .truncated: .truncated
        case .noResponse: .noResponse
        case .notTested: .notTested
        }
    }

    fileprivate enum Kind: Hashable {
        case data(Set<RData>)
        case alias(Name)
        case noData, nameError, referral, wrongData, malformed, truncated, noResponse, notTested
        case error(RCODE)
    }
}
