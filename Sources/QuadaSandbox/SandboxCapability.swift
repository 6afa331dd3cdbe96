#if os(Linux)
    internal import CSandbox
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif
#endif

/// What a machine has of a level's measures, found by taking them in a process made for that.
public struct SandboxCapability: Hashable, Sendable {
    public enum Standing: Hashable, Sendable {
        case inForce
        /// There is nothing to take here: not a shortcoming.
        case needless(String)
        /// The level is without it.
        case notOfLevel
        case missing(String)
    }

    public let level: IsolationLevel
    /// One for each measure.
    public let standings: [Measure: Standing]

    public var inForce: Set<Measure> { Set(standings.filter { $0.value == .inForce }.keys) }

    /// What the level wants and the machine does not have, in the order of the measures.
    public var missing: [(measure: Measure, reason: String)] {
        Measure.allCases.compactMap { measure in
            guard case .missing(let reason) = standings[measure] else { return nil }
            return (measure, reason)
        }
    }
}

extension SandboxCapability {
    /// Tries every measure of the level in short-lived children. Takes some milliseconds; this process gives up nothing.
    ///
    /// - Parameter user: A user that no process has, where the supervisor is root; else nil.
    public static func probe(_ level: IsolationLevel, user: WorkerUser?) -> SandboxCapability {
        #if os(Linux)
            return Trial(level: level, user: geteuid() == 0 ? user : nil, isRoot: geteuid() == 0).capability
        #else
            let standings = Measure.allCases.map { measure in
                (
                    measure,
                    level.measures.contains(measure) ? Standing.missing("this system has no such thing") : .notOfLevel
                )
            }
            return SandboxCapability(level: level, standings: Dictionary(uniqueKeysWithValues: standings))
        #endif
    }
}

#if os(Linux)
    /// Takes all measures at once; where that can not be, finds those that are in the way.
    private struct Trial {
        let level: IsolationLevel
        let user: WorkerUser?
        let isRoot: Bool

        var capability: SandboxCapability {
            var reasons: [Measure: String] = [:]
            var needless: [Measure: String] = [:]
            if user == nil {
                needless[.ownUser] =
                    isRoot ? nil : "not root: a worker is the user who runs it, without a group or a right beside"
                if isRoot { reasons[.ownUser] = "no user was given" }
            }
            var wanted = level.measures.subtracting([.ownUser]).union(user == nil ? [] : [.ownUser])
            // Every round takes away at least one measure.
            for _ in Measure.allCases {
                for (measure, reason) in refused(of: wanted) { reasons[measure] = reason }
                let left = wanted.filter { reasons[$0] == nil }
                let whole = left.filter { measure in
                    guard let needed = measure.needs(isRoot: isRoot).first(where: { !left.contains($0) }) else {
                        return true
                    }
                    reasons[measure] = "needs: \(needed.title)"
                    return false
                }
                if whole == wanted { break }
                wanted = whole
            }
            let standings = Measure.allCases.map { measure -> (Measure, SandboxCapability.Standing) in
                if let reason = needless[measure] { return (measure, .needless(reason)) }
                guard level.measures.contains(measure) else { return (measure, .notOfLevel) }
                return (measure, reasons[measure].map { .missing($0) } ?? .inForce)
            }
            return SandboxCapability(level: level, standings: Dictionary(uniqueKeysWithValues: standings))
        }

        /// What of `wanted` can not be had, and why.
        private func refused(of wanted: Set<Measure>) -> [Measure: String] {
            switch attempt(wanted) {
            case .success(let errors):
                return errors.mapValues { SandboxCapability.words($0) }
            case .failure(let whole):
                // Not even a process with these namespaces: one after the other, then.
                var found: [Measure: String] = [:]
                for measure in Measure.allCases where wanted.contains(measure) && Measure.ofParent.contains(measure) {
                    let alone = measure.needs(isRoot: isRoot).union([measure])
                    if case .failure(let error) = attempt(alone) {
                        found[measure] = SandboxCapability.words(error.number)
                    }
                }
                // Each can be had, but not all: without namespaces, rather than without a word.
                guard found.isEmpty else { return found }
                return Dictionary(
                    uniqueKeysWithValues: wanted.intersection(Measure.namespaces).map {
                        ($0, "not together with the others: " + SandboxCapability.words(whole.number))
                    })
            }
        }

        private struct Failure: Error {
            let number: Int32
        }

        /// - Returns: The measures that were refused, with their errno.
        private func attempt(_ measures: Set<Measure>) -> Result<[Measure: Int32], Failure> {
            let user = measures.contains(.ownUser) || measures.contains(.userNamespace) ? user : nil
            let plan = SandboxPlan(
                measures: measures, limits: WorkerLimits(), ports: [53], user: user, descriptorsKept: 0,
                lastWordDescriptor: nil)
            // The descriptor by which a trial tells how it went must stay.
            var doors = quada_doors(plan)
            doors.kept = Int32.max - WorkerDescriptor.first
            var outcome = quada_outcome()
            let birth = WorkerBirth(arguments: [], descriptors: [], measures: measures, user: user)
            let result = birth.withC { quada_trial($0, &doors, &outcome) }
            guard result == 0 else { return .failure(Failure(number: -result)) }
            let refused = outcome.errors.filter { $0.error > 0 }
            return .success(Dictionary(uniqueKeysWithValues: refused.map { ($0.measure, $0.error) }))
        }
    }

    extension SandboxCapability {
        /// An errno in words, with its number.
        static func words(_ number: Int32) -> String {
            switch number {
            case EPERM, EACCES: "refused here (\(String(cString: strerror(number))))"
            case ENOSYS, EOPNOTSUPP, EINVAL: "not in this kernel (\(String(cString: strerror(number))))"
            case ENOSPC, EUSERS: "no more of them allowed here (\(String(cString: strerror(number))))"
            default: String(cString: strerror(number))
            }
        }
    }
#endif
