internal import QuadaAudit
public import QuadaDNS
internal import QuadaEvidence
internal import QuadaReport
internal import QuadaWalk
internal import QuadaZone

/// All that a report says of a run besides its names: the one place where judged names become a report, whether they
/// were walked just now or read from a file.
struct RunFacts: Sendable {
    var started: Timestamp
    var finished: Timestamp
    var network: QuadaReport.Vantage.Network
    var port: UInt16
    var seed: UInt64
    var preflight: Preflight
    var bounds: [QuadaReport.Bound]
    var isolation: QuadaReport.Isolation?
    var subject: QuadaReport.Subject?
    var judgement: Judgement

    /// - Parameters:
    ///   - audits: In the order of the report.
    ///   - used: The families over which servers were asked.
    /// - Throws: `.intercepted` where the network answered in the servers' place.
    func report(of audits: [NameAudit], used: Set<IPFamily>) throws(RunError) -> Report {
        switch preflight {
        case .intercepted(let observation): throw .intercepted(by: observation)
        case .lost(let reason): throw .lost(reason: reason)
        case .skipped, .passed, .unanswered: break
        }
        return Report(
            tool: .quada, started: started, finished: finished,
            vantage: QuadaReport.Vantage(
                network: network, ipv4: used.contains(.ipv4), ipv6: used.contains(.ipv6), port: port, seed: seed,
                preflight: preflight.word, bounds: bounds),
            isolation: isolation, subject: subject, gate: judgement.gate,
            audits: audits)
    }
}

/// One name, judged and put into words.
struct JudgedName: Sendable {
    let report: NameAudit
    /// None where the name's process was lost.
    private let vantage: QuadaEvidence.Vantage?

    /// Over which servers were asked.
    var usedFamilies: Set<IPFamily> {
        guard let vantage else { return [] }
        return Set(IPFamily.allCases.filter { vantage[$0] == .answered || vantage[$0] == .unanswered })
    }

    init(
        _ evidence: NameEvidence, _ judgement: Judgement, as target: AuditTarget? = nil,
        at locations: RecordLocations = RecordLocations()
    ) {
        let audit = judgement.applied(to: NameAudit(Audit(of: evidence)))
        report = target.map { locations.applied(to: audit, of: $0) } ?? audit
        vantage = evidence.vantage
    }

    /// A name whose process was lost can not be audited, and is told as such.
    init(
        _ sighting: Sighting, _ judgement: Judgement, as target: AuditTarget,
        at locations: RecordLocations = RecordLocations()
    ) {
        switch sighting {
        case .evidence(let evidence):
            self.init(evidence, judgement, as: target, at: locations)
        case .lost(let reason):
            let audit = NameAudit(
                name: target.name.lowercased.description, verdict: .indeterminate, reason: reason)
            self.init(report: locations.applied(to: judgement.applied(to: audit), of: target), vantage: nil)
        }
    }

    private init(report: NameAudit, vantage: QuadaEvidence.Vantage?) {
        self.report = report
        self.vantage = vantage
    }
}

/// What looking for an interception brought.
enum Preflight: Sendable {
    case skipped
    case passed
    case unanswered
    /// The response that shows it.
    case intercepted(Observation)
    /// The process that looked was lost.
    case lost(reason: String)

    init(_ sighting: PreflightSighting) {
        switch sighting {
        case .passed: self = .passed
        case .unanswered: self = .unanswered
        case .intercepted(let observation): self = .intercepted(observation)
        case .lost(let reason): self = .lost(reason: reason)
        }
    }

    /// Whether there is no report then.
    var isFatal: Bool {
        switch self {
        case .intercepted, .lost: true
        case .skipped, .passed, .unanswered: false
        }
    }

    init(_ saved: EvidenceFile.Preflight) {
        switch (saved.result, saved.observation) {
        case (.skipped, _): self = .skipped
        case (.passed, _), (.intercepted, nil): self = .passed
        case (.unanswered, _): self = .unanswered
        case (.intercepted, let observation?): self = .intercepted(observation)
        }
    }

    var saved: EvidenceFile.Preflight {
        switch self {
        case .skipped: .init(.skipped)
        case .passed: .init(.passed)
        case .unanswered, .lost: .init(.unanswered)
        case .intercepted(let observation): .init(.intercepted, observation: observation)
        }
    }

    fileprivate var word: QuadaReport.Vantage.Preflight {
        switch self {
        case .skipped: .skipped
        case .passed, .intercepted: .passed
        case .unanswered, .lost: .unanswered
        }
    }
}

/// Why a run could not be what it promises.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Port 53 does not lead to the servers it is addressed to.
    case intercepted(address: IPAddress, detail: String)
    /// Whether it does could not be seen, for the process that looked was lost.
    case lost(reason: String)

    static func intercepted(by observation: Observation) -> RunError {
        let offersRecursion = observation.message?.header.recursionAvailable == true
        return .intercepted(
            address: observation.address,
            detail: offersRecursion
                ? "it offers recursion (RA)" : "it answers for the root without authority (AA)")
    }

    public var description: String {
        switch self {
        case .intercepted(let address, let detail):
            "this network intercepts DNS: what answers at the root server's address \(address) is not one, \(detail); "
                + "audit from another network, or name the servers with --server"
        case .lost(let reason):
            "whether this network intercepts DNS could not be seen: \(reason); leave that out with --no-preflight"
        }
    }
}
