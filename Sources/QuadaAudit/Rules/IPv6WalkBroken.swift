internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// A resolver with IPv6 only can not walk from the root to every zone of the chain.
    static let ipv6WalkBroken = Rule(
        code: "ipv6-walk-broken",
        severity: .warning,
        title: "a resolver with IPv6 only can not complete the walk",
        sources: [.rfc(10001, "3.1", "4.1")],
        explanation: """
            On the way from the root to the end of the chain there is a zone to which no server leads over IPv6: it has \
            none with an IPv6 address that answers, or the address can not be learnt over IPv6.
            """,
        impact: "Clients behind a resolver without IPv4 do not get there, whatever addresses the name has.",
        remedy: """
            Give the zone named here at least two servers with IPv6 addresses, in the zone and as glue at the parent, under \
            names whose own zones are reached over IPv6.
            """,
        productRemedies: [.bindListenOnIPv6],
        demonstration: [
            "dig +norecurse @SERVER NAME NS    # from the root down, zone by zone",
            "dig +norecurse @SERVER NAME AAAA  # of each NS: at least one must have it",
        ],
        scenarios: ["ipv6-walk-broken"],
        judge: .name { name in
            guard name.evidence.vantage.ipv6 != .excluded else { return [.notApplicable] }
            var walk = IPv6Walk(name.evidence, dead: name.findings.deadAddresses)
            for link in name.chainOfAny {
                guard let apex = link.link.zone else { continue }
                switch walk.reach(of: apex) {
                case .reachable: continue
                case .unknown(let zone):
                    return [.inconclusive(reason: "the addresses of the servers of \(zone) are not known")]
                case .blocked(let block):
                    return [.violated(block.sentence(for: link), evidence: block.evidence, owner: link.owner)]
                }
            }
            return [.met]
        })
}

/// The walk from the root as a resolver without IPv4 would make it, over what was learnt with both.
struct IPv6Walk {
    struct Block {
        let zone: Name
        let reason: Reason
        let evidence: [Observation]
    }

    enum Reason {
        /// No server has an IPv6 address.
        case noAddress
        /// IPv6 addresses there are, and none answers.
        case noAnswer
        /// There are addresses, which only a resolver learns that is there already.
        case noGlue
        /// The servers' names are in zones that can not be reached.
        case behind(Name)
    }

    enum Reach {
        case reachable
        case blocked(Block)
        case unknown(zone: Name)
    }

    private let delegations: [Name: Delegation]
    /// Addresses that were shown not to answer at all.
    private let dead: Set<IPAddress>
    private var known = KnownReach()
    /// Zones whose reach is being worked out, each for the one before: coming back to one leads nowhere.
    private var open: [Name] = []

    init(_ evidence: NameEvidence, dead: Set<IPAddress>) {
        delegations = evidence.delegations
        self.dead = dead
    }

    mutating func reach(of apex: Name) -> Reach {
        if let reach = known[apex] { return reach }
        guard let delegation = delegations[apex] else { return .unknown(zone: apex) }
        guard !delegation.isPinned, !open.contains(apex) else { return .reachable }
        open.append(apex)
        let reach = workOut(delegation)
        open.removeLast()
        known.add(reach, of: apex)
        return reach
    }

    private mutating func workOut(_ delegation: Delegation) -> Reach {
        if let parent = delegation.parent {
            switch reach(of: parent) {
            case .reachable: break
            case .blocked(let block): return .blocked(block)
            case .unknown(let zone): return .unknown(zone: zone)
            }
        }
        // Where parent and child share their servers, whoever reaches the parent has arrived.
        if delegation.parent != nil, delegation.referral == nil, !delegation.knownServers.isEmpty { return .reachable }
        var best = Reason.noAddress
        var unknown: Name?
        switch leads(delegation.knownServers.lazy.map(\.address)) {
        case true?: return .reachable
        case false?: best = .noAnswer
        case nil: break
        }
        for name in delegation.serverNames {
            switch way(to: name, delegation) {
            case .reachable: return .reachable
            case .unknown(let zone): unknown = unknown ?? zone
            case .blocked(let block): if case .noAddress = best { best = block.reason }
            }
        }
        if let unknown { return .unknown(zone: unknown) }
        return .blocked(
            Block(zone: delegation.apex, reason: best, evidence: delegation.referral.map { [$0] } ?? []))
    }

    /// Whether one server of a zone can be reached.
    private mutating func way(to name: Name, _ delegation: Delegation) -> Reach {
        func blocked(_ reason: Reason) -> Reach { .blocked(Block(zone: delegation.apex, reason: reason, evidence: [])) }
        let glue = delegation.glue[name]
        if let glue, leads(glue) == true { return .reachable }
        guard let host = delegation.hosts[name] else {
            // Glue without an IPv6 address was enough for this walk: nobody asked for more.
            return glue == nil ? .unknown(zone: delegation.apex) : blocked(.noAddress)
        }
        switch leads(host) {
        case nil: return blocked(.noAddress)
        case false?: return blocked(.noAnswer)
        case true?: break
        }
        if name.isAtOrBelow(delegation.apex) { return blocked(.noGlue) }
        guard let holder = delegation.holders[name], !open.contains(holder) else { return blocked(.noGlue) }
        switch reach(of: holder) {
        case .reachable: return .reachable
        case .unknown(let zone): return .unknown(zone: zone)
        case .blocked(let block): return blocked(.behind(block.zone))
        }
    }

    /// Whether an IPv6 address among these may answer; none where there is no IPv6 address.
    private func leads(_ addresses: some Sequence<IPAddress>) -> Bool? {
        var answer: Bool?
        for address in addresses where address.family == .ipv6 {
            if dead.isEmpty || !dead.contains(address) { return true }
            answer = false
        }
        return answer
    }
}

/// What was worked out of zones. A name has few on its way, which are found faster one by one than by their hash.
private struct KnownReach {
    private var few: [(apex: Name, reach: IPv6Walk.Reach)]
    private var more: [Name: IPv6Walk.Reach] = [:]

    private static let fewAtMost = 16

    init() {
        few = []
        few.reserveCapacity(Self.fewAtMost / 2)
    }

    subscript(apex: Name) -> IPv6Walk.Reach? {
        for index in few.indices where few[index].apex == apex { return few[index].reach }
        return more[apex]
    }

    mutating func add(_ reach: IPv6Walk.Reach, of apex: Name) {
        if few.count < Self.fewAtMost { few.append((apex, reach)) } else { more[apex] = reach }
    }
}

extension IPv6Walk.Block {
    fileprivate func sentence(for link: LinkCase) -> String {
        let why =
            switch reason {
            case .noAddress: "no server of \(zone) has an IPv6 address"
            case .noAnswer: "no IPv6 address of \(zone)'s servers answers"
            case .noGlue: "the IPv6 addresses of \(zone)'s servers are not in the delegation"
            case .behind(let other): "the names of \(zone)'s servers are behind \(other), which is not reached"
            }
        return link.link.zone == zone ? why : why + ", on the way to \(link.owner)"
    }
}
