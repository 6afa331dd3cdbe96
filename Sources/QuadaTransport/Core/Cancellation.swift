internal import Synchronization

/// Joins a call that may be cancelled at any time with what the loop made of it.
final class Cancellation: Sendable {
    /// 0 before the loop knows the call, `.max` once it is cancelled, else the call's handle.
    private let state = Atomic<UInt64>(0)

    /// The loop takes the call; false where it was cancelled before.
    func adopt(_ handle: UInt64) -> Bool {
        state.compareExchange(expected: 0, desired: handle, ordering: .acquiringAndReleasing).exchanged
    }

    /// - Returns: The call's handle, where the loop has it.
    func cancel() -> UInt64? {
        let handle = state.exchange(.max, ordering: .acquiringAndReleasing)
        return handle == 0 || handle == .max ? nil : handle
    }
}
