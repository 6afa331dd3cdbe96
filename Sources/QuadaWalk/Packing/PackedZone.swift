internal import QuadaDNS
internal import QuadaEvidence

/// A zone without what its cut says: both are kept, and one is of no use without the other.
extension Zone: Packable {
    func pack(into writer: inout PackWriter) {
        writer.write(count: referral?.id ?? 0)
        writer.write(list: servers) { $0.write($1) }
        writer.write(map: facts) { writer, address, facts in
            writer.write(address)
            writer.write(facts.soa)
            writer.write(facts.ns)
        }
        writer.write(map: hosts) { writer, name, host in
            writer.write(name)
            writer.write(host)
        }
        writer.write(glueCheck != nil)
        if let glueCheck {
            writer.write(list: glueCheck.referrals) { $0.write($1) }
            writer.write(list: glueCheck.hosts) { $0.write($1) }
        }
    }

    /// Of a cut that was found anew it is not the zone.
    init(from reader: inout PackReader, apex: Name, in cut: Cut) throws(PackReader.Unreadable) {
        guard try reader.count() == cut.referral?.id ?? 0 else { throw PackReader.Unreadable() }
        self.init(
            apex: apex, parent: cut.parent, delegation: cut.serverNames, glue: cut.glue, referral: cut.referral,
            servers: try reader.list { (reader) throws(PackReader.Unreadable) in try reader.server() },
            facts: try reader.map { (reader) throws(PackReader.Unreadable) in
                (try reader.address(), ServerFacts(soa: try reader.observation(), ns: try reader.observation()))
            },
            hosts: try reader.map { (reader) throws(PackReader.Unreadable) in
                (try reader.name(), try reader.host())
            },
            glueCheck: try reader.flag()
                ? GlueCheck(
                    referrals: try reader.list { (reader) throws(PackReader.Unreadable) in try reader.observation() },
                    hosts: try reader.list { (reader) throws(PackReader.Unreadable) in try reader.observation() })
                : nil)
    }
}

extension Cut: Packable {
    func pack(into writer: inout PackWriter) {
        writer.write(parent != nil)
        if let parent { writer.write(parent) }
        writer.write(list: serverNames) { $0.write($1) }
        writer.write(map: glue) { writer, name, addresses in
            writer.write(name)
            writer.write(list: addresses) { $0.write($1) }
        }
        writer.write(referral != nil)
        if let referral { writer.write(referral) }
        writer.write(list: knownServers) { $0.write($1) }
        writer.write(isPinned)
        writer.write(lifetime)
    }

    convenience init(from reader: inout PackReader, apex: Name, in surroundings: Void) throws(PackReader.Unreadable) {
        self.init(
            apex: apex,
            parent: try reader.flag() ? try reader.name() : nil,
            serverNames: try reader.list { (reader) throws(PackReader.Unreadable) in try reader.name() },
            glue: try reader.map { (reader) throws(PackReader.Unreadable) in
                (
                    try reader.name(),
                    try reader.list { (reader) throws(PackReader.Unreadable) in try reader.address() }
                )
            },
            referral: try reader.flag() ? try reader.observation() : nil,
            knownServers: try reader.list { (reader) throws(PackReader.Unreadable) in try reader.server() },
            isPinned: try reader.flag(),
            lifetime: try reader.duration())
    }
}

// MARK: - Servers and hosts

extension PackWriter {
    fileprivate mutating func write(_ server: ServerAddress) {
        write(server.name)
        write(server.address)
        write(octet: Self.sources.place(of: server.source))
    }

    fileprivate mutating func write(_ host: HostAddresses) {
        write(list: host.addresses) { $0.write($1) }
        write(octet: host.failure.map { Self.failures.place(of: $0) + 1 } ?? 0)
        write(list: host.aliases) { $0.write($1) }
        write(list: host.aliasEvidence) { $0.write($1) }
        write(host.isComplete)
    }

    fileprivate static var sources: [ServerAddress.Source] { [.parent, .child, .both, .pinned] }
    fileprivate static var failures: [HostAddresses.Failure] { [.noAddress, .unreachable, .circular, .bound] }
}

extension [ServerAddress.Source] {
    fileprivate func place(of source: Element) -> UInt8 { UInt8(firstIndex(of: source) ?? 0) }
}

extension [HostAddresses.Failure] {
    fileprivate func place(of failure: Element) -> UInt8 { UInt8(firstIndex(of: failure) ?? 0) }
}

extension PackReader {
    fileprivate mutating func server() throws(Unreadable) -> ServerAddress {
        let (name, address, source) = (try name(), try address(), Int(try octet()))
        guard PackWriter.sources.indices.contains(source) else { throw Unreadable() }
        return ServerAddress(name: name, address: address, source: PackWriter.sources[source])
    }

    fileprivate mutating func host() throws(Unreadable) -> HostAddresses {
        let addresses = try list { (reader) throws(Unreadable) in try reader.address() }
        let failure = Int(try octet()) - 1
        guard failure < PackWriter.failures.count else { throw Unreadable() }
        return HostAddresses(
            addresses: addresses, failure: failure < 0 ? nil : PackWriter.failures[failure],
            aliases: try list { (reader) throws(Unreadable) in try reader.name() },
            aliasEvidence: try list { (reader) throws(Unreadable) in try reader.observation() },
            isComplete: try flag())
    }
}
