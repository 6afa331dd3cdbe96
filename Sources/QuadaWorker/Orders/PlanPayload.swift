internal import QuadaSandbox

/// What a worker is to close behind itself, as its first frame says.
struct PlanPayload: Hashable, Sendable {
    let plan: SandboxPlan

    init(_ plan: SandboxPlan) {
        self.plan = plan
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        writer.write(list: plan.measures.sorted { $0.rawValue < $1.rawValue }) { $0.write($1.rawValue) }
        writer.write(plan.limits.memoryInOctets)
        writer.write(UInt64(plan.limits.processorSeconds))
        writer.write(UInt64(plan.limits.descriptors))
        writer.write(UInt64(plan.limits.threads))
        writer.write(list: plan.ports) { $0.write(UInt64($1)) }
        writer.write(optional: plan.user) { $0.write(UInt64($1.uid)) }
        writer.write(count: Int(plan.descriptorsKept))
        writer.write(optional: plan.lastWordDescriptor) { $0.write(count: Int($1)) }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        let measures = try reader.list(atMost: Measure.allCases.count, "measures") { (r) throws(Nonsense) in
            try r.word(Measure.self)
        }
        let limits = WorkerLimits(
            memoryInOctets: try reader.number(), processorSeconds: try reader.integer(),
            descriptors: try reader.integer(), threads: try reader.integer())
        let ports = try reader.list(atMost: 8, "ports") { (r) throws(Nonsense) in try r.integer(UInt16.self) }
        let user = try reader.optional { (r) throws(Nonsense) in WorkerUser(uid: try r.integer()) }
        plan = SandboxPlan(
            measures: Set(measures), limits: limits, ports: ports, user: user, descriptorsKept: try reader.integer(),
            lastWordDescriptor: try reader.optional { (r) throws(Nonsense) in try r.integer() })
        try reader.end()
    }
}
