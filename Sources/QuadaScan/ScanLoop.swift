internal import QuadaDNS
internal import QuadaReport
internal import QuadaRun
internal import QuadaWalk
internal import QuadaZone
internal import Synchronization

/// One loop of a scan: its own source of evidence, and tasks that each take one name after another.
final class ScanLoop: Sendable {
    let queue = ScanQueue()
    private var evidence: any EvidenceSource { auditor.source }
    private let auditor: NameAuditor
    private let related: Set<RelatedHosts>
    private let source: String
    private let meter: ScanMeter
    private let encode: ScanRun.Encoder
    private let onFinished: @Sendable (NameAudit) -> Void
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(
        auditor: NameAuditor, related: Set<RelatedHosts>, source: String,
        meter: ScanMeter, encode: @escaping ScanRun.Encoder, onFinished: @escaping @Sendable (NameAudit) -> Void
    ) {
        self.auditor = auditor
        self.related = related
        self.source = source
        self.meter = meter
        self.encode = encode
        self.onFinished = onFinished
    }

    func preflight() async throws(RunError) {
        let result: Result<Void, RunError> = await evidence.run {
            do throws(RunError) {
                return .success(try await self.auditor.preflight())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Audits what the queue gives until it is closed.
    func run(lanes usual: Int, to writer: ScanWriter) async {
        let lanes = ScanLanes(usual: usual)
        let (calls, call) = AsyncStream.makeStream(of: Call.self)
        evidence.onAside { [evidence] count in
            let added = lanes.waitAside(count, at: evidence.now)
            if !added.isEmpty { call.yield(.add(added)) }
        }
        let work = Task(executorPreference: evidence.executor) {
            await withDiscardingTaskGroup { group in
                for lane in lanes.first { group.addTask { await self.run(lane, of: lanes, to: writer, call) } }
                for await asked in calls {
                    switch asked {
                    case .watch: group.addTask { await self.watch(lanes, call) }
                    case .add(let added):
                        for lane in added { group.addTask { await self.run(lane, of: lanes, to: writer, call) } }
                    }
                }
                // Only who watches is left.
                group.cancelAll()
            }
        }
        task.withLock { $0 = work }
        await work.value
        evidence.onAside { _ in }
    }

    /// Gives up what is under way.
    func stop() {
        queue.close(dropsRest: true)
        task.withLock { $0 }?.cancel()
        auditor.cancel()
    }

    /// Once nothing is under way: returns when nothing is left of it.
    func end() async { await evidence.end() }

    /// What a lane asks of the group that it is in.
    private enum Call: Sendable {
        case watch
        case add(Range<Int>)
    }

    private func run(
        _ lane: Int, of lanes: ScanLanes, to writer: ScanWriter, _ call: AsyncStream<Call>.Continuation
    ) async {
        while let entry = await queue.next() {
            if lanes.begin(lane, at: evidence.now) { call.yield(.watch) }
            meter.begin()
            guard let audits = await audits(of: entry) else { break }
            var octets: [UInt8] = []
            for audit in audits {
                if let encoded = encode(audit) { octets += encoded }
                onFinished(audit)
            }
            meter.end(entry)
            writer.deliver(ScanResult(entry: entry, audits: audits, octets: octets))
            guard lanes.end(lane, at: evidence.now) else { return }
        }
        if lanes.leave() { call.finish() }
    }

    /// Adds lanes while all there are are taken by names that wait.
    private func watch(_ lanes: ScanLanes, _ call: AsyncStream<Call>.Continuation) async {
        while !Task.isCancelled {
            await evidence.sleep(for: ScanLanes.patience / 2)
            guard let added = lanes.growth(at: evidence.now) else { return }
            if !added.isEmpty { call.yield(.add(added)) }
        }
    }

    /// A name's audit and those of the hosts that belong to it; none where the scan was stopped.
    private func audits(of entry: ScanEntry) async -> [NameAudit]? {
        let name: Name
        switch entry.content {
        case .flaw(let text, let reason):
            return [NameAudit(flawed: text, reason: reason, source: source, line: entry.line)]
        case .name(let given): name = given
        }
        guard let first = await auditor.audit(AuditTarget(name)) else { return nil }
        guard !related.isEmpty else { return [first.audit] }
        var audits = [first.audit]
        var seen: Set<Name> = [name]
        let servers = related.contains(.ns) ? first.zoneServers : []
        for host in await hosts(of: name, servers: servers) where seen.insert(host.name).inserted {
            guard let audited = await auditor.audit(host) else { return nil }
            audits.append(audited.audit)
        }
        return audits
    }

    private func hosts(of name: Name, servers: [Name]) async -> [AuditTarget] {
        var hosts: [AuditTarget] = []
        if related.contains(.www), let www = try? Name(presentation: "www", origin: name) {
            hosts.append(AuditTarget(www))
        }
        if related.contains(.mail) {
            hosts += await auditor.mailHosts(of: name).map { AuditTarget($0, roles: [.mx]) }
        }
        hosts += servers.map { AuditTarget($0, roles: [.ns]) }
        return hosts
    }
}
