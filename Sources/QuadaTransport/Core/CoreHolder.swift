internal import QuadaDNS

/// Whoever keeps a transport's core and does what it decides: over sockets, or in simulated time.
protocol CoreHolder: Sendable {
    /// Changes the core at the present time.
    func update(_ change: (inout TransportCore, Int64) -> Void)
}

extension CoreHolder {
    /// Hands requests to the core and waits until each is settled; on cancellation with what there is.
    func exchange(_ requests: [Request], _ jobs: JobQueue) async -> [Exchange] {
        guard !requests.isEmpty else { return [] }
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { caller in
                update { $0.add(requests, for: caller, cancellation, at: $1) }
                jobs.nudge()
            }
        } onCancel: {
            guard let handle = cancellation.cancel() else { return }
            update { $0.cancelExchanges(handle, at: $1) }
            jobs.nudge()
        }
    }

    /// Waits in the core's time; on cancellation no longer.
    func sleep(for duration: Duration, _ jobs: JobQueue) async {
        let cancellation = Cancellation()
        let nanoseconds = duration.wholeNanoseconds
        await withTaskCancellationHandler {
            await withUnsafeContinuation { caller in
                update { $0.addSleeper(caller, cancellation, until: $1.addingSaturating(nanoseconds)) }
                jobs.nudge()
            }
        } onCancel: {
            guard let handle = cancellation.cancel() else { return }
            update { core, _ in core.cancelSleeper(handle) }
            jobs.nudge()
        }
    }
}
