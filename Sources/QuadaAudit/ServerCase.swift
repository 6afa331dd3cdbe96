internal import QuadaDNS
internal import QuadaEvidence

/// One server address and one owner, as a server rule sees them.
final class ServerCase: Sendable {
    let owner: Name
    /// Of the zone that holds the owner.
    let apex: Name
    /// What the address says of the zone itself.
    let facts: ServerFacts?
    let survey: ServerSurvey
    let server: ServerAddress
    let vantage: Vantage
    /// A over UDP first, with OPT unless this server can not be talked to with it; in the order of asking.
    let a: [Observation]
    /// AAAA, likewise.
    let aaaa: [Observation]
    /// Whether `a` and `aaaa` were asked with OPT.
    let usesEDNS: Bool
    /// Whether TCP works from here at all, as some server of the audit shows.
    let someServerAnswersOverTCP: Bool
    /// Whether no rule about a server can find fault with it: nearly all servers are so, and need not be judged by each.
    let isPlain: Bool

    init(
        owner: Name, apex: Name, facts: ServerFacts?, survey: ServerSurvey, vantage: Vantage,
        someServerAnswersOverTCP: Bool
    ) {
        self.owner = owner
        self.apex = apex
        self.facts = facts
        server = survey.server
        self.vantage = vantage
        self.someServerAnswersOverTCP = someServerAnswersOverTCP
        if let pair = Self.plainPair(survey, facts) {
            isPlain = true
            usesEDNS = true
            (a, aaaa) = ([pair.a], [pair.aaaa])
            self.survey = survey
            return
        }
        isPlain = false
        func overUDP(_ type: RRType, _ variant: EDNSVariant) -> [Observation] {
            survey.probes.filter { $0.question.type == type && $0.variant == variant && !$0.startedOverTCP }
        }
        let usesEDNS =
            overUDP(.a, .standard).first?.isPlausible == true || overUDP(.a, .plain).first?.isPlausible != true
        self.usesEDNS = usesEDNS
        a = overUDP(.a, usesEDNS ? .standard : .plain)
        aaaa = overUDP(.aaaa, usesEDNS ? .standard : .plain)
        self.survey = survey
    }

    /// Asked over UDP in the usual way.
    func asked(_ type: RRType) -> [Observation] { asked(type, usesEDNS ? .standard : .plain) }

    /// Asked over UDP with this OPT record.
    func asked(_ type: RRType, _ variant: EDNSVariant) -> [Observation] {
        survey.probes.filter { $0.question.type == type && $0.variant == variant && !$0.startedOverTCP }
    }

    var overTCP: [Observation] { survey.probes.filter(\.startedOverTCP) }

    /// The first A that was answered; losses before it say nothing.
    var firstA: Observation? { a.first(where: \.isAnswered) }
    var firstAAAA: Observation? { aaaa.first(where: \.isAnswered) }

    /// Whether it is an IPv6 address, and anything was answered.
    var answersOverIPv6: Bool {
        server.address.family == .ipv6 && (isPlain || survey.probes.contains(where: \.isAnswered))
    }

    /// Whether this address is shown to serve the zone: the apex SOA with authority, or the owner's A with it.
    var servesZone: Bool {
        facts?.servesZone == true || a.contains { $0.isAuthoritative && $0.isPositive }
    }

    /// Other ways in which AAAA was asked.
    func aaaaAsked(withEDNS: Bool? = nil, overTCP: Bool) -> [Observation] {
        survey.probes.filter {
            $0.question.type == .aaaa && $0.startedOverTCP == overTCP
                && (withEDNS == nil || $0.variant == (withEDNS == true ? .standard : .plain))
        }
    }

    /// Asked over UDP in the usual way about other types than these; types of which nothing was ever answered are left
    /// out, for they may be dropped as well.
    func controls(except types: [RRType]) -> [Observation] {
        var probes = survey.probes
        if let facts { probes += [facts.soa, facts.ns] }
        let usual = probes.filter { $0.variant == (usesEDNS ? .standard : .plain) && !$0.startedOverTCP }
        let answered = Set(usual.filter(\.isAnswered).map(\.question.type))
        return usual.filter { !types.contains($0.question.type) && answered.contains($0.question.type) }
    }

    /// Whether loss does not explain that so many attempts were not answered.
    ///
    /// However much is lost, the losses fall on these attempts and on the controls alike: given how many were lost in all,
    /// it must be unlikely that every one of these was among them (Fisher's exact test, one-sided).
    func isBeyondLoss(_ attempts: Int, controls: [Observation]) -> Bool {
        let sent = controls.flatMap(\.exchange.attempts).filter { $0.transportProtocol == .udp }
        let lost = sent.count { $0.outcome == .silence }
        guard attempts > 0 else { return false }
        let chance = (0..<attempts).reduce(1.0) { chance, index in
            chance * Double(lost + attempts - index) / Double(sent.count + attempts - index)
        }
        return chance < Self.negligibleChance
    }

