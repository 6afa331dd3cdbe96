internal import QuadaDNS

/// How much of its cap one address is pressed with: all of it, until questions fare better when they are put again.
///
/// Three signs count, of one kind: a question was lost, cut short without need (RRL's slips) or refused, and the same
/// address answered it when it was asked again. What is never answered says nothing of the pace: a server that drops
/// every AAAA, that is down or refuses a zone would do so at any. Additive increase, multiplicative decrease (RFC 5681,
/// section 3.1), from the cap downwards and never above it.
struct Congestion {
    /// In millionths of the cap.
    private(set) var share = Self.whole
    /// Answers since the counts began, and how many of them came with a sign.
    private var answers = 0
    private var signs = 0
    /// What was asked before this was asked at an older pace.
    private var reducedAt = Int64.min
    private var raisedAt: Int64 = 0
    /// Hashes of the queries that were refused last and not answered since.
    private var refused: [Int] = []

    var isReduced: Bool { share < Self.whole }
    var remembersRefusals: Bool { !refused.isEmpty }

    /// Whether the next queries would be slower for what is known here.
    func isFresh(at now: Int64) -> Bool {
        isReduced && now - max(reducedAt, raisedAt) < RoundTrips.freshNanoseconds
    }

    /// - Returns: Of a cap, what is used of it; at least 1.
    func part(of cap: Int) -> Int {
        guard isReduced, cap != .max else { return cap }
        return max(1, min(cap, 1 << 40) * Int(share) / Int(Self.whole))
    }

    /// - Returns: The time between two queries, where `interval` is that at the cap.
    func stretched(_ interval: Int64) -> Int64 {
        isReduced ? interval * Self.whole / share : interval
    }

    /// Notes an answer, other than a refusal.
    ///
    /// - Parameters:
    ///   - askedAt: When what was lost, cut short or refused had left; none where the answer came without a sign.
    mutating func answered(after askedAt: Int64?, at now: Int64) {
        answers += 1
        if let askedAt, askedAt >= reducedAt {
            signs += 1
        } else if isReduced, askedAt == nil {
            raise(at: now)
        }
        if signs >= Self.sufficientSigns {
            share = max(Self.least, share / 2)
            reducedAt = now
            raisedAt = now
        } else if answers < Self.window {
            return
        }
        answers = 0
        signs = 0
    }

    private mutating func raise(at now: Int64) {
        let gain = min(now - raisedAt, Self.longestGain) / (Self.recovery / Self.whole)
        guard gain > 0 else { return }
        share = min(Self.whole, share + gain)
        raisedAt = now
    }

    /// Notes a query that was refused.
    mutating func refused(_ query: Query) {
        let hash = query.hashValue
        guard !refused.contains(hash) else { return }
        if refused.count == Self.maximumRefused { refused.removeFirst() }
        refused.append(hash)
    }

    /// - Returns: Whether a query that is answered now was refused before.
    mutating func wasRefused(_ query: Query) -> Bool {
        guard !refused.isEmpty, let index = refused.firstIndex(of: query.hashValue) else { return false }
        refused.remove(at: index)
        return true
    }

    static let whole: Int64 = 1_000_000
    /// A twentieth: of 20 queries in flight one is left, of 100 a second five.
    static let least: Int64 = whole / 20
    /// From next to nothing to the cap, in nanoseconds; a gain counts for one second of silence at most.
    static let recovery: Int64 = 20_000_000_000
    private static let longestGain: Int64 = 1_000_000_000
    /// A quarter of so many answers. With a packet in a hundred lost each way, chance makes eight signs of 32 answers once
    /// in six million times; with five in a hundred, once in a hundred.
    private static let window = 32
    private static let sufficientSigns = 8
    /// Refused queries that are remembered of an address: more than it gets before one of them is asked again.
    private static let maximumRefused = 64
}

extension ExchangeMachine {
    /// Notes what an answer says of the pace toward its address. Nothing of the exchange is settled yet.
    mutating func noteFate(of attempt: AttemptID, answeredWith octets: Span<UInt8>, at now: Int64) {
        guard settings.pacing.adapts, let bucket = exchanges[attempts[attempt].exchange].bucket else { return }
        let isTruncated = octets[2] & 0x02 != 0
        // A truncated answer has its word when TCP had its own.
        if isTruncated, !attempts[attempt].isTCP { return }
        var askedAt: Int64?
        if RCODE(rawValue: UInt16(octets[3] & 0x0F)) == .refused {
            // Whether for the pace or for good, the next answer tells.
            buckets[bucket].congestion.refused(exchanges[attempts[attempt].exchange].request.query)
            return
        }
        if buckets[bucket].congestion.remembersRefusals,
            buckets[bucket].congestion.wasRefused(exchanges[attempts[attempt].exchange].request.query)
        {
            askedAt = attempts[attempt].sentAt
        }
        var earlier = attempts[attempt].previous
        while let before = earlier {
            if isSign(before, answer: octets.count, overTCP: attempts[attempt].isTCP) {
                askedAt = attempts[before].sentAt
            }
            earlier = attempts[before].previous
        }
        buckets[bucket].congestion.answered(after: askedAt, at: now)
    }

    /// Whether an earlier attempt over UDP was lost, or cut short though its answer would have fitted into any datagram.
    private func isSign(_ earlier: AttemptID, answer octets: Int, overTCP: Bool) -> Bool {
        guard !attempts[earlier].isTCP else { return false }
        return switch attempts[earlier].outcome {
        // Over TCP they were all given their outcome: those that had none were silent.
        case nil: true
        case .silence: overTCP
        case .response: overTCP && octets <= Self.smallestDatagram
        case .refused, .unreachable, .noRoute, .closed, .localError: false
        }
    }

    /// What a server sends over UDP to anybody (RFC 1035, section 4.2.1).
    private static let smallestDatagram = 512
}
