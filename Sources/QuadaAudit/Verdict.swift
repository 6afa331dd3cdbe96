internal import QuadaDNS
internal import QuadaEvidence

/// What it all means for the name.
public struct Verdict: Hashable, Sendable {
    public enum Word: String, Hashable, Sendable, Codable, CaseIterable {
        /// AAAA is reachable and every server conforms.
        case ready
        /// Clients get there, something is wrong.
        case degraded
        /// Misbehaviour costs some client the name.
        case broken
        /// Everything conforms, and there is no AAAA at the end.
        case ipv4Only = "ipv4-only"
        case nonexistent
        /// The name could not be audited.
        case indeterminate
    }

    public let word: Word
    /// One sentence.
    public let reason: String
}

extension Verdict {
    /// Weighs the findings by what resolvers do with each fault, link by link.
    init(of name: NameCase, findings: [Finding], model: ImpactModel) {
        if let harm = Self.harm(to: name, findings, model) {
            self.init(word: .broken, reason: harm)
        } else if let obstacle = Self.obstacle(in: name) {
            self.init(word: .indeterminate, reason: obstacle)
        } else if let denied = name.chainOfA.first(where: \.isDenied) {
            self.init(
                word: .nonexistent,
                reason: denied.owner == name.evidence.name
                    ? "the servers of \(denied.link.zone ?? .root) say that the name does not exist"
                    : "its alias leads to \(denied.owner), which does not exist")
        } else if let lame = name.chainOfA.first(where: { link in !link.servers.contains(where: \.servesZone) }) {
            self.init(
                word: .broken,
                reason: "no server of \(lame.link.zone ?? .root) answers for \(lame.owner) with authority")
        } else if findings.contains(where: { $0.severity >= .warning }) {
            self = Self.withFaults(name, findings)
        } else if let doubt = Self.doubt(in: name) {
            self.init(word: .indeterminate, reason: doubt)
        } else if name.endsInAAAA {
            self.init(word: .ready, reason: "every server answers AAAA as it answers A, and the chain ends in AAAA")
        } else {
            self.init(word: .ipv4Only, reason: name.withoutAAAA)
        }
    }

    /// What could not be told about a server is no pass: the first such suspicion of an error.
    private static func doubt(in name: NameCase) -> String? {
        let doubts = name.inconclusive.filter { $0.server != nil && $0.rule.severity == .error }
        return doubts.first.map { doubt in
            "\(doubt.rule.code) could not be told for \(doubt.owner)"
                + (doubts.count > 1 ? ", and \(doubts.count - 1) more" : "") + ": \(doubt.reason)"
        }
    }

    private static func withFaults(_ name: NameCase, _ findings: [Finding]) -> Verdict {
        let codes = findings.filter { $0.severity >= .warning }.map(\.code)
        let distinct = codes.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if !name.endsInAAAA, findings.allSatisfy({ $0.rule.scope != .server || $0.severity < .warning }) {
            return doubt(in: name).map { Verdict(word: .indeterminate, reason: $0) }
                ?? Verdict(word: .ipv4Only, reason: name.withoutAAAA)
        }
        return Verdict(word: .degraded, reason: "clients get there, but: " + distinct.joined(separator: ", "))
    }

    // MARK: - What costs a client the name

    private static func harm(to name: NameCase, _ findings: [Finding], _ model: ImpactModel) -> String? {
        if let loop = name.loop { return "the chain of aliases returns to \(loop[0])" }
        if findings.contains(where: { $0.code == Rule.cnameChainTooLong.code }) {
            return "the chain of aliases is longer than resolvers follow"
        }
        for link in name.chainOfClients where model.links.contains(where: { $0.owner == link.owner && !$0.isHarmless })
        {
            let alone = model.with(faultsOnlyAt: link.owner)
            let isLost =
                ClientImpact.isLoss(alone) || alone.links.contains { $0.behaviours.contains(.dependsOnResolver) }
            if isLost, let harm = harm(at: link, findings) { return harm }
        }
        return nil
    }

    /// The gravest faults of a link's servers, as a sentence.
    private static func harm(at link: LinkCase, _ findings: [Finding]) -> String? {
        let faults = findings.filter { finding in
            guard finding.server != nil, finding.rule.behaviour != .harmless else { return false }
            return finding.owner == link.owner || (finding.rule.isAboutZone && finding.zone == link.link.zone)
        }
        guard let first = faults.first else { return nil }
        let count = Set(faults.compactMap(\.server)).count
        return "\(count) of \(link.servers.count) server addresses of \(link.link.zone ?? .root): \(first.rule.title)"
    }

    // MARK: - What stopped the audit

    private static func obstacle(in name: NameCase) -> String? {
        if name.links.isEmpty { return "nothing could be asked" }
        for link in name.chainOfAny {
            if let obstacle = link.link.obstacle { return obstacle.sentence(for: link.owner) }
            if !link.isAnswered { return "no server of \(link.link.zone ?? .root) answered" }
        }
        if let bound = name.evidence.bounds.first,
            name.ends.allSatisfy({ $0.addresses(.a).isEmpty && $0.addresses(.aaaa).isEmpty })
        {
            return "the audit stopped at its bound of \(bound.limit) \(bound.kind.rawValue)"
        }
        return nil
    }
}

extension NameCase {
    /// Why a name that conforms is not ready.
    fileprivate var withoutAAAA: String {
        ends.contains { !$0.addresses(.a).isEmpty }
            ? "every server conforms, and there is no AAAA at the end"
            : "every server conforms, and there is neither A nor AAAA at the end"
    }
}

extension Obstacle {
    func sentence(for owner: Name) -> String {
        switch reason {
        case .noUsableServer: "no server of \(zone) led on toward \(owner)"
        case .noAddress: "no server of \(zone) has an address that could be found"
        case .circular: "the servers of \(zone) have names that can only be found through \(zone) itself"
        case .bound: "a bound of the audit was reached on the way to \(owner)"
        case .noRoute: "no route from here to any server of \(zone)"
        }
    }
}
