import QuadaDNS

/// An exchange of which any part may be another.
struct Sample {
    var name = "www.example.test."
    var type = RRType.aaaa
    var edns: EDNSRequest? = .standard
    var recursionDesired = false
    var address = IPAddress.v4(0xC000_0235)
    var port: UInt16 = 53
    var transportProtocol = Attempt.TransportProtocol.udp
    var id: UInt16 = 0x0102
    var caseMask: UInt64 = 0
    var sourcePort: UInt16 = 40_000
    var sentAt = Duration.milliseconds(9300)
    var elapsed = Duration.microseconds(1503)
    /// None for the query's.
    var responseID: UInt16?
    /// Behind the identifier: a header without records, and octets that are none.
    var rest: [UInt8] = [0x84, 0] + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 0x61, count: 20)
    var strays: [Stray] = []
    var outcome: Attempt.Outcome?
    var attempts = 1

    init(_ change: (inout Self) -> Void = { _ in }) { change(&self) }

    static let tcp = Sample { $0.transportProtocol = .tcp }
    static let silent = Sample { $0.outcome = .silence }
    static let twice = Sample { $0.attempts = 2 }
    static let unsent = Sample { $0.attempts = 0 }
    static let short = Sample { $0.outcome = .response([1]) }
    static let stray = Sample {
        $0.strays = [
            Stray(source: Endpoint(address: $0.address), mismatch: .id, octets: [1, 2, 3], sizeInOctets: 3)
        ]
    }

    var exchange: Exchange {
        guard let name = try? Name(presentation: name) else { preconditionFailure("a name is written above") }
        let echoed = responseID ?? id
        let response = [UInt8(echoed >> 8), UInt8(echoed & 0xFF)] + rest
        let attempt = Attempt(
            transportProtocol: transportProtocol, id: id, caseMask: caseMask, sourcePort: sourcePort, sentAt: sentAt,
            elapsed: elapsed, outcome: outcome ?? .response(response), strays: strays)
        return Exchange(
            server: Endpoint(address: address, port: port),
            query: Query(Question(name: name, type: type), recursionDesired: recursionDesired, edns: edns),
            attempts: [Attempt](repeating: attempt, count: attempts))
    }
}