    /// Once in a hundred thousand audited servers at the worst, and far less often where little is lost.
    static let negligibleChance = 1e-5

    /// How often a fault must be seen between controls: an address whose instances differ, each met by chance, looks so
    /// once in thousands.
    static let rounds = 4

    /// Errors that a limit on the rate of responses gives by chance are not seen so often in a row, with A in order
    /// around each.
    static let roundsAgainstLimits = 6
}

/// Whether a fault of AAAA was shown as design and fairness demand: repeatedly, with a control around it.
enum Bracket {
    case absent
    /// In every round, and in as many as are wanted, the control being in order before the first and after the last.
    case shown([Observation])
    case unsteady(reason: String)
}

extension ServerCase {
    /// Looks for a fault that each answered AAAA shows while each answered A is in order.
    func bracket(
        atLeast: Int = ServerCase.rounds, a isInOrder: (Observation) -> Bool, aaaa isFault: (Observation) -> Bool
    ) -> Bracket {
        bracket(atLeast: atLeast, a, in: "A", isInOrder, aaaa, in: "AAAA", isFault)
    }

    /// Looks for a fault that each answered round shows while each answered control is in order.
    ///
    /// Rounds that were lost count neither way; an answer without the fault makes the case unsteady.
    ///
    /// - Parameter atLeast: How often the fault must be seen between controls: more often where a limit on the rate of
    ///   responses may look like it.
    func bracket(
        atLeast: Int = ServerCase.rounds,
        _ allControls: [Observation], in controlName: String, _ isInOrder: (Observation) -> Bool,
        _ allRounds: [Observation], in roundName: String, _ isFault: (Observation) -> Bool
    ) -> Bracket {
        let controls = allControls.filter(\.isAnswered)
        let rounds = allRounds.filter(\.isAnswered)
        let faults = rounds.filter(isFault)
        guard let first = faults.first else { return .absent }
        guard servesZone else { return .unsteady(reason: "the server was not shown to serve \(apex)") }
        guard controls.contains(where: isInOrder) else { return .absent }
        guard controls.allSatisfy(isInOrder) else {
            return .unsteady(reason: "\(controlName) changes between the rounds")
        }
        guard faults.count == rounds.count else {
            return .unsteady(reason: "\(roundName) changes between the rounds")
        }
        // The first A and AAAA leave together; rounds that end with AAAA have no control behind them.
        guard let before = controls.first, before.exchange.sentAt <= first.exchange.answeredAt,
            let after = controls.last
        else { return .unsteady(reason: "no \(controlName) before the first \(roundName) was answered") }
        let bracketed = faults.filter { $0.exchange.answeredAt <= after.exchange.sentAt }
        guard bracketed.count >= atLeast, controls.count >= atLeast else {
            return .unsteady(reason: "seen fewer than \(atLeast) times between as many answers to \(controlName)")
        }
        return .shown([first, before] + bracketed.dropFirst() + [after])
    }

    /// The same, as a rule's outcome.
    func outcome(
        atLeast: Int = ServerCase.rounds, a isInOrder: (Observation) -> Bool, aaaa isFault: (Observation) -> Bool,
        detail: (Observation) -> String
    ) -> Outcome {
        guard !a.isEmpty, !aaaa.isEmpty else { return .notApplicable }
        switch bracket(atLeast: atLeast, a: isInOrder, aaaa: isFault) {
        case .absent: return .met
        case .unsteady(let reason): return .inconclusive(reason: reason)
        case .shown(let evidence): return .violated(detail(evidence[0]), evidence: evidence)
        }
    }
}

extension Observation {
    /// NOERROR, readable, and not a referral: data, an alias or NODATA.
    var isNoError: Bool {
        switch answer {
        case .data, .alias, .noData: true
        case .nameError, .referral, .wrongData, .errorCode, .malformed, .truncated, .noResponse, .notTested: false
        }
    }

    /// An answer that a server gives which knows the question, the name existing or not.
    var isPlausible: Bool {
        switch answer {
        case .data, .alias, .noData, .nameError, .referral, .wrongData: true
        case .errorCode, .malformed, .truncated, .noResponse, .notTested: false
        }
    }

    var errorCode: RCODE? {
        if case .errorCode(let rcode) = answer { rcode } else { nil }
    }
}

extension Exchange {
    var sentAt: Duration { attempts.first?.sentAt ?? .zero }
    var answeredAt: Duration { attempts.map { $0.sentAt + $0.elapsed }.max() ?? .zero }
}
