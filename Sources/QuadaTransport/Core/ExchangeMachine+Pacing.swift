internal import QuadaDNS

/// What is open and what waits toward one server address.
struct Bucket {
    /// None for the bucket of everything, where addresses are not told apart.
    var address: IPAddress?
    var inFlight = 0
    /// When the next query would be due if queries came at exactly the rate (the generic cell rate algorithm); the
    /// burst is how far it may lie ahead.
    var due: Int64 = 0
    /// Exchanges that were asked before and go on.
    var repeats = Queue<ExchangeMachine.ExchangeID>()
    var fresh = Queue<ExchangeMachine.ExchangeID>()
    /// Whether it is in line for room among all exchanges.
    var isCrowded = false
    /// When an exchange last joined.
    var usedAt: Int64 = 0
    var roundTrips = RoundTrips()
    var congestion = Congestion()
}

// MARK: - Whose turn it is

extension ExchangeMachine {
    /// Puts a new exchange behind those that wait for the same address.
    mutating func enqueue(_ exchange: ExchangeID, at now: Int64) {
        let bucket = bucket(for: exchanges[exchange].request.server.address, at: now)
        exchanges[exchange].bucket = bucket
        buckets[bucket].usedAt = now
        buckets[bucket].fresh.append(exchange)
        pump(bucket, at: now)
    }

    /// Lets an open exchange ask again as soon as the rate allows it.
    mutating func enqueueRepeat(_ exchange: ExchangeID, at now: Int64) {
        guard let bucket = exchanges[exchange].bucket, !exchanges[exchange].awaitsTurn else { return }
        exchanges[exchange].awaitsTurn = true
        buckets[bucket].repeats.append(exchange)
        pump(bucket, at: now)
    }

    /// An exchange is settled: its place is free.
    mutating func leaveBucket(_ exchange: OpenExchange, at now: Int64) {
        guard exchange.isInFlight, let bucket = exchange.bucket else { return }
        inFlight -= 1
        buckets[bucket].inFlight -= 1
        pump(bucket, at: now)
        while inFlight < settings.pacing.maximumInFlight, let next = crowdedBuckets.popFirst() {
            buckets[next].isCrowded = false
            pump(next, limit: 1, at: now)
        }
    }

    /// Starts what may be started toward an address.
    ///
    /// - Parameter limit: New exchanges at most; then the bucket goes to the end of the line.
    mutating func pump(_ bucket: BucketID, limit: Int = .max, at now: Int64) {
        var remaining = limit
        while true {
            if let next = buckets[bucket].repeats.first {
                guard exchanges.contains(next) else {
                    _ = buckets[bucket].repeats.popFirst()
                    continue
                }
                guard takeTurn(bucket, at: now) else { return }
                _ = buckets[bucket].repeats.popFirst()
                exchanges[next].awaitsTurn = false
                startAttempt(next, at: now)
            } else if let next = buckets[bucket].fresh.first {
                guard exchanges.contains(next) else {
                    _ = buckets[bucket].fresh.popFirst()
                    continue
                }
                guard
                    buckets[bucket].inFlight
                        < buckets[bucket].congestion.part(of: settings.pacing.maximumInFlightPerAddress)
                else { return }
                guard remaining > 0, inFlight < settings.pacing.maximumInFlight else {
                    waitForRoom(bucket)
                    return
                }
                guard takeTurn(bucket, at: now) else { return }
                _ = buckets[bucket].fresh.popFirst()
                remaining -= 1
                inFlight += 1
                buckets[bucket].inFlight += 1
                exchanges[next].isInFlight = true
                startAttempt(next, at: now)
            } else {
                return
            }
        }
    }

    private mutating func waitForRoom(_ bucket: BucketID) {
        guard !buckets[bucket].isCrowded else { return }
        buckets[bucket].isCrowded = true
        crowdedBuckets.append(bucket)
    }

    /// Takes the turn of one query; where it has not come, sets the timer for it.
    private mutating func takeTurn(_ bucket: BucketID, at now: Int64) -> Bool {
        let pacing = settings.pacing
        guard pacing.maximumPerSecondPerAddress != .max else { return true }
        let congestion = buckets[bucket].congestion
        let interval = congestion.stretched(Int64(1_000_000_000 / pacing.maximumPerSecondPerAddress))
        let burst = Int64(congestion.part(of: pacing.burstPerAddress))
        let (ahead, overflow) = (burst - 1).multipliedReportingOverflow(by: interval)
        let earliest = buckets[bucket].due.subtractingSaturating(overflow ? .max : ahead)
        guard earliest <= now else {
            bucketTimers.set(bucket.index, at: earliest)
            return false
        }
        buckets[bucket].due = max(buckets[bucket].due, now).addingSaturating(interval)
        return true
    }

    private mutating func bucket(for address: IPAddress, at now: Int64) -> BucketID {
        guard settings.pacing.distinguishesAddresses else {
            if let commonBucket { return commonBucket }
            let bucket = buckets.insert(Bucket())
            commonBucket = bucket
            return bucket
        }
        if let lastBucket, lastBucket.address == address, buckets.contains(lastBucket.handle) {
            return lastBucket.handle
        }
        if let known = bucketOfAddress[address] {
            lastBucket = (address, known)
            return known
        }
        if buckets.count >= idleSweepAt { sweepIdleBuckets(at: now) }
        let bucket = buckets.insert(Bucket(address: address))
        bucketOfAddress[address] = bucket
        return bucket
    }

    /// Forgets addresses that nothing is open for and whose rate has recovered: memory does not grow with their number.
    /// What was learnt of an address is kept while it is fresh, of those used last.
    private mutating func sweepIdleBuckets(at now: Int64) {
        var learnt: [(usedAt: Int64, handle: BucketID)] = []
        for handle in buckets.handles {
            let bucket = buckets[handle]
            guard bucket.address != nil, bucket.inFlight == 0, bucket.fresh.isEmpty, bucket.repeats.isEmpty,
                !bucket.isCrowded, bucket.due <= now
            else { continue }
            if bucket.roundTrips.isFresh(at: now) || bucket.congestion.isFresh(at: now) {
                learnt.append((bucket.usedAt, handle))
            } else {
                remove(handle)
            }
        }
        if learnt.count > Self.maximumLearnt {
            learnt.sort { $0.usedAt < $1.usedAt }
            for (_, handle) in learnt.dropLast(Self.maximumLearnt) { remove(handle) }
        }
        idleSweepAt = max(1024, buckets.count * 2)
    }

    private mutating func remove(_ bucket: BucketID) {
        if let address = buckets[bucket].address { bucketOfAddress[address] = nil }
        bucketTimers.cancel(bucket.index)
        buckets.remove(bucket)
    }

    /// Idle addresses of which something is remembered after a sweep; between sweeps there may be twice as many.
    static let maximumLearnt = 4096
}

extension Int64 {
    /// The difference of numbers that are not negative, or 0.
    fileprivate func subtractingSaturating(_ other: Int64) -> Int64 {
        self > other ? self - other : 0
    }
}
