internal import QuadaDNS

/// The number of an outcome on the channel.
private enum OutcomeCode: UInt8 {
    case response, silence, refused, unreachable, noRoute, closed, localError

    init(_ outcome: Attempt.Outcome) {
        self =
            switch outcome {
            case .response: .response
            case .silence: .silence
            case .refused: .refused
            case .unreachable: .unreachable
            case .noRoute: .noRoute
            case .closed: .closed
            case .localError: .localError
            }
    }
}

extension PayloadWriter {
    mutating func write(_ exchange: Exchange) {
        write(exchange.server)
        write(exchange.query)
        write(list: exchange.attempts) { $0.write($1) }
    }

    mutating func write(_ endpoint: Endpoint) {
        write(endpoint.address)
        write(UInt64(endpoint.port))
    }

    private mutating func write(_ query: Query) {
        write(query.question.name)
        write(UInt64(query.question.type.rawValue))
        write(UInt64(query.question.rrclass.rawValue))
        write(query.recursionDesired)
        write(query.authenticData)
        write(query.checkingDisabled)
        write(optional: query.edns) {
            $0.write(octet: $1.version)
            $0.write(UInt64($1.payloadSizeInOctets))
            $0.write($1.dnssecOK)
            $0.write(list: $1.options) {
                $0.write(UInt64($1.code))
                $0.write(octets: $1.value)
            }
        }
    }

    private mutating func write(_ attempt: Attempt) {
        write(attempt.transportProtocol == .tcp)
        write(UInt64(attempt.id))
        write(attempt.caseMask)
        write(UInt64(attempt.sourcePort))
        write(attempt.sentAt)
        write(attempt.elapsed)
        write(attempt.outcome)
        write(list: attempt.strays) {
            $0.write($1.source)
            $0.write($1.mismatch.rawValue)
            $0.write($1.after)
            $0.write(octets: $1.octets)
            $0.write(count: $1.sizeInOctets)
        }
    }
}

extension PayloadWriter {
    mutating func write(_ outcome: Attempt.Outcome) {
        write(octet: OutcomeCode(outcome).rawValue)
        switch outcome {
        case .response(let message): write(octets: message)
        case .localError(let number): write(signed: Int64(number))
        case .silence, .refused, .unreachable, .noRoute, .closed: break
        }
    }
}

extension PayloadReader {
    /// More than any policy makes, and than any transport keeps.
    private static let maximumAttempts = 64
    private static let maximumStrays = 64
    /// RFC 1035, section 4.2.2.
    private static let maximumMessageOctets = 65_535

    mutating func exchange() throws(Nonsense) -> Exchange {
        let server = try endpoint()
        let query = try query()
        let attempts = try list(atMost: Self.maximumAttempts, "attempts") { (r) throws(Nonsense) in try r.attempt() }
        return Exchange(server: server, query: query, attempts: attempts)
    }

    mutating func endpoint() throws(Nonsense) -> Endpoint {
        let address = try address()
        return Endpoint(address: address, port: try integer())
    }

    private mutating func query() throws(Nonsense) -> Query {
        let name = try name()
        let type = RRType(rawValue: try integer())
        let rrclass = RRClass(rawValue: try integer())
        let flags = (try flag(), try flag(), try flag())
        return Query(
            Question(name: name, type: type, rrclass: rrclass), recursionDesired: flags.0, authenticData: flags.1,
            checkingDisabled: flags.2, edns: try optional { (r) throws(Nonsense) in try r.edns() })
    }

    private mutating func edns() throws(Nonsense) -> EDNSRequest {
        let version = try octet()
        let payloadSize = try integer(UInt16.self)
        let dnssecOK = try flag()
        let options = try list(atMost: 64, "EDNS options") { (r) throws(Nonsense) in
            let code = try r.integer(UInt16.self)
            return EDNSOption(code: code, value: try r.octets(atMost: Self.maximumMessageOctets))
        }
        return EDNSRequest(
            version: version, payloadSizeInOctets: payloadSize, dnssecOK: dnssecOK, options: options)
    }

    private mutating func attempt() throws(Nonsense) -> Attempt {
        let isTCP = try flag()
        let id = try integer(UInt16.self)
        let caseMask = try number()
        let sourcePort = try integer(UInt16.self)
        let sentAt = try duration()
        let elapsed = try duration()
        let outcome = try outcome()
        return Attempt(
            transportProtocol: isTCP ? .tcp : .udp, id: id, caseMask: caseMask, sourcePort: sourcePort,
            sentAt: sentAt, elapsed: elapsed, outcome: outcome,
            strays: try list(atMost: Self.maximumStrays, "strays") { (r) throws(Nonsense) in try r.stray() })
    }

    mutating func outcome() throws(Nonsense) -> Attempt.Outcome {
        let code = try octet()
        switch OutcomeCode(rawValue: code) {
        case .response: return .response(try octets(atMost: Self.maximumMessageOctets))
        case .silence: return .silence
        case .refused: return .refused
        case .unreachable: return .unreachable
        case .noRoute: return .noRoute
        case .closed: return .closed
        case .localError:
            guard let number = Int32(exactly: try signed()) else { throw nonsense("no error number") }
            return .localError(number)
        case nil: throw nonsense("outcome \(code)")
        }
    }

    private mutating func stray() throws(Nonsense) -> Stray {
        let source = try endpoint()
        let mismatch = try word(Stray.Mismatch.self)
        let after = try duration()
        let octets = try octets(atMost: Self.maximumMessageOctets)
        let size = try count(atMost: Self.maximumMessageOctets, "octets of a stray")
        guard octets.count <= size else { throw nonsense("\(octets.count) octets of a message of \(size)") }
        return Stray(source: source, mismatch: mismatch, after: after, octets: octets, sizeInOctets: size)
    }
}
