internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// What one server address is asked about one owner: A and AAAA, and more where their answers call for it.
///
/// Pure: given the observations made so far it names the next questions, which are put at once, until none is left. It
/// does not judge; it makes sure that whoever judges finds each suspicion repeated, with a control around it.
struct SurveyPlan {
    let owner: Name
    /// The apex of the zone that holds the owner.
    let zone: Name
    let address: IPAddress
    let level: ProbeLevel
    /// The names between the owner and the zone's apex, deepest first: they exist if the owner does.
    let ancestors: [Name]
    /// Whether this server is talked to with OPT.
    private(set) var usesEDNS = true
    /// Whether the first answers were not those of a server in order.
    private(set) var calledForMore = false
    /// Whether the server was known to be dead and has not answered yet.
    private var isRetry: Bool
    /// The rounds that are decided and not yet put; each is put at once.
    private var steps: [[Ask]]
    private var stages: ArraySlice<Stage>

    /// What is looked at, in this order; each stage reads what was seen and may add steps.
    private enum Stage: CaseIterable {
        case edns
        case addresses
        case otherTypes
        case otherTypesAgain
        case options
        case optionsAgain
        case denial
        case denialAgain
        case tcp
        case tcpAgain
        case ancestorsAgain
        case straysAgain
    }

    /// - Parameters:
    ///   - maximumAncestors: How many names between the owner and the zone's apex are asked about.
    ///   - isDead: Whether the address is known to be silent: it is asked once more, over UDP and TCP, and everything
    ///     only if it answers.
    init(
        owner: Name, zone: Name, address: IPAddress, level: ProbeLevel = .standard, maximumAncestors: Int = 8,
        isDead: Bool = false
    ) {
        self.owner = owner
        self.zone = zone
        self.address = address
        self.level = level
        isRetry = isDead
        ancestors = Self.ancestors(of: owner, in: zone, level, maximum: maximumAncestors)
        var first = Self.firstQuestions(about: owner, in: zone, level, maximumAncestors: maximumAncestors)
            .map { Ask($0, at: address, policy: $1) }
        if isDead {
            let more = Array(first[2...])
            first.removeSubrange(2...)
            steps = [first + [Ask(owner, .a, at: address, policy: .oneTCP)]]
            if !more.isEmpty { steps.append(more) }
        } else {
            steps = [first]
        }
        stages = level == .minimal ? [.edns, .addresses, .straysAgain] : Stage.allCases[...]
    }

    /// What every server is asked first, and how patiently: A, AAAA, and A of the names between owner and apex.
    static func firstQuestions(
        about owner: Name, in zone: Name, _ level: ProbeLevel, maximumAncestors: Int
    ) -> [(Query, RetryPolicy)] {
        let own = [RRType.a, .aaaa].map { (Query(Question(name: owner, type: $0)), RetryPolicy.patient) }
        return own
            + ancestors(of: owner, in: zone, level, maximum: maximumAncestors).map {
                (Query(Question(name: $0, type: .a)), RetryPolicy.brief)
            }
    }

    private static func ancestors(of owner: Name, in zone: Name, _ level: ProbeLevel, maximum: Int) -> [Name] {
        let between = (zone.labelCount..<max(zone.labelCount, owner.labelCount)).dropFirst()
        return level == .minimal || between.isEmpty
            ? [] : between.suffix(maximum).reversed().map { owner.suffix(labels: $0) }
    }

    /// The next questions; none when the survey is done.
    ///
    /// - Parameter observations: Everything this server answered, in the order of asking.
    mutating func next(after observations: [Observation]) -> [Ask]? {
        if isRetry, !observations.isEmpty {
            isRetry = false
            if observations.allSatisfy(\.isNoResponse) {
                steps = []
                stages = []
            }
        }
        if !observations.isEmpty, stages.count == Stage.allCases.count, level == .standard,
            SurveyReading.isInOrder(observations, in: zone)
        {
            stages = []
            return nil
        }
        let seen = SurveyReading(observations, owner: owner, usesEDNS: usesEDNS)
        while steps.isEmpty, let stage = stages.popFirst() { run(stage, seen) }
        return steps.isEmpty ? nil : steps.removeFirst()
    }

    private mutating func run(_ stage: Stage, _ seen: SurveyReading) {
        switch stage {
        case .edns: settleEDNS(seen)
        case .addresses: followUpAddresses(seen.with(usesEDNS: usesEDNS))
        case .otherTypes: askOtherTypes(seen)
        case .otherTypesAgain: askOtherTypesAgain(seen)
        case .options: askWithOptions(seen)
        case .optionsAgain: askWithOptionsAgain(seen)
        case .denial: askForDenial(seen)
        case .denialAgain: if seen.denialOmitsType { steps = between([asking(.aaaa, .dnssec)]) }
        case .tcp: askOverTCP(seen)
        case .tcpAgain:
            guard seen.isUnansweredOverTCP, seen.isAnswered else { return }
            // A refusal is said by the host; silence is told from loss only by many.
            let again = [Ask](repeating: ask(.a, .oneTCP), count: seen.isSilentOverTCP ? 4 : 1)
            steps = [[ask(.a)], again, [ask(.a)]] + (again.count > 1 ? [again, [ask(.a)]] : [])
        case .ancestorsAgain:
            let denied = seen.deniedAncestors(ancestors)
            if !denied.isEmpty, seen.isAnswered {
                let again = denied.map { Ask($0, .a, at: address, edns: usesEDNS, policy: .brief) }
                steps = between(again)
            }
        case .straysAgain: if seen.hasStrays { steps = [[ask(.a)], [ask(.aaaa)]] }
        }
    }

