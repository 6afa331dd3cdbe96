internal import QuadaDNS
internal import QuadaEvidence

/// The whole chain of a name, as a name rule sees it.
struct NameCase {
    let evidence: NameEvidence
    let links: [LinkCase]
    /// What the rules about servers and zones found before.
    let findings: [Finding]
    let inconclusive: [Inconclusive]

    subscript(owner: Name) -> LinkCase? { links.first { $0.owner == owner } }

    /// The owners on the way that A shows, from the name itself to the ends, each once.
    var chainOfA: [LinkCase] { chain { $0.aliasesOfA } }

    /// The owners that any answer leads to.
    var chainOfAny: [LinkCase] { chain { $0.aliases } }

    /// The owners that a client comes through: where A shows no alias, those that AAAA shows.
    var chainOfClients: [LinkCase] { chain { $0.aliasesOfA.isEmpty ? $0.aliases : $0.aliasesOfA } }

    private func chain(_ next: (LinkCase) -> [Name]) -> [LinkCase] {
        var open = [evidence.name]
        var seen: Set<Name> = [evidence.name]
        var chain: [LinkCase] = []
        while !open.isEmpty {
            guard let link = self[open.removeFirst()] else { continue }
            chain.append(link)
            open += next(link).filter { seen.insert($0).inserted }
        }
        return chain
    }

    /// The last owners of the chain that A shows: those that are no alias.
    var ends: [LinkCase] { chainOfA.filter { $0.aliasesOfA.isEmpty } }

    /// Whether the chain that A shows ends in an AAAA RRset, as some server of its zone gives it.
    var endsInAAAA: Bool { ends.contains { !$0.addresses(.aaaa).isEmpty } }

    /// The longest way from the name along aliases, in links; none where they form a loop.
    ///
    /// Each owner is looked at once: hostile servers may give every owner many targets.
    var longestChain: Int? {
        guard loop == nil else { return nil }
        var lengths: [Name: Int] = [:]
        return longest(from: evidence.name, &lengths)
    }

    private func longest(from owner: Name, _ lengths: inout [Name: Int]) -> Int {
        if let known = lengths[owner] { return known }
        var length = 0
        for alias in self[owner]?.aliases ?? [] { length = max(length, 1 + longest(from: alias, &lengths)) }
        lengths[owner] = length
        return length
    }

    /// The owners of a loop, in order, if the chain returns to a name that it has passed.
    var loop: [Name]? {
        var left: Set<Name> = []
        return loop(from: evidence.name, passed: [], left: &left)
    }

    /// - Parameter left: Owners from which no loop was found.
    private func loop(from owner: Name, passed: [Name], left: inout Set<Name>) -> [Name]? {
        if let start = passed.firstIndex(of: owner) { return Array(passed[start...]) + [owner] }
        guard !left.contains(owner), let link = self[owner] else { return nil }
        for alias in link.aliases {
            if let loop = loop(from: alias, passed: passed + [owner], left: &left) { return loop }
        }
        left.insert(owner)
        return nil
    }
}

/// One owner of a chain with its servers' cases.
struct LinkCase {
    let link: Link
    let zone: Zone?
    let servers: [ServerCase]

    var owner: Name { link.owner }

    /// Alias targets that any answer gives, each once, in the order of the servers.
    var aliases: [Name] { targets(in: link.surveys.flatMap(\.probes)) }

    /// Alias targets that answers to A give.
    var aliasesOfA: [Name] { targets(in: servers.flatMap(\.a)) }

    private func targets(in observations: [Observation]) -> [Name] {
        var targets: [Name] = []
        for observation in observations {
            guard case .alias(let alias) = observation.answer else { continue }
            for target in [alias.target] + alias.otherTargets where !targets.contains(target) { targets.append(target) }
        }
        return targets
    }

    /// Addresses at the owner itself, from all servers.
    func addresses(_ type: RRType) -> [IPAddress] {
        let observations = servers.flatMap { type == .a ? $0.a : $0.aaaa }
        var addresses: Set<IPAddress> = []
        for observation in observations {
            guard case .data(let records) = observation.answer else { continue }
            for record in records {
                switch record {
                case .a(let address), .aaaa(let address): addresses.insert(address)
                case .ns, .cname, .dname, .ptr, .soa, .mx, .srv, .opaque, .malformed: break
                }
            }
        }
        return addresses.sorted()
    }

    /// Whether any server answered anything about the owner.
    var isAnswered: Bool { servers.contains { $0.survey.probes.contains(where: \.isAnswered) } }

    /// Whether every server that serves the zone denies the owner, for A and AAAA alike.
    var isDenied: Bool {
        let serving = servers.filter { $0.servesZone && ($0.firstA != nil || $0.firstAAAA != nil) }
        return !serving.isEmpty
            && serving.allSatisfy { server in
                (server.a + server.aaaa).filter(\.isAnswered).allSatisfy {
                    if case .nameError = $0.answer { true } else { false }
                }
            }
    }
}
