internal import QuadaDNS
internal import QuadaTransport

/// A response on its way out of a lab server: the honest one, and what lies make of it.
struct Draft {
    let query: Message
    let octetsOfQuery: [UInt8]
    var message: Message
    /// Sent as it is in place of `message`.
    var octets: [UInt8]?
    var trailing: [UInt8] = []
    var delay: Duration = .zero
    var event: Delivery.Event?
    var isSilent = false
    var copies = 1
    var strays: (Stray.Mismatch, count: Int)?
    /// The apex of the zone that holds QNAME, for an SOA and a referral of its own.
    let zone: ZoneData?

    mutating func apply(_ change: Lie.Change) {
        switch change {
        case .rcode(let rcode):
            clear()
            set(rcode)
        case .empty:
            clear()
            message.edns = nil
            message.header.isAuthoritative = true
        case .noData(let owner): denyData(owner)
        case .sections(let answer, let authority, let additional, let rcode):
            message.answer = answer
            message.authority = authority
            message.additional = additional
            set(rcode)
        case .rdata(let rdata): answer(.malformed(rdata))
        case .alias(let target):
            clear()
            message.header.isAuthoritative = true
            guard let name = query.questions.first?.name else { return }
            message.answer = [ResourceRecord(owner: name, type: .cname, ttl: 30, data: .cname(target))]
        case .authoritative(let value): message.header.isAuthoritative = value
        case .recursionAvailable(let value): message.header.recursionAvailable = value
        case .referral(let zone): refer(to: zone)
        case .truncate:
            clear()
            message.header.isTruncated = true
        case .octets(let octets): self.octets = Array(octetsOfQuery.prefix(2)) + octets.dropFirst(2)
        case .trailing(let octets): trailing += octets
        case .withoutEDNS: message.edns = nil
        case .silence: isSilent = true
        case .delay(let duration): delay += duration
        case .refused: event = .refused
        case .unreachable: event = .unreachable
        case .closed: event = .closed
        case .duplicated(let count): copies += count
        case .strays(let mismatch, let count): strays = (mismatch, count)
        case .straysOnly(let mismatch, let count):
            strays = (mismatch, count)
            isSilent = true
        }
    }

    /// The upper bits of an extended RCODE have their place in OPT, where there is one.
    private mutating func set(_ rcode: RCODE) {
        message.header.rcodeBits = UInt8(truncatingIfNeeded: rcode.rawValue & 0xF)
        message.edns?.extendedRCODE = UInt8(truncatingIfNeeded: rcode.rawValue >> 4)
    }

    private mutating func clear() {
        message.answer = []
        message.authority = []
        message.additional = []
        message.header.rcodeBits = 0
    }

    private mutating func denyData(_ owner: Name?) {
        clear()
        message.header.isAuthoritative = true
        guard var soa = zone?.soa.first else { return }
        if let owner { soa.owner = owner }
        if case .soa(let data) = soa.data { soa.ttl = min(soa.ttl, data.minimum) }
        message.authority = [soa]
    }

    private mutating func answer(_ data: RData) {
        clear()
        message.header.isAuthoritative = true
        guard let question = query.questions.first else { return }
        message.answer = [ResourceRecord(owner: question.name, type: question.type, ttl: 30, data: data)]
    }

    private mutating func refer(to owner: Name) {
        clear()
        message.header.isAuthoritative = false
        guard let server = try? Name(labels: [Array("elsewhere".utf8), Array("test".utf8)]) else { return }
        message.authority = [ResourceRecord(owner: owner, type: .ns, ttl: 3600, data: .ns(server))]
    }

    /// What leaves the server, over UDP cut to what the client takes.
    func encoded(over transport: Attempt.TransportProtocol) -> [UInt8] {
        if let octets { return octets }
        let limit = Int(max(512, min(query.edns?.payloadSizeInOctets ?? 512, 1232)))
        return message.encoded(fitting: transport == .udp ? limit : nil) + trailing
    }

    /// Messages that are not the response; each looks like it but for one thing.
    func strayDeliveries(_ real: [UInt8], from server: Endpoint, after: Duration) -> [Delivery] {
        guard let (mismatch, count) = strays else { return [] }
        return (0..<count).map { index in
            var octets = real
            var source = server
            switch mismatch {
            case .id: if !octets.isEmpty { octets[0] ^= UInt8(truncatingIfNeeded: index + 1) | 1 }
            case .question:
                var other = message
                if let question = query.questions.first {
                    other.questions = [
                        Question(name: question.name, type: .init(rawValue: question.type.rawValue ^ 0x100))
                    ]
                }
                octets = other.encoded()
            case .questionCase:
                if octets.count > 13 { octets[13] ^= 0x20 }
            case .sourceAddress: source = Endpoint(address: .v4(0xC000_02FE), port: server.port)
            case .notAResponse: octets = Array(octets.prefix(5))
            }
            return Delivery(after: after, event: .message(octets, from: source))
        }
    }
}
