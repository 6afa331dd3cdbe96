internal import QuadaDNS

// MARK: - The life of an exchange: attempt after attempt, until it is settled

extension ExchangeMachine {
    /// Sends the next query of an exchange; its turn has come.
    mutating func startAttempt(_ exchange: ExchangeID, at now: Int64) {
        if exchanges[exchange].isTCP {
            startTCP(exchange, at: now)
        } else {
            startUDP(exchange, at: now)
        }
    }

    private mutating func startUDP(_ exchange: ExchangeID, at now: Int64) {
        let destination = exchanges[exchange].destination
        let source = nextSource(for: destination)
        let id = unusedID(on: source)
        let attempt = insertAttempt(of: exchange, id: id, source: source, at: now)
        listen(attempt, on: source)
        actions.append(.send(attempt, from: source, to: destination))
        let used = exchanges[exchange].udpAttempts
        exchanges[exchange].udpAttempts = used + 1
        let timeout = udpTimeout(of: exchange, after: used, at: now)
        exchangeTimers.set(exchange.index, at: now.addingSaturating(timeout))
    }

    private mutating func startTCP(_ exchange: ExchangeID, at now: Int64) {
        let attempt = insertAttempt(of: exchange, id: randomness.next16(), source: nil, at: now)
        actions.append(.connect(attempt, to: exchanges[exchange].destination))
        exchanges[exchange].tcpAttempts += 1
        let timeout = exchanges[exchange].request.policy.tcpTimeout.wholeNanoseconds
        exchangeTimers.set(exchange.index, at: now.addingSaturating(timeout))
    }

    private mutating func insertAttempt(
        of exchange: ExchangeID, id: UInt16, source: SourceID?, at now: Int64
    ) -> AttemptID {
        let caseMask = settings.mixesCase ? randomness.next() : 0
        let attempt = attempts.insert(
            OpenAttempt(
                exchange: exchange, previous: exchanges[exchange].latest, id: id, caseMask: caseMask,
                octets: exchanges[exchange].request.query.encoded(id: id, caseMask: caseMask), source: source,
                isTCP: source == nil, sentAt: now))
        exchanges[exchange].latest = attempt
        exchanges[exchange].current = attempt
        return attempt
    }

    mutating func timedOut(_ exchange: ExchangeID, at now: Int64) {
        // A connection is given up; a datagram's answer may still come while the exchange is open.
        if exchanges[exchange].isTCP, let current = exchanges[exchange].current {
            finish(current, .silence, at: now)
        }
        proceed(exchange, at: now)
    }

    /// Asks again, or settles where the policy is exhausted.
    mutating func proceed(_ exchange: ExchangeID, at now: Int64) {
        exchanges[exchange].current = nil
        exchangeTimers.cancel(exchange.index)
        let open = exchanges[exchange]
        let policy = open.request.policy
        if open.isTCP ? open.tcpAttempts < policy.tcpAttempts : open.udpAttempts < policy.udpNanoseconds.count {
            enqueueRepeat(exchange, at: now)
        } else {
            settle(exchange, at: now)
        }
    }

    // MARK: - Responses

    /// The open attempt that a datagram is for, or must be counted against.
    func addressee(of octets: Span<UInt8>, on source: SourceID) -> AttemptID? {
        if octets.count >= 2 {
            let id = UInt16(octets[0]) << 8 | UInt16(octets[1])
            if let attempt = sources[source].attempt(awaiting: id, in: attempts) { return attempt }
        }
        return soleAttempt(on: source)
    }

    func soleAttempt(on source: SourceID) -> AttemptID? {
        guard sources[source].listeners == 1, let latest = sources[source].latest, attempts.contains(latest),
            attempts[latest].source == source
        else { return nil }
        return latest
    }

