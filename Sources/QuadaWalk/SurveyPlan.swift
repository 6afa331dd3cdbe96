internal import QuadaDNS
internal import QuadaEvidence
internal import QuadaTransport

/// What one server address is asked about one owner: A and AAAA, and more where their answers call for it.
///
/// Pure: given the observations made so far it names the next questions, which are put at once, until none is left. It
/// does not judge; it makes sure that whoever judges finds each suspicion repeated, with a control around it.
struct SurveyPlan {
    let owner: Name
    let address: IPAddress
    /// The rounds that are decided and not yet put; each is put at once.
    private var steps: [[Ask]]
    private var isFollowedUp = false
    private var usesEDNS = true

    init(owner: Name, address: IPAddress) {
        self.owner = owner
        self.address = address
        steps = [[Ask(owner, .a, at: address), Ask(owner, .aaaa, at: address)]]
    }

    /// The next questions; none when the survey is done.
    ///
    /// - Parameter seen: Everything this server answered about the owner, in the order of asking.
    mutating func next(after seen: [Observation]) -> [Ask]? {
        if steps.isEmpty, !isFollowedUp { followUp(seen) }
        return steps.isEmpty ? nil : steps.removeFirst()
    }

    /// Decides from the first round what else to ask.
    private mutating func followUp(_ seen: [Observation]) {
        guard let a = seen.last(where: { $0.question.type == .a && $0.hasEDNS == usesEDNS && !$0.startedOverTCP }),
            let aaaa = seen.last(where: { $0.question.type == .aaaa && $0.hasEDNS == usesEDNS && !$0.startedOverTCP })
        else {
            isFollowedUp = true
            return
        }
        if usesEDNS, Self.mayBeEDNS(a) || (Self.mayBeEDNS(aaaa) && !Self.isSilent(aaaa)) {
            askWithoutEDNS(a: a, aaaa: aaaa)
            return
        }
        isFollowedUp = true
        if !usesEDNS, !Self.mayBeEDNS(a), let first = seen.first, first.isUnanswerable {
            // A control around it: silent with OPT, answered without, each once more.
            steps = [[Ask(owner, .a, at: address, policy: .twice)], [ask(.a)]]
        }
        switch Suspicion(a: a, aaaa: aaaa) {
        case .nothing: break
        case .silence: followUpSilence()
        case .difference: followUpDifference()
        case .denialWithoutSOA: steps += [[ask(.aaaa)], [ask(.a)]]
        case .unreachable:
            // Said by the network or the host: TCP has its own word, unless it was heard already.
            if !seen.contains(where: \.startedOverTCP), Self.isSilent(a) { steps += [[ask(.a, .oneTCP)]] }
        }
    }

    /// Asks both types again without OPT; where they are then answered, the survey goes on without it.
    private mutating func askWithoutEDNS(a: Observation, aaaa: Observation) {
        usesEDNS = Self.mayBeEDNS(a) ? false : usesEDNS
        var asks = [Ask(owner, .a, at: address, edns: false), Ask(owner, .aaaa, at: address, edns: false)]
        if Self.isSilent(a) {
            // Nothing over UDP with OPT: the same without OPT, and over TCP, tell a dead server from a deaf one.
            asks = asks.map { Ask(owner, $0.query.question.type, at: address, edns: false, policy: .brief) }
            asks.append(Ask(owner, .a, at: address, policy: .oneTCP))
        }
        steps = [asks]
        if usesEDNS {
            // Only AAAA stumbles over OPT: what follows still compares like with like.
            isFollowedUp = true
            steps += rounds(2) + [asides, [ask(.a)]]
        }
    }

    /// AAAA was silent, A was not: a control, then every other way to ask, then a control.
    private mutating func followUpSilence() {
        let again = RetryPolicy.twice
        steps += [
            [ask(.a)],
            [
                ask(.aaaa, again), Ask(owner, .aaaa, at: address, edns: !usesEDNS, policy: again),
                ask(.aaaa, .oneTCP),
            ],
            [ask(.a)],
            [ask(.a)],
            types,
            [ask(.a)],
        ]
    }

