/// Users for workers, none of them two at once.
///
/// The default range is used by nothing: systemd has 524,288 to 1,879,048,191 for containers and 2,147,352,576 and up for
/// foreign images, and calls what is between unused (systemd, "Users, Groups, UIDs and GIDs", summary); SSSD and FreeIPA
/// give out up to 2,000,200,000.
public struct UIDPool: Sendable {
    public static let defaultRange: ClosedRange<UInt32> = 2_100_000_000...2_100_065_535

    public let range: ClosedRange<UInt32>
    /// The next that was never taken; after the last of the range come those that were given back, the oldest first.
    private var fresh: UInt32?
    private var returned: [UInt32] = []
    private var firstReturned = 0
    private var taken: Set<UInt32> = []

    /// - Parameter range: Without 0, 65,535 and 4,294,967,295, which mean something else; nil where one is in it.
    public init?(range: ClosedRange<UInt32> = UIDPool.defaultRange) {
        guard ![0, 65_535, UInt32.max].contains(where: range.contains) else { return nil }
        self.range = range
        fresh = range.lowerBound
    }

    public var takenCount: Int { taken.count }

    /// - Throws: `.noUser`.
    public mutating func take() throws(SandboxFault) -> WorkerUser {
        let uid: UInt32
        if let next = fresh {
            uid = next
            fresh = next < range.upperBound ? next + 1 : nil
        } else if firstReturned < returned.count {
            uid = returned[firstReturned]
            firstReturned += 1
            if firstReturned > 1024, firstReturned * 2 > returned.count {
                returned.removeFirst(firstReturned)
                firstReturned = 0
            }
        } else {
            throw .noUser
        }
        taken.insert(uid)
        return WorkerUser(uid: uid)
    }

    /// Takes a user back whose worker was reaped. With a process namespace nothing of it is left then: the kernel ends
    /// every process of a namespace before its first can be reaped (pid_namespaces(7)). Without one, `hasProcesses` is
    /// asked; as long as it says so the user stays taken.
    ///
    /// - Returns: Whether it can be taken again.
    @discardableResult
    public mutating func giveBack(_ user: WorkerUser, hasProcesses: (WorkerUser) -> Bool) -> Bool {
        guard taken.contains(user.uid), !hasProcesses(user) else { return false }
        taken.remove(user.uid)
        returned.append(user.uid)
        return true
    }
}
