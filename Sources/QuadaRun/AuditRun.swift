internal import QuadaAudit
public import QuadaDNS
internal import QuadaEvidence
public import QuadaReport
public import QuadaTransport
internal import QuadaWalk

/// Names and a transport in, a report out: the one composition of walk, judgement and report.
public struct AuditRun: Sendable {
    private let configuration: RunConfiguration
    private let transport: any Transport

    public init(configuration: RunConfiguration, transport: any Transport) {
        self.configuration = configuration
        self.transport = transport
    }

    /// Audits the names, several at a time, with everything that they share done once.
    ///
    /// On cancellation the report holds the names that were finished until then.
    ///
    /// - Parameters:
    ///   - onFinished: Is given each audit as it ends, in any order.
    /// - Returns: The report, its audits in the order of the names.
    /// - Throws: `.intercepted` where the network answers in the servers' place; nothing else is asked then.
    public func report(
        for names: [Name], onFinished: @escaping @Sendable (NameAudit) -> Void = { _ in }
    ) async throws(RunError) -> Report {
        let walk = Walk(configuration: walkConfiguration, transport: transport)
        let (audits, preflight) = await withTaskCancellationHandler {
            await transport.run {
                await withTaskGroup(of: Step.self) { group in
                    if needsPreflight(names) {
                        group.addTask { .preflight(await Preflight(walk)) }
                    }
                    return await gather(names, walk, in: &group, onFinished)
                }
            }
        } onCancel: {
            walk.cancel()
        }
        if case .intercepted(let address, let detail) = preflight {
            throw .intercepted(address: address, detail: detail)
        }
        return Report(
            tool: .quada, started: configuration.started,
            finished: configuration.started.advanced(by: transport.now), vantage: vantage(audits, preflight),
            audits: audits.map(\.report))
    }

    private enum Step: Sendable {
        case preflight(Preflight)
        case audited(Int, Audited)
    }

    /// Runs the window of names; an interception ends it.
    private func gather(
        _ names: [Name], _ walk: Walk, in group: inout TaskGroup<Step>, _ onFinished: @Sendable (NameAudit) -> Void
    ) async -> ([Audited], Preflight) {
        var waiting = names.enumerated().makeIterator()
        func startNext() {
            guard let (index, name) = waiting.next(), !Task.isCancelled else { return }
            group.addTask {
                let evidence = await walk.evidence(for: name)
                return .audited(index, Audited(evidence: evidence, isComplete: !Task.isCancelled))
            }
        }
        for _ in 0..<configuration.namesAtOnce { startNext() }
        var finished: [Int: Audited] = [:]
        var preflight = Preflight.skipped
        while let step = await group.next() {
            switch step {
            case .preflight(let result):
                preflight = result
                if case .intercepted = result {
                    group.cancelAll()
                    walk.cancel()
                }
            case .audited(let index, let audited):
                startNext()
                guard audited.isComplete else { continue }
                finished[index] = audited
                onFinished(audited.report)
            }
        }
        return (finished.sorted { $0.key < $1.key }.map(\.value), preflight)
    }

    /// Names below zones whose servers were given need no root.
    private func needsPreflight(_ names: [Name]) -> Bool {
        configuration.preflight
            && names.contains { name in !configuration.pinned.keys.contains { name.isAtOrBelow($0) } }
    }

    private var walkConfiguration: WalkConfiguration {
        WalkConfiguration(
            roots: configuration.hints.servers.flatMap { server in
                server.addresses.map { ServerAddress(name: server.name, address: $0, source: .both) }
            },
            pinned: configuration.pinned, port: configuration.port, families: configuration.families,
            probe: configuration.probe, seed: configuration.seed, bounds: configuration.bounds)
    }

    private func vantage(_ audits: [Audited], _ preflight: Preflight) -> QuadaReport.Vantage {
        func isUsed(_ family: IPFamily) -> Bool {
            audits.contains { $0.vantage[family] == .answered || $0.vantage[family] == .unanswered }
        }
        return QuadaReport.Vantage(
            network: configuration.network, ipv4: isUsed(.ipv4), ipv6: isUsed(.ipv6), port: configuration.port,
            seed: configuration.seed, preflight: preflight.word, bounds: configuration.bounds.reported)
    }
}

/// One name, judged and put into words.
private struct Audited: Sendable {
    let report: NameAudit
    let vantage: QuadaEvidence.Vantage
    /// Whether it came to its own end.
    let isComplete: Bool

    init(evidence: NameEvidence, isComplete: Bool) {
        report = NameAudit(Audit(of: evidence))
        vantage = evidence.vantage
        self.isComplete = isComplete
    }
}

/// What looking for an interception brought.
private enum Preflight: Sendable {
    case skipped
    case passed
    case unanswered
    case intercepted(address: IPAddress, detail: String)

    init(_ walk: Walk) async {
        do throws(Walk.Interception) {
            self = try await walk.preflight() ? .passed : .unanswered
        } catch {
            let header = error.observation.message?.header
            self = .intercepted(
                address: error.observation.address,
                detail: header?.recursionAvailable == true
                    ? "it offers recursion (RA)" : "it answers for the root without authority (AA)")
        }
    }

    var word: QuadaReport.Vantage.Preflight {
        switch self {
        case .skipped: .skipped
        case .passed, .intercepted: .passed
        case .unanswered: .unanswered
        }
    }
}

extension WalkBounds {
    fileprivate var reported: [QuadaReport.Bound] {
        [
            QuadaReport.Bound(name: "referrals", limit: referrals), QuadaReport.Bound(name: "links", limit: links),
            QuadaReport.Bound(name: "server names of a zone", limit: serverNames),
            QuadaReport.Bound(name: "addresses of a zone", limit: addresses),
            QuadaReport.Bound(name: "queries for a name", limit: queries),
        ]
    }
}

/// Why a run could not be what it promises.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Port 53 does not lead to the servers it is addressed to.
    case intercepted(address: IPAddress, detail: String)

    public var description: String {
        switch self {
        case .intercepted(let address, let detail):
            "this network intercepts DNS: what answers at the root server's address \(address) is not one, \(detail); "
                + "audit from another network, or name the servers with --server"
        }
    }
}
