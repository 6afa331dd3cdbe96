internal import QuadaDNS
internal import QuadaEvidence

/// The whole chain of a name, as a name rule sees it.
final class NameCase: Sendable {
    let evidence: NameEvidence
    let chain: ChainCase
    /// What the rules about servers and zones found before.
    let findings: [Finding]
    let inconclusive: [Inconclusive]

    init(evidence: NameEvidence, chain: ChainCase, findings: [Finding], inconclusive: [Inconclusive]) {
        self.evidence = evidence
        self.chain = chain
        self.findings = findings
        self.inconclusive = inconclusive
    }

    var links: [LinkCase] { chain.links }

    subscript(owner: Name) -> LinkCase? { chain[owner] }

    /// The owners on the way that A shows, from the name itself to the ends, each once.
    var chainOfA: [LinkCase] { chain.ofA }

    /// The owners that any answer leads to.
    var chainOfAny: [LinkCase] { chain.ofAny }

    /// The owners that a client comes through: where A shows no alias, those that AAAA shows.
    var chainOfClients: [LinkCase] { chain.ofClients }

    /// The last owners of the chain that A shows: those that are no alias.
    var ends: [LinkCase] { chain.ends }

    /// Whether the chain that A shows ends in an AAAA RRset, as some server of its zone gives it.
    var endsInAAAA: Bool { chain.ends.contains { !$0.addresses(.aaaa).isEmpty } }

    /// The longest way from the name along aliases, in links; none where they form a loop.
    var longestChain: Int? { chain.longest }

    /// The owners of a loop, in order, if the chain returns to a name that it has passed.
    var loop: [Name]? { chain.loop }
}