    // MARK: - EDNS

    /// Asks both types again without OPT where it may stand in the way; where they are then answered, the survey goes on
    /// without it.
    private mutating func settleEDNS(_ seen: SurveyReading) {
        guard let a = seen.a, let aaaa = seen.aaaa else {
            stages = []
            return
        }
        let isInTheWay = SurveyReading.mayBeEDNS(a)
        guard isInTheWay || (SurveyReading.mayBeEDNS(aaaa) && !aaaa.isNoResponse) else { return }
        calledForMore = true
        var asks = [RRType.a, .aaaa].map { Ask(owner, $0, at: address, edns: false) }
        asks += ancestors.map { Ask($0, .a, at: address, edns: false, policy: .brief) }
        if a.isNoResponse {
            // Nothing over UDP with OPT: the same without OPT, and over TCP, tell a dead server from a deaf one.
            asks = [RRType.a, .aaaa].map { Ask(owner, $0, at: address, edns: false, policy: .brief) }
            asks.append(Ask(owner, .a, at: address, policy: .oneTCP))
        }
        usesEDNS = !isInTheWay
        steps = [asks]
        if !isInTheWay {
            // Only AAAA stumbles over OPT: what follows still compares like with like.
            steps += rounds(aaaa.isError ? Self.roundsAgainstLimits : Self.roundsOfDoubt) + [asides, [ask(.a)]]
            stages = stages.drop { $0 == .addresses }
        }
    }

    // MARK: - A and AAAA

    private mutating func followUpAddresses(_ seen: SurveyReading) {
        guard let a = seen.a, let aaaa = seen.aaaa else { return }
        let suspicion = SurveyReading.Suspicion(a: a, aaaa: aaaa, in: zone)
        if !usesEDNS, !SurveyReading.mayBeEDNS(a), seen.isUnanswerableWithEDNS {
            // A control around it: silent with OPT, answered without, each once more.
            steps = [
                [Ask(owner, .a, at: address, policy: .twice), Ask(owner, .a, at: address, policy: .twice)],
                [ask(.a), ask(.a), ask(.a)], [ask(.aaaa), ask(.aaaa), ask(.aaaa)],
            ]
        }
        switch suspicion {
        case .nothing: return
        case .silence: steps += silenceRounds
        case .difference:
            let mayBeChance = a.isError || aaaa.isError || Self.oneIsFlattened(a, aaaa)
            steps += rounds(mayBeChance ? Self.roundsAgainstLimits : Self.roundsOfDoubt) + [asides, [ask(.a)]]
        case .denialWithoutSOA, .denialFromElsewhere: steps += rounds(Self.roundsOfDoubt)
        case .unreachable:
            // Said by the network or the host: TCP has its own word, unless it was heard already.
            if !seen.owned.contains(where: \.startedOverTCP), a.isNoResponse { steps += [[ask(.a, .oneTCP)]] }
            if a.isNoResponse, !usesEDNS {
                // Nothing came back at all: loss is told from death by many more, side by side.
                let plain = Ask(owner, .a, at: address, edns: false, policy: .twice)
                steps += [[plain, plain, plain, ask(.a, .oneTCP)]]
            }
        }
        calledForMore = true
    }

    /// Whether one gives an alias and the other data: a balancer that flattens now and then may do so for either.
    private static func oneIsFlattened(_ a: Observation, _ aaaa: Observation) -> Bool {
        a.isPositive && aaaa.isPositive && a.isAlias != aaaa.isAlias
    }

    /// AAAA was silent, A was not, or the other way round: a control, then every other way to ask, then a control.
    private var silenceRounds: [[Ask]] {
        // What loss can not explain takes many queries; side by side they take no more time than one.
        [
            [ask(.a), ask(.a)],
            [
                ask(.aaaa, .twice), ask(.aaaa, .twice),
                Ask(owner, .aaaa, at: address, edns: !usesEDNS, policy: .twice), ask(.aaaa, .oneTCP),
            ],
            [ask(.a), ask(.a)],
            [ask(.a), ask(.a)],
        ]
    }

    /// A server that limits rates by an error, or picks one of two answers, and does so by chance for half of all
    /// queries, looks as if it did so for one type only once in 16,000.
    private static let roundsAgainstLimits = 7

    /// Questions that are put again and again, each time between two controls.
    private func between(_ asks: [Ask]) -> [[Ask]] {
        [[ask(.a)]] + (0..<Self.roundsOfDoubt).flatMap { _ in [asks, [ask(.a)]] }
    }

