public import QuadaDNS
internal import QuadaEvidence
public import QuadaReport
public import QuadaTransport
internal import QuadaWalk
public import QuadaZone

/// Audits names one by one on one transport; what they share of zones and servers is learnt once.
///
/// Unlike `AuditRun` it makes no report: whoever asks for a name gets that name's audit, and has it to keep or not.
public final class NameAuditor: Sendable {
    private let configuration: RunConfiguration
    private let walk: Walk

    public init(configuration: RunConfiguration, transport: any Transport) {
        self.configuration = configuration
        walk = Walk(configuration: configuration.walk, transport: transport)
    }

    /// What a name's audit also showed.
    public struct Audited: Sendable {
        public let audit: NameAudit
        /// The names of the servers of the zone that holds it, in order; none where it was not found.
        public let zoneServers: [Name]
    }

    /// Looks whether the network answers in the servers' place.
    ///
    /// - Throws: `.intercepted` where it does.
    public func preflight() async throws(RunError) {
        if case .intercepted(let observation) = await Preflight(walk) { throw .intercepted(by: observation) }
    }

    /// Audits one name. To be called in a task that prefers the transport's executor.
    ///
    /// - Returns: None where the task was cancelled before the name was through.
    public func audit(_ target: AuditTarget) async -> Audited? {
        let evidence = await walk.evidence(for: target.name)
        guard !Task.isCancelled else { return nil }
        let judged = JudgedName(evidence, configuration.judgement, as: target)
        let zone = evidence.links.first?.zone.flatMap { evidence.zones[$0] }
        let servers = Set((zone?.servers ?? []).filter { $0.source != .pinned }.map(\.name))
        return Audited(audit: judged.report, zoneServers: servers.sorted())
    }

    /// The hosts that take mail for a name (RFC 5321, section 5.1), in the order of preference and name; none for a null
    /// MX (RFC 7505) and where no server said.
    public func mailHosts(of name: Name) async -> [Name] {
        await walk.mailExchangers(of: name)
    }

    /// Ends the work that names share; audits under way are cancelled with their tasks.
    public func cancel() {
        walk.cancel()
    }
}
