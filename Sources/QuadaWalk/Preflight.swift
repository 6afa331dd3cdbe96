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

    /// Asks a root server for the root's NS RRset, which it answers with authority and without offering recursion.
    ///
    /// Silence is no interception: the walk will say what could not be reached.
    ///
    /// - Returns: Whether a root server answered at all.
    /// - Throws: `Interception` if the response lacks AA or has RA.
    public func preflight() async throws(Interception) -> Bool {
        let root = cuts.deepest(for: .root)
        let context = Context(allowance: Allowance(queries: configuration.bounds.queries), flight: nil)
        let result = await firstUseful(
            of: root, context, questions: [Question(name: .root, type: .ns)]
        ) { $0.contains(where: \.isAnswered) }
        guard case .useful(let observations) = result, let observation = observations.first,
            let header = observation.message?.header
        else { return false }
        if !header.isAuthoritative || header.recursionAvailable { throw Interception(observation: observation) }
        return true
    }
}