    /// Two more rounds, each AAAA between two A, then the other ways to ask between two more.
    private mutating func followUpDifference() {
        steps += rounds(2) + [asides, [ask(.a)]]
    }

    /// `count` rounds that are put one question at a time, closed by a control.
    private func rounds(_ count: Int) -> [[Ask]] {
        (0..<count).flatMap { _ in [[ask(.a)], [ask(.aaaa)]] } + [[ask(.a)]]
    }

    private var asides: [Ask] {
        [Ask(owner, .aaaa, at: address, edns: !usesEDNS, policy: .brief), ask(.aaaa, .oneTCP), ask(.a, .oneTCP)] + types
    }

    /// Which types see the alias: said beside the finding.
    private var types: [Ask] {
        [ask(.cname, .brief), ask(.https, .brief), ask(.unassigned, .brief)]
    }

    private func ask(_ type: RRType, _ policy: RetryPolicy = .patient) -> Ask {
        Ask(owner, type, at: address, edns: usesEDNS, policy: policy)
    }

    // MARK: - Reading the first round

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

    private static func isSilent(_ observation: Observation) -> Bool {
        if case .noResponse = observation.answer { true } else { false }
    }
}

/// What the first round of A and AAAA calls for.
private enum Suspicion {
    case nothing
    /// AAAA brought no response, A did; or the other way round.
    case silence
    /// The two differ in a way that an honest server's do not, or one of them is an error.
    case difference
    /// AAAA is denied without the SOA that a resolver needs to remember it.
    case denialWithoutSOA
    /// Neither brought a response, or neither could be asked.
    case unreachable

    init(a: Observation, aaaa: Observation) {
        switch (a.answer, aaaa.answer) {
        case (.notTested, _), (_, .notTested), (.noResponse, .noResponse): self = .unreachable
        case (.noResponse, _), (_, .noResponse): self = .silence
        case (.alias(let first), .alias(let second)):
            self = first == second && Self.agree(a, aaaa) ? .nothing : .difference
        case (.data, .data): self = Self.agree(a, aaaa) ? .nothing : .difference
        case (.data, .noData(let soa)), (.noData(let soa), .data), (.noData, .noData(let soa)):
            self = !Self.agree(a, aaaa) ? .difference : soa == nil ? .denialWithoutSOA : .nothing
        case (.nameError, .nameError): self = Self.agree(a, aaaa) ? .nothing : .difference
        case (.referral(let first), .referral(let second)):
            self = first.owner == second.owner ? .nothing : .difference
        case (.errorCode(let first), .errorCode(let second)):
            self = first == second ? .nothing : .difference
        default: self = .difference
        }
    }

    /// Whether both speak with the same authority and hold only what was asked.
    private static func agree(_ a: Observation, _ aaaa: Observation) -> Bool {
        a.isAuthoritative == aaaa.isAuthoritative && a.message?.rcode == aaaa.message?.rcode
            && a.message?.unaskedTypes(than: .a).isEmpty == true
            && aaaa.message?.unaskedTypes(than: .aaaa).isEmpty == true
    }
}

extension Observation {
    /// Nothing came, or nothing that can be read: not an honest refusal of OPT.
    fileprivate var isUnanswerable: Bool {
        switch answer {
        case .noResponse, .malformed, .truncated: true
        case .errorCode(let rcode): rcode != .formErr && rcode != .notImp
        case .data, .alias, .noData, .nameError, .referral, .wrongData, .notTested: false
        }
    }
}

extension RRType {
    /// A number that IANA has not assigned; RFC 8906, section 8, tests with it.
    static let unassigned = RRType(rawValue: 1000)
}

extension RetryPolicy {
    /// Two attempts for a question that was silent before.
    static let twice = RetryPolicy(
        start: .udpOnly, udpTimeouts: [.seconds(2), .seconds(2)], tcpTimeout: .seconds(4), tcpAttempts: 1)

    static let oneTCP = RetryPolicy(start: .tcp, udpTimeouts: [], tcpTimeout: .seconds(4), tcpAttempts: 1)
}
