public import QuadaDNS
internal import QuadaEvidence
public import QuadaReport
public import QuadaWalk
public import QuadaZone

/// Audits names one by one from one source of evidence; what they share of zones and servers is learnt once.
///
/// Unlike `AuditRun` it makes no report: whoever asks for a name gets that name's audit, and has it to keep or not.
public final class NameAuditor: Sendable {
    private let configuration: RunConfiguration
    public let source: any EvidenceSource

    public init(configuration: RunConfiguration, source: any EvidenceSource) {
        self.configuration = configuration
        self.source = source
    }

    /// What a name's audit also showed.
    public struct Audited: Sendable {
        public let audit: NameAudit
        private let zone: Zone?

        init(_ audit: NameAudit, _ zone: Zone?) {
            self.audit = audit
            self.zone = zone
        }

        /// The names of the servers of the zone that holds it, in order; none where it was not found.
        public var zoneServers: [Name] {
            Set((zone?.servers ?? []).filter { $0.source != .pinned }.map(\.name)).sorted()
        }
    }

    /// Looks whether the network answers in the servers' place.
    ///
    /// - Throws: `.intercepted` where it does, `.lost` where that could not be seen.
    public func preflight() async throws(RunError) {
        switch await source.preflight() {
        case .passed, .unanswered: return
        case .intercepted(let observation): throw .intercepted(by: observation)
        case .lost(let reason): throw .lost(reason: reason)
        }
    }

    /// Audits one name. To be called in a task that prefers the source's executor.
    ///
    /// - Returns: None where the task was cancelled before the name was through.
    public func audit(_ target: AuditTarget) async -> Audited? {
        let sighting = await source.evidence(for: target.name)
        guard !Task.isCancelled else { return nil }
        let judged = JudgedName(sighting, configuration.judgement, as: target)
        let zone = sighting.evidence.flatMap { evidence in
            evidence.links.first?.zone.flatMap { evidence.zones[$0] }
        }
        return Audited(judged.report, zone)
    }

    /// The hosts that take mail for a name (RFC 5321, section 5.1), in the order of preference and name; none for a null
    /// MX (RFC 7505) and where no server said.
    public func mailHosts(of name: Name) async -> [Name] {
        await source.mailExchangers(of: name)
    }

    /// Ends the work that names share; audits under way are cancelled with their tasks.
    public func cancel() {
        source.cancel()
    }
}
