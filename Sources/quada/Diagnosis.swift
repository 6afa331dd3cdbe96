import Foundation
import QuadaReport
import QuadaSandbox
import QuadaWorker

/// What a machine has of each measure, for a person and for a program (`reports/quada.doctor.schema.json`).
struct Diagnosis: Encodable {
    enum Standing: String, Encodable {
        case available, needless, missing
    }

    struct Row: Encodable {
        let measure: Measure
        let title: String
        /// The lowest level that has it.
        let level: IsolationLevel
        let standing: Standing
        /// Why it is not there; nil where it is.
        let reason: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(measure, forKey: .measure)
            try container.encode(title, forKey: .title)
            try container.encode(level, forKey: .level)
            try container.encode(standing, forKey: .standing)
            try container.encode(reason, forKey: .reason)
        }

        private enum Key: CodingKey {
            case measure, title, level, standing, reason
        }
    }

    struct Program: Encodable {
        let name = Tool.quada.name
        let version = Tool.quada.version
    }

    private enum CodingKeys: CodingKey {
        case schema, tool, level, worker, measures
    }

    let schema = "quada.doctor/1"
    let tool = Program()
    /// The strongest of which nothing is missing.
    let level: IsolationLevel
    /// What a worker takes of this machine; none where none could be started.
    var worker: Cost?
    let measures: [Row]

    struct Cost: Encodable {
        /// From the call that makes it until its doors are closed: the median, in milliseconds.
        let started: Milliseconds
        let residentInKiB: Int
        /// Without the pages of the program, which all share.
        let ownInKiB: Int

        private enum CodingKeys: String, CodingKey {
            case started = "started_ms"
            case residentInKiB = "resident_kib"
            case ownInKiB = "own_kib"
        }
    }

    /// Tries everything.
    init() {
        var users = UIDPool()
        let user = try? users?.take()
        let strict = SandboxCapability.probe(.strict, user: user)
        self.init(strict)
        #if os(Linux)
            let taken = level == .strict ? strict : SandboxCapability.probe(.process, user: user)
            guard !taken.inForce.isEmpty, let users, let kit = try? WorkerKit(taken, users: users),
                let cost = WorkerCost(of: kit)
            else { return }
            worker = Cost(
                started: Milliseconds(cost.started), residentInKiB: cost.memory.resident / 1024,
                ownInKiB: cost.memory.own / 1024)
        #endif
    }

    init(_ capability: SandboxCapability) {
        measures = Measure.allCases.map { measure in
            let level: IsolationLevel = IsolationLevel.process.measures.contains(measure) ? .process : .strict
            let (standing, reason): (Standing, String?) =
                switch capability.standings[measure] {
                case .inForce: (.available, nil)
                case .needless(let reason): (.needless, reason)
                case .missing(let reason): (.missing, reason)
                case .notOfLevel, nil: (.missing, "not tried")
                }
            return Row(measure: measure, title: measure.title, level: level, standing: standing, reason: reason)
        }
        let missing = measures.filter { $0.standing == .missing }
        level = missing.isEmpty ? .strict : missing.contains { $0.level == .process } ? .none : .process
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }

    /// A table, and what it comes to.
    var text: String {
        let width = measures.map(\.title.count).max() ?? 0
        let rows = measures.map { row in
            let title = row.title.padding(toLength: width, withPad: " ", startingAt: 0)
            let level = row.level == .strict ? "strict " : "process"
            return "\(title)  \(level)  \(row.standing.rawValue)" + (row.reason.map { ": \($0)" } ?? "")
        }
        let heading =
            "measure".padding(toLength: width, withPad: " ", startingAt: 0) + "  level    on this machine"
        let missing = measures.count { $0.standing == .missing }
        let end =
            switch level {
            case .strict: "Nothing is missing: audits run at the level strict."
            case .process: "\(missing) missing for the level strict: audits run at the level process."
            case .none: "\(missing) missing, some of them for the level process: audits run without them, and say so."
            }
        let cost = worker.map {
            "A worker was started and isolated in \($0.started.value) ms, with \($0.residentInKiB) KiB of memory, "
                + "\($0.ownInKiB) of them its own."
        }
        return ([heading] + rows + ["", end] + (cost.map { [$0] } ?? [])).joined(separator: "\n") + "\n"
    }
}
