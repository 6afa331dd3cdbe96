/// How long one address takes to answer over UDP: the mean and the variation of RFC 6298, section 2.
///
/// Every attempt has an identifier of its own, so an answer always tells which attempt it is for: repeated queries give
/// samples too (Karn's algorithm, section 3, leaves them out for want of that), and time-outs that came too soon mend
/// themselves by the late answers they get. So nothing is backed off from exchange to exchange (section 5.5).
struct RoundTrips {
    /// In nanoseconds; 0 where nothing was measured.
    private var smoothed: Int64 = 0
    private var variation: Int64 = 0
    private(set) var measuredAt = Int64.min

    mutating func measured(_ roundTrip: Int64, at now: Int64) {
        if isFresh(at: now) {
            variation += (abs(smoothed - roundTrip) - variation) / 4
            smoothed += (roundTrip - smoothed) / 8
        } else {
            smoothed = roundTrip
            variation = roundTrip / 2
        }
        measuredAt = now
    }

    func isFresh(at now: Int64) -> Bool {
        measuredAt != .min && now - measuredAt < Self.freshNanoseconds
    }

    /// After how long an answer is late; none where nothing fresh is known.
    func timeout(at now: Int64) -> Int64? {
        isFresh(at: now) ? max(Self.leastTimeout, smoothed + 4 * variation) : nil
    }

    /// Paths and servers change: what is older is as good as unknown.
    static let freshNanoseconds: Int64 = 600_000_000_000
    /// Below this a hiccup of the server or of this machine would be asked about twice. (The 1 s of section 2.4 is for
    /// streams, where a time-out costs the window; here it costs one packet.)
    static let leastTimeout: Int64 = 200_000_000
}

extension ExchangeMachine {
    /// How long an attempt over UDP is waited for.
    ///
    /// Where an address's round trips are known, the first attempts wait only for as long as an answer may take, twice as
    /// long each time. What they leave of their share goes to the last but one: the last attempt leaves when the policy
    /// says, so that a burst of loss or a pause of the server is not taken for silence, and the exchange is open for as
    /// long as ever. Of two attempts the first keeps half of its share for the same reason.
    ///
    /// - Parameter used: The attempts over UDP made before.
    mutating func udpTimeout(of exchange: ExchangeID, after used: Int, at now: Int64) -> Int64 {
        let timeouts = exchanges[exchange].request.policy.udpNanoseconds
        let share = timeouts[used]
        guard settings.pacing.measuresRoundTrips else { return share }
        let isEarly = used < timeouts.count - 2 || (used == 0 && timeouts.count == 2)
        guard isEarly, let bucket = exchanges[exchange].bucket,
            let expected = buckets[bucket].roundTrips.timeout(at: now)
        else {
            defer { exchanges[exchange].timeLeft = 0 }
            return share.addingSaturating(exchanges[exchange].timeLeft)
        }
        let least = timeouts.count == 2 ? share / 2 : 0
        let (backedOff, overflow) = expected.multipliedReportingOverflow(by: 1 << min(used, 16))
        let timeout = min(share, max(least, overflow ? .max : backedOff))
        exchanges[exchange].timeLeft = exchanges[exchange].timeLeft.addingSaturating(share - timeout)
        return timeout
    }

    /// Notes how long an answer over UDP took.
    mutating func noteRoundTrip(of attempt: AttemptID, at now: Int64) {
        guard settings.pacing.measuresRoundTrips, !attempts[attempt].isTCP,
            let bucket = exchanges[attempts[attempt].exchange].bucket
        else { return }
        buckets[bucket].roundTrips.measured(now - attempts[attempt].sentAt, at: now)
    }
}
