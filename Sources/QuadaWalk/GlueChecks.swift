internal import QuadaDNS
internal import QuadaEvidence

/// Where glue and authoritative addresses of a zone's servers differ, both sides are asked again at several servers.
extension Walk {
    func glueCheck(of zone: Zone, _ context: Context) async -> GlueCheck? {
        guard configuration.probe != .minimal, zone.referral != nil, let parent = zone.parent.flatMap({ cuts[$0] })
        else { return nil }
        let names = Self.namesThatDiffer(in: zone)
        guard !names.isEmpty else { return nil }
        let question = Question(name: zone.apex, type: .ns)
        async let referrals = asker.ask(
            arranged(parent.entryPoints, of: parent.apex).prefix(Self.serversAsked).map {
                Ask(question, at: $0.address, edns: .standard, policy: .brief)
            }, context.allowance)
        var asks: [Ask] = []
        for name in names {
            guard case .zone(let cut) = await holder(of: name, context) else { continue }
            let servers =
                cut.apex == zone.apex
                ? arranged(zone.servers, of: zone.apex) : arranged(cut.entryPoints, of: cut.apex)
            for server in servers.prefix(Self.serversAsked) {
                asks += [Ask(name, .a, at: server.address, policy: .brief)]
                asks += [Ask(name, .aaaa, at: server.address, policy: .brief)]
            }
        }
        return GlueCheck(
            referrals: await referrals, hosts: asks.isEmpty ? [] : await asker.ask(asks, context.allowance))
    }

    /// Server names for which the referral and the zone that holds them say different things, and in-domain ones for which
    /// the referral says nothing.
    private static func namesThatDiffer(in zone: Zone) -> [Name] {
        zone.delegation.filter { name in
            guard let host = zone.hosts[name], host.failure == nil, host.aliases.isEmpty else { return false }
            let glue = Set(zone.glue[name] ?? [])
            if glue.isEmpty, !name.isAtOrBelow(zone.apex) { return false }
            return glue != Set(host.addresses)
        }
    }

    /// Enough to tell one server's own data from the zone's.
    private static let serversAsked = 4
}