    /// With the first, as many rounds as a rule wants to see and one that may be lost.
    private static let roundsOfDoubt = 4

    /// `count` rounds that are put one question at a time, closed by a control.
    private func rounds(_ count: Int) -> [[Ask]] {
        (0..<count).flatMap { _ in [[ask(.a)], [ask(.aaaa)]] } + [[ask(.a)]]
    }

    private var asides: [Ask] {
        [Ask(owner, .aaaa, at: address, edns: !usesEDNS, policy: .brief), ask(.aaaa, .oneTCP), ask(.a, .oneTCP)]
    }

    // MARK: - Other types

    /// An alias holds for every type, and a server that treats AAAA apart may treat others so.
    private mutating func askOtherTypes(_ seen: SurveyReading) {
        guard seen.isAnswered, level == .full || calledForMore || seen.isAlias else { return }
        steps = [otherTypes.map { ask($0, .brief) }]
    }

    private var otherTypes: [RRType] {
        level == .full ? [.cname, .https, .unassigned, .txt, .mx] : [.cname, .https, .unassigned]
    }

    /// Those that were not answered as A was, once more, with A before and after.
    private mutating func askOtherTypesAgain(_ seen: SurveyReading) {
        let odd = seen.oddTypes(among: otherTypes)
        if odd.isEmpty {
            // The control behind the types that were asked.
            if calledForMore, seen.isAnswered { steps = [[ask(.a)]] }
            return
        }
        let again = odd.flatMap { type in
            // Side by side, as above.
            seen.isSilent(type) ? [ask(type, .twice), ask(type, .twice)] : [ask(type, .brief)]
        }
        // A type is compared with AAAA where AAAA says anything at all.
        let control = seen.aaaa?.isAnswered == true ? [ask(.a), ask(.aaaa)] : [ask(.a)]
        let count = odd.contains(where: seen.isError) ? Self.roundsAgainstLimits : Self.roundsOfDoubt
        steps = [control] + (0..<count).flatMap { _ in [again, control] }
    }

    // MARK: - EDNS options

    private static let variants: [EDNSRequest?] = [nil, .cookie, .unknownOption]

    /// The same question without OPT, and with options that everybody must ignore or answer.
    private mutating func askWithOptions(_ seen: SurveyReading) {
        guard usesEDNS, seen.isAnswered, level == .full || calledForMore else { return }
        steps = [
            [RRType.a, .aaaa].filter { !seen.isSilent($0) }.flatMap { type in
                Self.variants.map { asking(type, $0) }
            }
        ]
    }

    /// Those that changed the answer, once more, with the usual question before and after.
    private mutating func askWithOptionsAgain(_ seen: SurveyReading) {
        guard usesEDNS else { return }
        let changed = [RRType.a, .aaaa].flatMap { type in
            Self.variants.filter { seen.changes(type, asked: $0) }.map { asking(type, $0, .twice) }
        }
        guard !changed.isEmpty else { return }
        // An error may be a limit, other records rotation, silence loss: only many rounds tell.
        let control = [ask(.a), ask(.aaaa)]
        steps = [control] + (0..<Self.roundsAgainstLimits).flatMap { _ in [changed, control] }
    }

    // MARK: - Denial, TCP

    /// A denial of a signed zone says which types there are.
    private mutating func askForDenial(_ seen: SurveyReading) {
        guard usesEDNS, let aaaa = seen.aaaa, aaaa.deniesData, seen.a?.isPositive == true else { return }
        steps = [[asking(.aaaa, .dnssec)]]
    }

    private mutating func askOverTCP(_ seen: SurveyReading) {
        guard level == .full || calledForMore, seen.isAnswered, !seen.wasAskedOverTCP else { return }
        steps = [[ask(.a, .oneTCP)]]
    }

    private func ask(_ type: RRType, _ policy: RetryPolicy = .patient) -> Ask {
        Ask(owner, type, at: address, edns: usesEDNS, policy: policy)
    }

    private func asking(_ type: RRType, _ edns: EDNSRequest?, _ policy: RetryPolicy = .brief) -> Ask {
        Ask(Question(name: owner, type: type), at: address, edns: edns, policy: policy)
    }
}

extension EDNSRequest {
    static let dnssec = EDNSRequest(dnssecOK: true)
    /// A client cookie of eight octets (RFC 7873); it is the same for everybody, for nothing is protected by it.
    static let cookie = EDNSRequest(
        options: [EDNSOption(code: EDNSOption.cookieCode, value: Array("quada-ck".utf8))])
    static let unknownOption = EDNSRequest(options: [EDNSOption(code: EDNSOption.unassignedCode, value: [])])
}

extension RetryPolicy {
    /// Two attempts for a question that was silent before.
    static let twice = RetryPolicy(
        start: .udp, udpTimeouts: [.seconds(2), .seconds(2)], tcpTimeout: .seconds(4), tcpAttempts: 1)

    static let oneTCP = RetryPolicy(start: .tcp, udpTimeouts: [], tcpTimeout: .seconds(4), tcpAttempts: 1)
}
