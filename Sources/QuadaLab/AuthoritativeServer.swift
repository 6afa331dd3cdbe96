public import QuadaDNS

/// An honest authoritative server: zone data and a query in, a response out (RFC 1034, section 4.3.2).
public struct AuthoritativeServer: Sendable {
    public let zones: [ZoneData]
    /// Whether it leaves out the NS RRset and addresses that an answer does not need.
    public let isMinimal: Bool
    /// What it says of itself.
    public let software: LabSoftware

    public init(zones: [ZoneData], isMinimal: Bool = true, software: LabSoftware = LabSoftware()) {
        self.zones = zones
        self.isMinimal = isMinimal
        self.software = software
    }

    /// - Returns: The response before truncation; none for what is not a query.
    public func response(to query: Message) -> Message? {
        guard !query.header.isResponse else { return nil }
        var response = Message(header: Header(id: query.header.id), questions: query.questions)
        response.header.isResponse = true
        response.header.recursionDesired = query.header.recursionDesired
        if let edns = query.edns {
            response.edns = EDNSResponse()
            guard edns.version == 0 else {
                response.edns?.extendedRCODE = UInt8(RCODE.badVers.rawValue >> 4)
                return response
            }
            if edns.nsid != nil, let nsid = software.nsid {
                response.edns?.options = [EDNSOption(code: EDNSOption.nsidCode, value: Array(nsid.utf8))]
            }
        }
        guard query.header.opcode == 0 else { return response.with(.notImp) }
        guard query.questions.count == 1, let question = query.questions.first else { return response.with(.formErr) }
        if question.rrclass == .chaos {
            guard let text = software.text(for: question) else { return response.with(.refused) }
            response.answer = [
                ResourceRecord(owner: question.name, type: .txt, rrclass: .chaos, ttl: 0, data: .opaque(text))
            ]
            return response
        }
        answer(question, in: &response)
        return response
    }

    private func zone(for name: Name) -> ZoneData? {
        zones.filter { name.isAtOrBelow($0.apex) }.max { $0.apex.labelCount < $1.apex.labelCount }
    }

    /// Follows aliases as long as this server holds their targets (step 3a of RFC 1034, section 4.3.2).
    private func answer(_ question: Question, in response: inout Message) {
        var name = question.name
        var isFirst = true
        for _ in 0..<Self.maximumAliases {
            guard let zone = zone(for: name) else {
                // An alias that leaves this server's zones ends the answer; a name that never was in them is refused.
                if isFirst { response.header.rcodeBits = UInt8(RCODE.refused.rawValue) }
                return
            }
            if let cut = zone.cut(above: name), !(cut == name && question.type == .ds) {
                if isFirst { refer(to: cut, in: zone, &response) }
                return
            }
            if isFirst { response.header.isAuthoritative = true }
            guard let next = step(name, question.type, in: zone, &response) else { return }
            name = next
            isFirst = false
        }
    }

    /// A chain within one server's zones; more is a loop.
    private static let maximumAliases = 16

    /// Answers for one owner.
    ///
    /// - Returns: The name to go on with, if the owner is an alias.
    private func step(_ name: Name, _ type: RRType, in zone: ZoneData, _ response: inout Message) -> Name? {
        if let dname = zone.dname(above: name), case .dname(let target) = dname.data {
            response.answer.append(dname)
            guard let next = try? name.replacing(suffix: dname.owner, with: target) else {
                response.header.rcodeBits = UInt8(RCODE.yxDomain.rawValue)
                return nil
            }
            response.answer.append(ResourceRecord(owner: name, type: .cname, ttl: dname.ttl, data: .cname(next)))
            return type == .cname ? nil : next
        }
        let source = zone.exists(name) ? name : zone.wildcard(for: name)
        guard let source else {
            response.header.rcodeBits = UInt8(RCODE.nxDomain.rawValue)
            deny(in: zone, &response)
            return nil
        }
        let found = type == .any ? zone.all(source) : zone.rrset(source, type)
        if !found.isEmpty {
            response.answer += found.map { $0.owned(by: name) }
            if !isMinimal { addServers(of: zone, &response) }
            return nil
        }
        if let alias = zone.rrset(source, .cname).first, case .cname(let target) = alias.data {
            response.answer.append(alias.owned(by: name))
            return target
        }
        deny(in: zone, &response)
        return nil
    }

    /// The SOA, kept no longer than its minimum (RFC 2308, section 3).
    private func deny(in zone: ZoneData, _ response: inout Message) {
        guard var soa = zone.soa.first else { return }
        if case .soa(let data) = soa.data { soa.ttl = min(soa.ttl, data.minimum) }
        response.authority.append(soa)
    }

    private func refer(to cut: Name, in zone: ZoneData, _ response: inout Message) {
        response.authority += zone.rrset(cut, .ns)
        addAddresses(of: zone.rrset(cut, .ns), &response)
    }

    private func addServers(of zone: ZoneData, _ response: inout Message) {
        response.authority += zone.rrset(zone.apex, .ns)
        addAddresses(of: zone.rrset(zone.apex, .ns), &response)
    }

    /// Glue and addresses of the servers named, from any zone held here.
    private func addAddresses(of servers: [ResourceRecord], _ response: inout Message) {
        for record in servers {
            guard case .ns(let name) = record.data else { continue }
            for zone in zones where name.isAtOrBelow(zone.apex) {
                for address in zone.rrset(name, .a) + zone.rrset(name, .aaaa)
                where !response.additional.contains(address) {
                    response.additional.append(address)
                }
            }
        }
    }
}

extension Message {
    fileprivate func with(_ rcode: RCODE) -> Message {
        var message = self
        message.header.rcodeBits = UInt8(truncatingIfNeeded: rcode.rawValue)
        return message
    }

    /// The octets for one transport: over UDP what does not fit becomes an empty response with TC (RFC 6891, section
    /// 6.2.5; RFC 2181, section 9).
    ///
    /// - Parameter payloadSizeInOctets: What the client takes over UDP; none over TCP.
    func encoded(fitting payloadSizeInOctets: Int?) -> [UInt8] {
        let octets = encoded()
        guard let limit = payloadSizeInOctets, octets.count > limit else { return octets }
        var truncated = self
        truncated.header.isTruncated = true
        truncated.answer = []
        truncated.authority = []
        truncated.additional = []
        return truncated.encoded()
    }
}

extension ResourceRecord {
    /// As a wildcard's records are given: under the name that was asked.
    fileprivate func owned(by name: Name) -> ResourceRecord {
        var record = self
        record.owner = name
        return record
    }
}
