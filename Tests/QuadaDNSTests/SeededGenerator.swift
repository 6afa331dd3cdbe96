import QuadaDNS

/// SplitMix64: the same seed gives the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Random values of the protocol, well-formed.
extension SeededGenerator {
    mutating func octets(_ counts: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: counts, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }

    /// Mostly names that share their ends, so that compression has something to do; now and then arbitrary octets.
    mutating func name() -> Name {
        let words = ["www", "WWW", "cdn", "a", "shop", "test", "example", "xn--bcher-kva", "*", "_dmarc"]
        var labels = (0..<Int.random(in: 0...5, using: &self)).map { _ in
            Array(words[Int.random(in: 0..<words.count, using: &self)].utf8)
        }
        if chance(8) { labels.append(octets(1...63)) }
        return (try? Name(labels: labels)) ?? .root
    }

    mutating func data() -> (RRType, RData) {
        switch Int.random(in: 0..<11, using: &self) {
        case 0: (.a, .a(.v4(UInt32.random(in: 0...UInt32.max, using: &self))))
        case 1: (.aaaa, .aaaa(.v6(high: next(), low: next())))
        case 2: (.ns, .ns(name()))
        case 3: (.cname, .cname(name()))
        case 4: (.dname, .dname(name()))
        case 5: (.ptr, .ptr(name()))
        case 6:
            (
                .soa,
                .soa(
                    SOA(
                        mname: name(), rname: name(), serial: UInt32.random(in: 0...UInt32.max, using: &self),
                        refresh: 3600, retry: 600, expire: 86400, minimum: 60))
            )
        case 7: (.mx, .mx(preference: UInt16.random(in: 0...UInt16.max, using: &self), exchange: name()))
        case 8: (.srv, .srv(priority: 1, weight: 2, port: 53, target: name()))
        case 9: (.txt, .opaque([3] + octets(3...3)))
        default: (RRType(rawValue: 65280), .opaque(octets(0...40)))
        }
    }

    mutating func record() -> ResourceRecord {
        let (type, data) = data()
        return ResourceRecord(
            owner: name(), type: type, ttl: UInt32.random(in: 0...0x7FFF_FFFF, using: &self), data: data)
    }

    mutating func records() -> [ResourceRecord] {
        (0..<Int.random(in: 0...5, using: &self)).map { _ in record() }
    }

    mutating func edns() -> EDNSResponse {
        let options = (0..<Int.random(in: 0...3, using: &self)).map { _ in
            EDNSOption(code: UInt16.random(in: 0...20, using: &self), value: octets(0...20))
        }
        return EDNSResponse(
            payloadSizeInOctets: 1232, extendedRCODE: chance(4) ? 1 : 0, dnssecOK: chance(2), options: options)
    }

    /// A message whose header counts what it holds.
    mutating func message() -> Message {
        let questions = chance(10) ? [] : [Question(name: name(), type: .aaaa)]
        let (answer, authority, additional) = (records(), records(), records())
        let edns = chance(2) ? edns() : nil
        return Message(
            header: Header(
                id: UInt16.random(in: 0...UInt16.max, using: &self), flags: 0x8000 | UInt16(next() & 0x07BF),
                questionCount: UInt16(questions.count), answerCount: UInt16(answer.count),
                authorityCount: UInt16(authority.count),
                additionalCount: UInt16(additional.count + (edns == nil ? 0 : 1))),
            questions: questions, answer: answer, authority: authority, additional: additional, edns: edns)
    }
}
