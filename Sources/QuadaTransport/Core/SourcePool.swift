internal import QuadaDNS

/// Sources that serve one destination each, many queries one after another: for sockets that are connected.
struct SourcePool {
    /// A source on which nothing listened at that time.
    fileprivate struct Rest {
        var source: ExchangeMachine.SourceID
        var since: Int64
    }

    /// Those that take more queries.
    fileprivate var ofDestination: [Endpoint: ExchangeMachine.SourceID] = [:]
    fileprivate var destinations: [ExchangeMachine.SourceID: Endpoint] = [:]
    /// The earliest first; each source is in it once at most, and may have been used since.
    fileprivate var line = Queue<Rest>()

    var count: Int { destinations.count }

    /// When a source may have to be closed.
    var nextDeadline: Int64? { line.first?.since.addingSaturating(Self.restNanoseconds) }

    fileprivate mutating func insert(_ source: ExchangeMachine.SourceID, for destination: Endpoint) {
        ofDestination[destination] = source
        destinations[source] = destination
    }

    mutating func forget(_ source: ExchangeMachine.SourceID) {
        guard let destination = destinations.removeValue(forKey: source) else { return }
        ofDestination[destination] = nil
    }

    /// A server is asked again within a survey's round trips, or not for long.
    static let restNanoseconds: Int64 = 2_000_000_000
}

extension ExchangeMachine {
    /// The source for the next query to a destination. Where there are as many as there may be and none of them rests,
    /// it is one for that query alone.
    mutating func pooledSource(for destination: Endpoint, bound: Int) -> SourceID {
        let capacity = settings.sourcePorts.queriesPerSocket
        if let known = pool.ofDestination[destination] {
            if sources[known].uses < capacity { return known }
            retire(known)
        }
        if pool.count >= bound { retireOneAtRest() }
        let hasRoom = pool.count < bound
        let source = sources.insert(
            Source(family: destination.address.family, table: hasRoom ? IDTable(capacity: capacity) : nil))
        if hasRoom { pool.insert(source, for: destination) }
        return source
    }

    /// Nothing listens on a source any more.
    mutating func rest(_ source: SourceID, at now: Int64) {
        sources[source].restedAt = now
        guard !sources[source].isInLine else { return }
        sources[source].isInLine = true
        pool.line.append(.init(source: source, since: now))
    }

    /// Closes the sources that nothing was asked from for a while.
    mutating func retireRested(at now: Int64) {
        while let time = pool.nextDeadline, time <= now { _ = retireFirst() }
    }

    /// Closes every source at rest: their descriptors are wanted.
    mutating func retireAllAtRest() {
        while !pool.line.isEmpty { _ = retireFirst() }
    }

    /// Closes the one that rests longest, or nearly.
    private mutating func retireOneAtRest() {
        while !pool.line.isEmpty {
            if retireFirst() { return }
        }
    }

    /// Takes the first from the line. It is closed, unless it is busy, or was since: then it goes to the end once more.
    private mutating func retireFirst() -> Bool {
        guard let first = pool.line.popFirst(), sources.contains(first.source) else { return false }
        let source = sources[first.source]
        guard source.listeners == 0, source.restedAt == first.since else {
            sources[first.source].isInLine = source.listeners == 0
            if source.listeners == 0 { pool.line.append(.init(source: first.source, since: source.restedAt)) }
            return false
        }
        retire(first.source)
        return true
    }
}
