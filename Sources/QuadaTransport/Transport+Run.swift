extension Transport {
    /// Runs work on the transport's own loop, so that a query is asked and answered on one thread and simulated time
    /// stands still while the work runs.
    public func run<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        await withTaskExecutorPreference(executor) { await body() }
    }
}
