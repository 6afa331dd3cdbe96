public import ArgumentParser
import QuadaRender
import QuadaReport
public import QuadaSandbox
import QuadaWorker

/// What stands between this machine and the processes that read what servers send and strangers wrote.
struct IsolationOptions: ParsableArguments {
    @Option(
        help: """
            Walk and read files in processes that are cut off from the machine: strict hands walks their sockets, \
            process lets them open their own, none does all in this process. (default: the strongest that the machine \
            has, for a scan process; quada doctor tells)
            """)
    var isolation: IsolationLevel?

    @Option(
        help: ArgumentHelp(
            "As root, give each process a user of its own out of these. (default: 2100000000-2100065535)",
            valueName: "first-last"))
    var uidRange: String?

    func validate() throws {
        if uidRange != nil, isolation == IsolationLevel.none {
            throw ValidationError("--uid-range means nothing with --isolation none.")
        }
        _ = try users()
    }

    /// The users that processes get.
    func users() throws -> UIDPool {
        var range = UIDPool.defaultRange
        if let uidRange {
            let ends = uidRange.split(separator: "-", omittingEmptySubsequences: false).map { UInt32($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else {
                throw ValidationError("--uid-range takes two numbers, as in --uid-range 2100000000-2100065535.")
            }
            range = first...last
        }
        guard let users = UIDPool(range: range) else {
            throw ValidationError("--uid-range: 0, 65535 and 4294967295 are no users of a process.")
        }
        return users
    }

    /// What the machine has of what is wanted.
    ///
    /// - Parameter inBulk: Whether a broker's part of every query counts: then it is there only where it is asked for.
    /// - Throws: `End` with exit status 3 where `strict` is wanted and anything of it is missing.
    func ground(inBulk: Bool = false) throws -> IsolationGround {
        guard isolation != IsolationLevel.none else { return IsolationGround(level: .none) }
        let strict = try ground(at: .strict)
        if isolation == .process || (isolation == nil && inBulk) {
            var ground = try ground(at: .process)
            ground.reading = strict.capability
            return ground
        }
        guard !strict.missing.isEmpty else { return strict }
        guard isolation == nil else {
            throw End(
                status: .indeterminate,
                message: "--isolation strict: this machine lacks \(strict.lack); see quada doctor",
                plugin: PluginMode.isAsked ? .unknown : nil)
        }
        var ground = try ground(at: .process)
        ground.missing = strict.missing
        ground.reading = strict.capability
        return ground
    }

    /// A level as far as it can be had.
    private func ground(at level: IsolationLevel) throws -> IsolationGround {
        var users = try users()
        let trialUser = try? users.take()
        let capability = SandboxCapability.probe(level, user: trialUser)
        guard !capability.inForce.isEmpty else { return IsolationGround(level: .none, missing: capability.missing) }
        return IsolationGround(
            level: level, capability: capability, reading: capability, users: try self.users(),
            missing: capability.missing)
    }
}

/// The ground on which a run's processes stand.
struct IsolationGround {
    let level: IsolationLevel
    var capability: SandboxCapability?
    /// What there is of `strict` for a process that reads files, which needs no socket whatever the level.
    var reading: SandboxCapability?
    var users: UIDPool?
    var missing: [(measure: Measure, reason: String)] = []

    /// What the report says of it.
    var reported: Isolation {
        Isolation(
            level: Isolation.Level(level),
            missing: missing.map { Isolation.Shortfall(measure: $0.measure.rawValue, reason: $0.reason) })
    }

    /// What is missing, and why, in one clause.
    var lack: String { missing.map { "\($0.measure.rawValue) (\($0.reason))" }.joined(separator: ", ") }

    /// Says once what could not be had.
    func warn() {
        guard !missing.isEmpty else { return }
        let what = level == .none ? "nothing is isolated, for this machine lacks" : "isolated but for"
        StandardError.write("quada: \("\(what) \(lack); see quada doctor".visible)\n")
    }
}

extension Isolation.Level {
    init(_ level: IsolationLevel) {
        self =
            switch level {
            case .strict: .strict
            case .process: .process
            case .none: .none
            }
    }
}

extension IsolationLevel: ExpressibleByArgument {}
