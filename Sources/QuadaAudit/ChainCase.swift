internal import QuadaDNS
internal import QuadaEvidence

/// The owners of a name and the ways that lead from one to the other; found once, for all rules ask for them.
final class ChainCase: Sendable {
    /// In the order in which the walk reached them.
    let links: [LinkCase]
    let ofA: [LinkCase]
    let ofAny: [LinkCase]
    let ofClients: [LinkCase]
    let ends: [LinkCase]
    let loop: [Name]?
    let longest: Int?

    init(of name: Name, _ links: [LinkCase]) {
        self.links = links
        if links.count == 1, let link = links.first, link.owner == name, link.aliases.isEmpty {
            ofA = links
            ofAny = links
            ofClients = links
            ends = links
            loop = nil
            longest = 0
            return
        }
        let ways = Ways(links: links)
        ofA = ways.chain(from: name) { $0.aliasesOfA }
        ofAny = ways.chain(from: name) { $0.aliases }
        ofClients = ways.chain(from: name) { $0.aliasesOfA.isEmpty ? $0.aliases : $0.aliasesOfA }
        ends = ofA.filter(\.aliasesOfA.isEmpty)
        var left: Set<Name> = []
        loop = ways.loop(from: name, passed: [], left: &left)
        var lengths: [Name: Int] = [:]
        longest = loop == nil ? ways.longest(from: name, &lengths) : nil
    }

    subscript(owner: Name) -> LinkCase? { links.first { $0.owner == owner } }
}

/// Going along aliases. Each owner is looked at once: hostile servers may give every owner many targets.
private struct Ways {
    let links: [LinkCase]

    subscript(owner: Name) -> LinkCase? { links.first { $0.owner == owner } }

    func chain(from name: Name, _ next: (LinkCase) -> [Name]) -> [LinkCase] {
        var open = [name]
        var seen: Set<Name> = [name]
        var chain: [LinkCase] = []
        while !open.isEmpty {
            guard let link = self[open.removeFirst()] else { continue }
            chain.append(link)
            open += next(link).filter { seen.insert($0).inserted }
        }
        return chain
    }

    /// In links, where there is no loop.
    func longest(from owner: Name, _ lengths: inout [Name: Int]) -> Int {
        if let known = lengths[owner] { return known }
        var length = 0
        for alias in self[owner]?.aliases ?? [] { length = max(length, 1 + longest(from: alias, &lengths)) }
        lengths[owner] = length
        return length
    }

    /// - Parameter left: Owners from which no loop was found.
    func loop(from owner: Name, passed: [Name], left: inout Set<Name>) -> [Name]? {
        if let start = passed.firstIndex(of: owner) { return Array(passed[start...]) + [owner] }
        guard !left.contains(owner), let link = self[owner] else { return nil }
        for alias in link.aliases {
            if let loop = loop(from: alias, passed: passed + [owner], left: &left) { return loop }
        }
        left.insert(owner)
        return nil
    }
}
