public import QuadaDNS
internal import Synchronization

/// Gives the names to be audited one by one, so that a list without end need not be held.
public protocol TargetSource: Sendable {
    /// All of them, where they are known before the first is asked for.
    var known: [AuditTarget]? { get }

    /// The next; none at the end.
    func next() async -> AuditTarget?
}

/// Names that are known.
public final class TargetArray: TargetSource {
    private let targets: [AuditTarget]
    private let position = Mutex(0)

    public init(_ targets: [AuditTarget]) {
        self.targets = targets
    }

    public convenience init(_ names: [Name]) {
        self.init(names.map { AuditTarget($0) })
    }

    public var known: [AuditTarget]? { targets }

    public func next() async -> AuditTarget? {
        position.withLock { position in
            guard position < targets.count else { return nil }
            defer { position += 1 }
            return targets[position]
        }
    }
}