    /// Believes a message, or records it as a stray.
    mutating func take(_ octets: Span<UInt8>, for attempt: AttemptID, from sender: Endpoint, at now: Int64) {
        let exchange = attempts[attempt].exchange
        guard attempts[attempt].outcome == nil else { return }
        let mismatch: Stray.Mismatch? =
            sender == exchanges[exchange].destination
            ? attempts[attempt].mismatch(of: octets, questionEnd: exchanges[exchange].questionEnd) : .sourceAddress
        if let mismatch {
            guard attempts[attempt].strays.count < Self.maximumStrays else { return }
            attempts[attempt].strays.append(
                Stray(
                    source: settings.addressMap.original(of: sender), mismatch: mismatch,
                    after: .nanoseconds(now - attempts[attempt].sentAt),
                    octets: octets.copy(upTo: Self.maximumStrayOctets), sizeInOctets: octets.count))
            return
        }
        let isTruncated = octets[2] & 0x02 != 0
        noteRoundTrip(of: attempt, at: now)
        noteFate(of: attempt, answeredWith: octets, at: now)
        finish(attempt, .response(octets.copy()), at: now)
        let policy = exchanges[exchange].request.policy
        if isTruncated, !exchanges[exchange].isTCP, policy.start == .udp, policy.tcpAttempts > 0 {
            turnToTCP(exchange, at: now)
        } else {
            settle(exchange, at: now)
        }
    }

    /// The response over UDP was truncated: nothing more is expected over UDP (RFC 7766, section 5).
    private mutating func turnToTCP(_ exchange: ExchangeID, at now: Int64) {
        finishAll(of: exchange, at: now)
        exchanges[exchange].isTCP = true
        exchanges[exchange].failures = 0
        proceed(exchange, at: now)
    }

    // MARK: - Ends

    /// Gives an attempt its outcome and stops listening for it.
    mutating func finish(_ attempt: AttemptID, _ outcome: Attempt.Outcome, at now: Int64) {
        attempts[attempt].outcome = outcome
        attempts[attempt].endedAt = now
        if let source = attempts[attempt].source {
            attempts[attempt].sourcePort = sources[source].port
            attempts[attempt].source = nil
            stopListening(attempts[attempt].id, on: source, at: now)
        } else if attempts[attempt].isTCP {
            actions.append(.closeConnection(attempt))
        }
    }

    /// Every attempt that has no outcome was met by silence.
    private mutating func finishAll(of exchange: ExchangeID, at now: Int64) {
        var next = exchanges[exchange].latest
        while let attempt = next {
            if attempts[attempt].outcome == nil { finish(attempt, .silence, at: now) }
            next = attempts[attempt].previous
        }
    }

    mutating func settle(_ exchange: ExchangeID, at now: Int64) {
        finishAll(of: exchange, at: now)
        exchangeTimers.cancel(exchange.index)
        let open = exchanges.take(exchange)
        let count = open.udpAttempts + open.tcpAttempts
        var record: [Attempt] = []
        record.reserveCapacity(count)
        var next = open.latest
        while let attempt = next {
            let made = attempts.take(attempt)
            next = made.previous
            record.append(made.told())
        }
        if record.count > 1 { record.reverse() }
        settled.append(
            (open.ticket, Exchange(server: open.request.server, query: open.request.query, attempts: record)))
        leaveBucket(open, at: now)
        if !starved.isEmpty { feedStarved(at: now) }
    }
}

// MARK: - Sources

extension ExchangeMachine {
    private mutating func nextSource(for destination: Endpoint) -> SourceID {
        let capacity = settings.sourcePorts.queriesPerSocket
        let family = destination.address.family
        if capacity == 1 { return sources.insert(Source(family: family)) }
        if let bound = settings.sourcesPerDestination { return pooledSource(for: destination, bound: bound) }
        if let shared = sharedSources[family] {
            if sources[shared].uses < capacity { return shared }
            retire(shared)
        }
        let source = sources.insert(Source(family: family, table: IDTable(capacity: capacity)))
        sharedSources[family] = source
        return source
    }

