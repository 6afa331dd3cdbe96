internal import QuadaDNS
public import QuadaEvidence
internal import QuadaTransport

/// Whether port 53 leads to the servers it is addressed to.
extension Walk {
    /// A network that answers in the servers' place: everything seen through it would be about that network.
    public struct Interception: Error, Hashable, Sendable {
        /// The root server's address that was asked, and what came back.
        public let observation: Observation
    }

    /// Asks a root server over each family for the root's NS RRset, which it answers with authority and without offering
    /// recursion.
    ///
    /// What answers also shows that this machine reaches servers over the family at all. Silence is no interception: the
    /// walk will say what could not be reached.
    ///
    /// - Returns: Whether a root server answered at all.
    /// - Throws: `Interception` if a response lacks AA or has RA.
    public func reachesRoot() async throws(Interception) -> Bool {
        let answers = await withTaskGroup(of: Observation?.self) { group in
            for family in IPFamily.allCases { group.addTask { await self.rootAnswer(over: family) } }
            var answers: [Observation] = []
            for await case let answer? in group { answers.append(answer) }
            return answers
        }
        for answer in answers {
            guard let header = answer.message?.header else { continue }
            if !header.isAuthoritative || header.recursionAvailable { throw Interception(observation: answer) }
        }
        return !answers.isEmpty
    }

    private func rootAnswer(over family: IPFamily) async -> Observation? {
        let root = deepestCut(for: .root)
        let servers = root.knownServers.filter { $0.address.family == family }
        let result = await firstUseful(
            of: Cut(apex: .root, parent: nil, serverNames: [], knownServers: servers),
            Context(allowance: Allowance(queries: configuration.bounds.queries), flight: nil),
            questions: [Question(name: .root, type: .ns)]
        ) { $0.contains(where: \.isAnswered) }
        guard case .useful(let observations) = result else { return nil }
        return observations.first
    }
}