    private mutating func unusedID(on source: SourceID) -> UInt16 {
        var id = randomness.next16()
        // A source has at most a quarter of all identifiers in use.
        while sources[source].isAwaiting(id) { id = randomness.next16() }
        return id
    }

    private mutating func listen(_ attempt: AttemptID, on source: SourceID) {
        let id = attempts[attempt].id
        sources[source].uses += 1
        sources[source].listeners += 1
        sources[source].latest = attempt
        sources[source].table?.insert(id, attempt.index)
        if sources[source].table == nil { sources[source].isRetired = true }
    }

    private mutating func stopListening(_ id: UInt16, on source: SourceID, at now: Int64) {
        sources[source].table?.remove(id)
        sources[source].listeners -= 1
        if pool.count > 0, sources[source].listeners == 0, !sources[source].isRetired { rest(source, at: now) }
        closeIfDone(source)
    }

    mutating func retire(_ source: SourceID) {
        guard sources.contains(source) else { return }
        sources[source].isRetired = true
        if sharedSources[sources[source].family] == source { sharedSources[sources[source].family] = nil }
        pool.forget(source)
        closeIfDone(source)
    }

    private mutating func closeIfDone(_ source: SourceID) {
        guard sources[source].isRetired, sources[source].listeners == 0 else { return }
        sources.remove(source)
        actions.append(.closeSource(source))
    }

    /// The system had no descriptor for an attempt: it was not made, and its turn comes again.
    mutating func exhausted(_ attempt: AttemptID, at now: Int64) {
        guard attempts.contains(attempt), attempts[attempt].outcome == nil else { return }
        let exchange = attempts[attempt].exchange
        exchangeTimers.cancel(exchange.index)
        let (source, isTCP) = (attempts[attempt].source, attempts[attempt].isTCP)
        finish(attempt, .silence, at: now)
        if let source { retire(source) }
        // A shared source that waits for more queries would hold its descriptor for nothing.
        for shared in sharedSources.all { retire(shared) }
        retireAllAtRest()
        exchanges[exchange].latest = attempts[attempt].previous
        exchanges[exchange].current = nil
        if isTCP { exchanges[exchange].tcpAttempts -= 1 } else { exchanges[exchange].udpAttempts -= 1 }
        attempts.remove(attempt)
        // Attempts that hold a descriptor while they wait for another would wait for each other.
        let held = actions.count
        finishAll(of: exchange, at: now)
        if actions.count > held {
            startAttempt(exchange, at: now)
        } else {
            starved.append(exchange)
            if starvedRetryAt == nil { starvedRetryAt = now.addingSaturating(Self.starvationNanoseconds) }
        }
    }

    /// Lets the query that waited longest for a descriptor try again.
    mutating func feedStarved(at now: Int64) {
        starvedRetryAt = nil
        while let exchange = starved.popFirst() {
            guard exchanges.contains(exchange) else { continue }
            startAttempt(exchange, at: now)
            break
        }
        if !starved.isEmpty { starvedRetryAt = now.addingSaturating(Self.starvationNanoseconds) }
    }
}

extension OpenAttempt {
    /// Why a message from the right address is not its response; none where it is.
    fileprivate func mismatch(of message: Span<UInt8>, questionEnd: Int) -> Stray.Mismatch? {
        .between(message, query: octets.span, questionEnd: questionEnd)
    }

    /// What is told of it; it has its outcome.
    fileprivate consuming func told() -> Attempt {
        Attempt(
            transportProtocol: isTCP ? .tcp : .udp, id: id, caseMask: caseMask, sourcePort: sourcePort,
            sentAt: .nanoseconds(sentAt), elapsed: .nanoseconds(endedAt - sentAt), outcome: outcome ?? .silence,
            strays: strays)
    }
}

extension Span<UInt8> {
    /// The first octets, in an array of their own.
    fileprivate func copy(upTo maximum: Int = .max) -> [UInt8] {
        withUnsafeBufferPointer { [UInt8]($0.prefix(maximum)) }
    }
}
